using System.Text;
using Misread.Data;
using Misread.IO;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

public sealed class CheckpointTests
{
    private static readonly Dataset Data = TrainingSamples.Corners(100);

    [Theory]
    [InlineData(OptimizerKind.Adam, 1, 16)] // within the first epoch
    [InlineData(OptimizerKind.Sgd, 2, 48)]
    [InlineData(OptimizerKind.RmsProp, 3, 80)] // at the last step
    [InlineData(OptimizerKind.AdamW, 2, 80)] // with the epoch's last step
    public void A_training_stopped_within_an_epoch_continues_to_the_same_bits(OptimizerKind optimizer, int epoch, int images)
    {
        using var folder = new TemporaryFolder();
        TrainingOptions options = TrainingSamples.Options with
        {
            Optimizer = optimizer,
            Schedule = ScheduleKind.OneCycle,
            ValidationSplit = 0.2,
            Patience = 50,
            Augmentation = new Augmentation { Shift = 1, Rotation = 10 },
            ReportEvery = TimeSpan.Zero,
        };
        TrainingResult undisturbed = TrainingSamples.Fit(TrainingSamples.Network(), Data, options);
        options = options with { CheckpointFolder = folder.File("checkpoint"), Resume = true };
        using var cancel = new CancellationTokenSource();
        var progress = new OnProgress(p =>
        {
            if (p.Epoch == epoch && p.Images >= images)
                cancel.Cancel();
        });
        if (epoch == 3 && images == 80)
            Trainer.Fit(TrainingSamples.Network(), Data, options, progress, cancel: cancel.Token);
        else
            Assert.Throws<OperationCanceledException>(() => Trainer.Fit(TrainingSamples.Network(), Data, options, progress, cancel: cancel.Token));
        TrainingResult resumed = TrainingSamples.Fit(TrainingSamples.Network(seed: 5), Data, options with { Threads = 1 });
        Assert.True(resumed.Resumed);
        Assert.False(undisturbed.Resumed);
        AssertSame(undisturbed, resumed);
    }

    [Fact]
    public void A_training_killed_at_any_checkpoint_continues_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("checkpoint");
        TrainingOptions options = TrainingSamples.Options with { CheckpointFolder = path, CheckpointEvery = TimeSpan.Zero, ReportEvery = TimeSpan.Zero, AverageWeights = 0.5 };
        var snapshots = new List<byte[]>();
        var progress = new OnProgress(_ =>
        {
            if (FilesOf(path) is [var file])
                snapshots.Add(File.ReadAllBytes(file));
        });
        TrainingResult undisturbed = TrainingSamples.Fit(TrainingSamples.Network(), Data, options, progress);
        Assert.True(snapshots.Count > 15);
        foreach (byte[] snapshot in snapshots)
        {
            File.WriteAllBytes(FilesOf(path).Single(), snapshot);
            AssertSame(undisturbed, TrainingSamples.Fit(TrainingSamples.Network(seed: 9), Data, options with { Resume = true }));
        }
    }

    [Fact]
    public void Without_resume_a_checkpoint_is_overwritten_and_with_it_a_finished_training_is_only_read()
    {
        using var folder = new TemporaryFolder();
        TrainingOptions options = TrainingSamples.Options with { CheckpointFolder = folder.File("checkpoint") };
        TrainingResult first = TrainingSamples.Fit(TrainingSamples.Network(), Data, options);
        TrainingResult again = TrainingSamples.Fit(TrainingSamples.Network(), Data, options);
        Assert.False(again.Resumed);
        AssertSame(first, again);
        var reports = new List<TrainingProgress>();
        AssertSame(first, TrainingSamples.Fit(TrainingSamples.Network(3), Data, options with { Resume = true }, new OnProgress(reports.Add)));
        Assert.Empty(reports);
    }

    [Fact]
    public void A_checkpoint_of_other_settings_is_refused_and_says_which()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("checkpoint");
        TrainingOptions options = TrainingSamples.Options with { CheckpointFolder = path, Resume = true, Epochs = 1 };
        TrainingSamples.Fit(TrainingSamples.Network(), Data, options);
        (TrainingOptions, string)[] others =
        [
            (options with { Seed = 7 }, "there seed=42, here seed=7"),
            (options with { Epochs = 2 }, "there epochs=1, here epochs=2"),
            (options with { BatchSize = 8 }, "there batch-size=16, here batch-size=8"),
            (options with { LearningRate = 0.5 }, "there learning-rate=0.003, here learning-rate=0.5"),
            (options with { Optimizer = OptimizerKind.Sgd }, "there optimizer=Adam, here optimizer=Sgd"),
            (options with { LabelSmoothing = 0.1 }, "there label-smoothing=0, here label-smoothing=0.1"),
            (options with { Augmentation = Augmentation.Parse("shift=1,shear=0.1") }, "there augment=none, here augment=shift=1,shear=0.1"),
            (options with { AverageWeights = 0.5 }, "there average-weights=0, here average-weights=0.5"),
            (options with { TrainSize = 50 }, "there train-size=, here train-size=50"),
        ];
        foreach ((TrainingOptions other, string difference) in others)
        {
            var e = Assert.Throws<DataFormatException>(() => TrainingSamples.Fit(TrainingSamples.Network(), Data, other));
            Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
            Assert.Contains(difference, e.Message, StringComparison.Ordinal);
        }

        var data = Assert.Throws<DataFormatException>(() => TrainingSamples.Fit(TrainingSamples.Network(), TrainingSamples.Corners(100, seed: 3), options));
        Assert.Contains("there data=", data.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_without_its_averaged_weights_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("checkpoint");
        TrainingOptions options = TrainingSamples.Options with { CheckpointFolder = path, Resume = true, Epochs = 1, AverageWeights = 0.5 };
        TrainingResult undisturbed = TrainingSamples.Fit(TrainingSamples.Network(), Data, options);
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(FilesOf(path).Single()));
        Assert.Contains("\"average\":{", text, StringComparison.Ordinal);
        File.WriteAllBytes(FilesOf(path).Single(), Encoding.Latin1.GetBytes(text.Replace("\"average\":{", "\"averagE\":{", StringComparison.Ordinal)));
        var e = Assert.Throws<DataFormatException>(() => TrainingSamples.Fit(TrainingSamples.Network(), Data, options));
        Assert.Contains("averaged weights", e.Message, StringComparison.Ordinal);
        File.WriteAllBytes(FilesOf(path).Single(), Encoding.Latin1.GetBytes(text));
        AssertSame(undisturbed, TrainingSamples.Fit(TrainingSamples.Network(2), Data, options));
    }

    [Fact]
    public void Damaged_checkpoints_are_refused_as_malformed_whatever_the_damage()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("checkpoint");
        TrainingOptions options = TrainingSamples.Options with { CheckpointFolder = path, Resume = true, Epochs = 2, ValidationSplit = 0.2, Patience = 9 };
        TrainingResult undisturbed = TrainingSamples.Fit(TrainingSamples.Network(), Data, options);
        byte[] whole = File.ReadAllBytes(FilesOf(path).Single());
        string text = Encoding.Latin1.GetString(whole);
        List<byte[]> damaged = [[], whole[..7], whole[..100], whole[..^1], [.. whole, 0], Encoding.UTF8.GetBytes("not a checkpoint at all")];
        foreach ((string from, string to) in ((string, string)[])
            [
                ("misread-checkpoint-1", "misread-checkpoint-9"), ("optimizer.first_moment", "optimizer.first_momenT"),
                ("best.0.conv2d.kernel", "best.0.conv2d.kerneL"), ("Epoch\\u0022:2,", "Epoch\\u0022:7,"), ("Step\\u0022:0,", "Step\\u0022:9,"),
            ])
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            damaged.Add(Encoding.Latin1.GetBytes(text.Replace(from, to, StringComparison.Ordinal)));
        }

        byte[] notFinite = [.. whole];
        notFinite.AsSpan(whole.Length - 4).Fill(0xFF);
        damaged.Add(notFinite);
        foreach (byte[] bytes in damaged)
        {
            File.WriteAllBytes(FilesOf(path).Single(), bytes);
            var e = Assert.Throws<DataFormatException>(() => TrainingSamples.Fit(TrainingSamples.Network(), Data, options));
            Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
        }

        File.WriteAllBytes(FilesOf(path).Single(), whole);
        AssertSame(undisturbed, TrainingSamples.Fit(TrainingSamples.Network(), Data, options));
    }

    private static string[] FilesOf(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors") : [];

    private static void AssertSame(TrainingResult expected, TrainingResult actual)
    {
        Assert.Equal(expected.Weights(), actual.Weights());
        Assert.Equal(expected.BestEpoch, actual.BestEpoch);
        Assert.Equal(expected.History.Select(e => e with { Seconds = 0 }), actual.History.Select(e => e with { Seconds = 0 }));
    }
}
