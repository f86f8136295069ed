using System.Text;
using Misread.Data;
using Misread.IO;
using Misread.Nn;
using Misread.Numerics;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

public sealed class EnsembleTests
{
    private static readonly Dataset Data = TrainingSamples.Corners(60);

    private static readonly TrainingOptions Options = TrainingOptions.ForPreset("mlp") with
    {
        Epochs = 2,
        BatchSize = 16,
        Members = 3,
        Seed = 5,
        Threads = 2,
        ValidationSplit = 0.2,
        Augmentation = new Augmentation { Shift = 1 },
    };

    [Fact]
    public void Members_are_the_networks_of_consecutive_seeds_and_their_probabilities_are_averaged()
    {
        TrainingResult ensemble = Fit(Options);
        TrainingResult[] alone = [.. Enumerable.Range(5, 3).Select(seed => Fit(Options with { Members = 1, Seed = seed }))];

        Assert.Equal(alone.Select(a => a.Weights()), ensemble.Model.Members.Select(m => m.Weights()));
        Assert.Equal(alone.SelectMany(a => a.SeenRows).Distinct().Order(), ensemble.SeenRows);
        Assert.Equal(3 * alone[0].Model.ParameterCount, ensemble.Model.ParameterCount);
        for (int e = 0; e < 2; e++)
        {
            Assert.Equal(alone.Average(a => a.History[e].TrainLoss), ensemble.History[e].TrainLoss, 1e-12);
            Assert.Equal(alone.Average(a => a.History[e].ValidationAccuracy!.Value), ensemble.History[e].ValidationAccuracy!.Value, 1e-12);
        }

        float[][] each = [.. alone.Select(a => Probabilities(a.Model))];
        float[] together = Probabilities(ensemble.Model);
        for (int i = 0; i < together.Length; i++)
            Assert.Equal(each.Average(p => (double)p[i]), together[i], 1e-6);
    }

    [Fact]
    public void Dynamics_are_the_means_over_the_members_that_were_trained_on_a_row()
    {
        TrainingOptions options = Options with { RecordDynamics = true };
        TrainingResult[] alone = [.. Enumerable.Range(5, 3).Select(seed => Fit(options with { Members = 1, Seed = seed }))];
        IReadOnlyList<DynamicsScores?> together = Fit(options).Dynamics!;
        for (int i = 0; i < Data.Count; i++)
        {
            DynamicsScores[] own = [.. alone.Select(a => a.Dynamics![i]).OfType<DynamicsScores>()];
            Assert.Equal(own.Length == 0 ? null : DynamicsScores.Mean(own), together[i]);
        }

        Assert.Null(Fit(Options).Dynamics);
    }

    [Fact]
    public void Features_are_those_of_the_members_side_by_side()
    {
        TrainingResult ensemble = Fit(Options);
        float[] joined = Features(ensemble.Model);
        Assert.Equal(3 * 128, ensemble.Model.FeatureCount);
        for (int m = 0; m < 3; m++)
        {
            float[] own = Features(new Classifier(ensemble.Model.Members[m], Data.ClassNames));
            for (int i = 0; i < Data.Count; i++)
                Assert.Equal(own[(i * 128)..((i + 1) * 128)], joined[((i * 384) + (m * 128))..((i * 384) + ((m + 1) * 128))]);
        }
    }

    [Fact]
    public void An_ensemble_is_one_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        Classifier model = Fit(Options).Model;
        model.Save(path);

        Classifier loaded = Classifier.Load(path);
        Assert.Equal(3, loaded.Members.Count);
        Assert.Equal(Probabilities(model), Probabilities(loaded));

        string text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        foreach ((string from, string to) in ((string, string)[])
            [("\"members\":\"3\"", "\"members\":\"4\""), ("\"members\":\"3\"", "\"members\":\"0\""), ("\"members\":\"3\"", "\"members\":\"x\""), ("member.2.", "member.7.")])
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            File.WriteAllBytes(path, Encoding.Latin1.GetBytes(text.Replace(from, to, StringComparison.Ordinal)));
            Assert.Throws<DataFormatException>(() => Classifier.Load(path));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    public void A_stopped_ensemble_continues_to_the_same_bits(int member, int epoch)
    {
        using var folder = new TemporaryFolder();
        TrainingResult undisturbed = Fit(Options);
        TrainingOptions options = Options with { CheckpointFolder = folder.File("checkpoint"), ReportEvery = TimeSpan.Zero };
        using var cancel = new CancellationTokenSource();
        var progress = new OnProgress(p =>
        {
            if (p.Member == member && p.Epoch == epoch)
                cancel.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => Trainer.Fit(Data, options, progress, cancel: cancel.Token));

        var begun = new List<(int, int)>();
        TrainingResult resumed = Trainer.Fit(
            Data, options with { Resume = true }, new OnProgress(p => begun.Add((p.Member, p.Epoch))), cancel: TestContext.Current.CancellationToken);
        Assert.True(resumed.Resumed);
        Assert.True(begun[0].CompareTo((member, epoch)) >= 0, $"began again at {begun[0]}");
        Assert.Equal(undisturbed.Model.Members.Select(m => m.Weights()), resumed.Model.Members.Select(m => m.Weights()));
        Assert.Equal(options.Members, Directory.GetFiles(options.CheckpointFolder!, "*.safetensors").Length);
    }

    [Fact]
    public void Without_resume_no_older_checkpoint_is_left()
    {
        using var folder = new TemporaryFolder();
        TrainingOptions options = Options with { CheckpointFolder = folder.File("checkpoint") };
        Fit(options);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => Trainer.Fit(Data, options, cancel: cancel.Token));
        Assert.Single(Directory.GetFiles(folder.File("checkpoint"), "*.safetensors"));
    }

    [Fact]
    public void The_networks_of_the_preset_are_of_three_kinds()
    {
        var random = new Prng(8);
        Dataset images = Dataset.Create(
            "noise", "train", 28, 28, [.. Enumerable.Range(0, 12 * 784).Select(_ => (byte)random.Next(256))], [.. Enumerable.Range(0, 12).Select(i => i % 3)], ["a", "b", "c"]);
        TrainingOptions preset = TrainingOptions.ForPreset("ensemble");
        Assert.Equal(9, preset.Members);
        Classifier model = Trainer.Fit(images, preset with { Epochs = 1, Members = 4, Seed = 3 }, cancel: TestContext.Current.CancellationToken).Model;

        Assert.Equal([false, true, false, false], model.Members.Select(m => m.Layers[0] is Deslant));
        Assert.Equal([4, 4, 5, 4], model.Members.Select(m => m.Layers.Count(layer => layer is Conv2D)));
        Classifier alone = Trainer.Fit(images, TrainingOptions.ForPreset("accurate") with { Epochs = 1, Seed = 6 }, cancel: TestContext.Current.CancellationToken).Model;
        Assert.Equal(alone.Network.Weights(), model.Members[3].Weights());
        Assert.NotEqual(alone.Network.Weights(), model.Members[0].Weights());
    }

    [Fact]
    public void Members_may_have_layers_of_their_own()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        Sequential[] networks = [TrainingSamples.Network(), .. Enumerable.Range(3, 2).Select(units => new Sequential(
            new Shape(Data.Height, Data.Width, 1), new Flatten(), new Dense(units, Activation.Relu), new Dense(Data.ClassCount)))];
        for (int m = 0; m < networks.Length; m++)
            networks[m].Initialize(m);
        var model = new Classifier(networks, Data.ClassNames);
        model.Save(path);

        Classifier loaded = Classifier.Load(path);
        Assert.Equal(networks.Select(n => LayerText.Format(n.Layers)), loaded.Members.Select(n => LayerText.Format(n.Layers)));
        Assert.Equal(networks.Select(n => n.Weights()), loaded.Members.Select(n => n.Weights()));
        Assert.Equal(Probabilities(model), Probabilities(loaded));

        float[] joined = Features(model);
        Assert.Equal(networks[0].FeatureCount + 3 + 4, model.FeatureCount);
        for (int m = 0, first = 0; m < networks.Length; first += networks[m++].FeatureCount)
        {
            float[] own = Features(new Classifier(networks[m], Data.ClassNames));
            int width = networks[m].FeatureCount;
            for (int i = 0; i < Data.Count; i++)
                Assert.Equal(own.AsSpan(i * width, width), joined.AsSpan((i * model.FeatureCount) + first, width));
        }
    }

    [Fact]
    public void Networks_for_other_images_or_classes_make_no_ensemble()
    {
        Sequential one = TrainingSamples.Network();
        var larger = new Sequential(new Shape(Data.Height + 1, Data.Width, 1), new Flatten(), new Dense(Data.ClassCount));
        var fewer = new Sequential(one.InputShape, new Flatten(), new Dense(Data.ClassCount - 1));
        Assert.Throws<ArgumentException>(() => new Classifier([one, larger], Data.ClassNames));
        Assert.Throws<ArgumentException>(() => new Classifier([one, fewer], Data.ClassNames));
        Assert.Throws<ArgumentException>(() => new Classifier([], Data.ClassNames));
        Assert.ThrowsAny<ArgumentException>(() => Fit(Options with { Members = 0 }));
        Assert.Throws<ArgumentException>(() => Fit(Options with { Patience = 2 }));
    }

    private static TrainingResult Fit(TrainingOptions options) => Trainer.Fit(Data, options, cancel: TestContext.Current.CancellationToken);

    private static float[] Features(Classifier model) => model.PredictFeatures(Data, 2, TestContext.Current.CancellationToken);

    private static float[] Probabilities(Classifier model) => model.PredictProbabilities(Data, 2, TestContext.Current.CancellationToken);
}
