using Misread.IO;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

/// <summary>Three epochs of two rows of two classes, by hand: logits ln 3 and 0 are probabilities 3/4 and 1/4.</summary>
public sealed class TrainingDynamicsTests
{
    private static readonly float Three = MathF.Log(3);

    [Fact]
    public void Scores_of_a_case_by_hand()
    {
        TrainingDynamics dynamics = Recorded();

        // Row 0, label 0: p = 3/4, 1/4, 3/4; right, wrong (forgotten), right.
        DynamicsScores first = dynamics.Scores(0);
        Assert.Equal(7 / 12.0, first.Confidence, 1e-6);
        Assert.Equal(Math.Sqrt(1 / 18.0), first.Variability, 1e-6);
        Assert.Equal(2 / 3.0, first.Correctness, 1e-15);
        Assert.Equal(Math.Log(3) / 3, first.AreaUnderMargin, 1e-6);
        Assert.Equal((1, true), (first.ForgettingEvents, first.WasLearned));

        // ‖(3/4, 1/4) − (1, 0)‖ = √2/4, then ‖(1/4, 3/4) − (1, 0)‖ = 3√2/4: the mean of the first two epochs is √2/2.
        Assert.Equal(Math.Sqrt(2) / 2, first.ErrorNorm, 1e-6);

        // Row 1, label 1, always (3/4, 1/4): never learned, so never forgotten.
        DynamicsScores second = dynamics.Scores(1);
        Assert.Equal((0.25, 0.0), (Math.Round(second.Confidence, 6), Math.Round(second.Variability, 6)));
        Assert.Equal(-Math.Log(3), second.AreaUnderMargin, 1e-6);
        Assert.Equal((0, false), (second.ForgettingEvents, second.WasLearned));
        Assert.Equal(3 * Math.Sqrt(2) / 4, second.ErrorNorm, 1e-6);
    }

    [Fact]
    public void An_epoch_needs_every_row()
    {
        var dynamics = new TrainingDynamics([0, 1], 2);
        dynamics.Record(0, [0, 0]);
        Assert.Throws<InvalidOperationException>(dynamics.EndEpoch);
        Assert.Throws<InvalidOperationException>(() => dynamics.Scores(0));
        Assert.Throws<ArgumentException>(() => dynamics.Record(1, [0, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => new TrainingDynamics([2], 2));
    }

    [Fact]
    public void Rows_that_take_no_part_have_no_scores_and_several_networks_have_means()
    {
        var dynamics = new TrainingDynamics([0, 1, 1], 2, trained: 2);
        dynamics.Record(2, [0, Three]);
        dynamics.Record(0, [0, Three]);
        dynamics.EndEpoch();
        Assert.Null(dynamics.Find(1));
        Assert.Throws<InvalidOperationException>(() => dynamics.Scores(1));

        // Confidence 1/4 and 3/4, correctness 0 and 1, margins −ln 3 and ln 3.
        var mean = DynamicsScores.Mean([dynamics.Scores(0), dynamics.Scores(2), dynamics.Scores(2), dynamics.Scores(0) with { ForgettingEvents = 2 }]);
        Assert.Equal(0.5, mean.Confidence, 1e-6);
        Assert.Equal((0.5, 0.5, true), (mean.Correctness, mean.ForgettingEvents, mean.WasLearned));
        Assert.Equal(0, mean.AreaUnderMargin, 1e-6);
    }

    [Fact]
    public void A_trainer_records_the_logits_that_pass_in_training()
    {
        // One epoch of one step: every row passes with the first weights.
        Misread.Data.Dataset data = TrainingSamples.Corners(40);
        TrainingOptions options = TrainingOptions.ForPreset("mlp") with { Epochs = 1, BatchSize = 40, RecordDynamics = true, ValidationSplit = 0.25 };
        var network = new Misread.Nn.Sequential(new Misread.Nn.Shape(8, 8, 1), new Misread.Nn.Flatten(), new Misread.Nn.Dense(4));
        network.Initialize(3);
        float[] first = new Classifier(network, data.ClassNames).PredictProbabilities(data, 1, TestContext.Current.CancellationToken);

        TrainingResult result = TrainingSamples.Fit(network, data, options);

        for (int i = 0; i < 40; i++)
        {
            Assert.Equal(result.SeenRows.Contains(i), result.Dynamics![i] is not null);
            if (result.Dynamics[i] is { } scores)
                Assert.Equal(first[(i * 4) + data.Label(i)], scores.Confidence, 1e-6);
        }

        Assert.Null(TrainingSamples.Fit(network, data, options with { RecordDynamics = false }).Dynamics);
    }

    [Theory]
    [InlineData(OptimizerKind.Adam, 16)]
    [InlineData(OptimizerKind.Sgd, 80)]
    public void Recording_changes_no_weight_and_repeats_at_any_number_of_threads_and_after_a_stop(OptimizerKind optimizer, int images)
    {
        using var folder = new TemporaryFolder();
        Misread.Data.Dataset data = TrainingSamples.Corners(90);
        TrainingOptions options = TrainingSamples.Options with { Optimizer = optimizer, RecordDynamics = true, ReportEvery = TimeSpan.Zero };
        TrainingResult whole = TrainingSamples.Fit(TrainingSamples.Network(), data, options with { Threads = 3 });
        TrainingResult without = TrainingSamples.Fit(TrainingSamples.Network(), data, options with { RecordDynamics = false });
        Assert.Equal(without.Weights(), whole.Weights());
        options = options with { CheckpointFolder = folder.File("checkpoint"), Resume = true, Threads = 1 };
        using var cancel = new CancellationTokenSource();
        var progress = new OnProgress(p =>
        {
            if (p.Epoch == 2 && p.Images >= images)
                cancel.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => Trainer.Fit(TrainingSamples.Network(), data, options, progress, cancel: cancel.Token));
        string file = Directory.GetFiles(options.CheckpointFolder!, "*.safetensors").Single();
        byte[] kept = File.ReadAllBytes(file);

        TrainingResult resumed = TrainingSamples.Fit(TrainingSamples.Network(), data, options);

        Assert.True(resumed.Resumed);
        Assert.Equal(whole.Weights(), resumed.Weights());
        Assert.All(whole.Dynamics!, scores => Assert.NotNull(scores));
        Assert.Equal(whole.Dynamics, resumed.Dynamics);

        // A checkpoint of a training that recorded nothing cannot be continued by one that records.
        File.WriteAllBytes(file, kept);
        cancel.Dispose();
        TrainingSamples.Fit(TrainingSamples.Network(), data, options with { RecordDynamics = false });
        var e = Assert.Throws<DataFormatException>(() => TrainingSamples.Fit(TrainingSamples.Network(), data, options));
        Assert.Contains("training dynamics are missing", e.Message, StringComparison.Ordinal);
    }

    private static TrainingDynamics Recorded()
    {
        var dynamics = new TrainingDynamics([0, 1], 2, errorEpochs: 2);
        foreach (float[] logits in new float[][] { [Three, 0], [0, Three], [Three, 0] })
        {
            dynamics.Record(1, [Three + 5, 5]);
            dynamics.Record(0, logits);
            dynamics.EndEpoch();
        }

        return dynamics;
    }
}
