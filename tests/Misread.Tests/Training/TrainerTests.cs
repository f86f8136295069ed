using Misread.Data;
using Misread.Nn;
using Misread.Numerics;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

public sealed class TrainerTests
{
    [Theory]
    [InlineData(OptimizerKind.Sgd, 1)]
    [InlineData(OptimizerKind.RmsProp, 3)]
    [InlineData(OptimizerKind.Adam, 2)]
    [InlineData(OptimizerKind.AdamW, 5)]
    public void Weights_have_the_same_bits_at_any_number_of_threads(OptimizerKind optimizer, int threads)
    {
        Dataset data = TrainingSamples.Corners(150);
        TrainingOptions options = TrainingSamples.Options with { Optimizer = optimizer, WeightDecay = 0.01, ValidationSplit = 0.2, LabelSmoothing = 0.1, AverageWeights = 0.4, Augmentation = Augmentation.Parse("shift=1,rotate=20,scale=0.1,elastic=8") };
        TrainingResult one = TrainingSamples.Fit(TrainingSamples.Network(), data, options with { Threads = threads == 1 ? 4 : 1 });
        TrainingResult more = TrainingSamples.Fit(TrainingSamples.Network(), data, options with { Threads = threads });
        Assert.Equal(one.Weights(), more.Weights());
        Assert.Equal(one.History.Select(e => e with { Seconds = 0 }), more.History.Select(e => e with { Seconds = 0 }));
        Assert.Equal(one.Model.PredictProbabilities(data, 1, TestContext.Current.CancellationToken), more.Model.PredictProbabilities(data, 3, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("cnn-small")]
    [InlineData("mlp")]
    [InlineData("cnn")]
    [InlineData("fast")]
    [InlineData("accurate")]
    public void Presets_have_the_same_bits_at_any_number_of_threads(string model)
    {
        byte[] pixels = new byte[70 * 784];
        var random = new Prng(4);
        // As empty as digits are, so that layers that skip zeros do.
        foreach (ref byte pixel in pixels.AsSpan())
            pixel = (byte)(random.Next(5) == 0 ? random.Next(256) : 0);
        int[] labels = [.. Enumerable.Range(0, 70).Select(_ => random.Next(10))];
        Dataset data = Dataset.Create("noise", "train", 28, 28, pixels, labels, [.. Enumerable.Range(0, 10).Select(k => k.ToString())]);
        TrainingOptions options = TrainingOptions.ForPreset(model) with { Epochs = 1, BatchSize = 32, ValidationSplit = 0, Patience = null };
        float[][] one = Trainer.Fit(data, options with { Threads = 1 }, cancel: TestContext.Current.CancellationToken).Weights();
        foreach (int threads in (int[])[2, 3, 5])
            Assert.Equal(one, Trainer.Fit(data, options with { Threads = threads }, cancel: TestContext.Current.CancellationToken).Weights());
        Assert.NotEqual(one, Trainer.Fit(data, options with { Threads = 1, Seed = 43 }, cancel: TestContext.Current.CancellationToken).Weights());
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd, ScheduleKind.Step)]
    [InlineData(OptimizerKind.RmsProp, ScheduleKind.Constant)]
    [InlineData(OptimizerKind.Adam, ScheduleKind.Constant)]
    [InlineData(OptimizerKind.AdamW, ScheduleKind.OneCycle)]
    public void What_can_be_learned_is_learned(OptimizerKind optimizer, ScheduleKind schedule)
    {
        Dataset data = TrainingSamples.Corners(400, wrong: 0);
        TrainingOptions options = TrainingSamples.Options with { Epochs = 8, Optimizer = optimizer, Schedule = schedule, LearningRate = optimizer == OptimizerKind.Sgd ? 0.03 : 0.003 };
        TrainingResult result = TrainingSamples.Fit(TrainingSamples.Network(), data, options);
        Assert.Equal(8, result.History.Count);
        Assert.True(result.History[^1].TrainLoss < result.History[0].TrainLoss / 2);
        Assert.True(result.History[^1].TrainAccuracy > 0.85, $"{result.History[^1]}");
        Dataset unseen = TrainingSamples.Corners(400, seed: 2, wrong: 0);
        Assert.True(Accuracy(result.Model, unseen) > 0.85);
    }

    [Fact]
    public void Early_stopping_keeps_the_weights_of_the_epoch_with_the_lowest_validation_loss()
    {
        Dataset data = TrainingSamples.Corners(120, wrong: 0.4);
        TrainingOptions options = TrainingSamples.Options with { Epochs = 60, LearningRate = 0.01, ValidationSplit = 0.25, Patience = 4 };
        TrainingResult stopped = TrainingSamples.Fit(TrainingSamples.Network(), data, options);
        double[] losses = [.. stopped.History.Select(e => e.ValidationLoss!.Value)];
        Assert.InRange(losses.Length, 5, 59);
        Assert.Equal(Array.IndexOf(losses, losses.Min()) + 1, stopped.BestEpoch);
        Assert.Equal(stopped.BestEpoch + 4, losses.Length);
        TrainingResult best = TrainingSamples.Fit(TrainingSamples.Network(), data, options with { Epochs = stopped.BestEpoch, Patience = null });
        Assert.Equal(best.Weights(), stopped.Weights());
        Assert.Equal(90, stopped.SeenRows.Count);
        Assert.Equal(stopped.SeenRows.Distinct().Order(), stopped.SeenRows);
    }

    [Fact]
    public void Only_the_first_images_are_trained_on_when_so_many_are_asked_for()
    {
        Dataset data = TrainingSamples.Corners(100);
        TrainingResult result = TrainingSamples.Fit(TrainingSamples.Network(), data, TrainingSamples.Options with { TrainSize = 40 });
        Assert.Equal(Enumerable.Range(0, 40), result.SeenRows);
        TrainingResult same = TrainingSamples.Fit(TrainingSamples.Network(), data.Take(40), TrainingSamples.Options);
        Assert.Equal(same.Weights(), result.Weights());
    }

    [Fact]
    public void Soft_targets_that_say_what_the_labels_say_change_nothing_and_others_do()
    {
        Dataset data = TrainingSamples.Corners(60);
        float[] targets = new float[60 * TrainingSamples.Classes];
        for (int i = 0; i < 60; i++)
            targets[(i * TrainingSamples.Classes) + data.Label(i)] = 1;
        float[][] hard = TrainingSamples.Fit(TrainingSamples.Network(), data, TrainingSamples.Options).Weights();
        Assert.Equal(hard, TrainingSamples.Fit(TrainingSamples.Network(), data, TrainingSamples.Options, softTargets: targets).Weights());
        Array.Fill(targets, 1f / TrainingSamples.Classes);
        Assert.NotEqual(hard, TrainingSamples.Fit(TrainingSamples.Network(), data, TrainingSamples.Options, softTargets: targets).Weights());
        Assert.Throws<ArgumentException>(() => TrainingSamples.Fit(TrainingSamples.Network(), data, TrainingSamples.Options, softTargets: targets[1..]));
    }

    [Fact]
    public void Progress_tells_the_truth_and_its_last_word_is_the_record()
    {
        var reports = new List<TrainingProgress>();
        TrainingOptions options = TrainingSamples.Options with { ReportEvery = TimeSpan.Zero };
        TrainingResult result = TrainingSamples.Fit(TrainingSamples.Network(), TrainingSamples.Corners(50), options, new OnProgress(reports.Add));
        Assert.Equal(result.History, reports.Where(r => r.Finished is not null).Select(r => r.Finished!));
        Assert.All(reports, r => Assert.InRange(r.Images, 1, 50));
        Assert.Equal([16, 32, 48, 50, 50], reports.Where(r => r.Epoch == 1).Select(r => r.Images));
        TrainingProgress last = reports[^1];
        Assert.Equal((3, 50, TimeSpan.Zero), (last.Epoch, last.Images, last.Remaining));
        Assert.Equal(last.Finished!.TrainLoss, last.Loss);
    }

    [Fact]
    public void A_training_that_diverges_says_so()
    {
        TrainingOptions options = TrainingSamples.Options with { Optimizer = OptimizerKind.Sgd, LearningRate = 1e30 };
        var e = Assert.Throws<TrainingException>(() => TrainingSamples.Fit(TrainingSamples.Network(), TrainingSamples.Corners(64), options));
        Assert.Contains("epoch 1, step 2", e.Message, StringComparison.Ordinal);
        Assert.Contains("lower --learning-rate than 1E+30", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Dataset data = TrainingSamples.Corners(10);
        TrainingOptions options = TrainingSamples.Options;
        Assert.Throws<ArgumentException>(() => TrainingSamples.Fit(new Sequential(new Shape(9, 8, 1), new Dense(4)), data, options));
        Assert.Throws<ArgumentException>(() => TrainingSamples.Fit(new Sequential(new Shape(8, 8, 1), new Dense(5)), data, options));
        Assert.Throws<ArgumentException>(() => TrainingSamples.Fit(TrainingSamples.Network(), data.Take(0), options));
        Dataset unlabelled = Dataset.Create("u", "train", 8, 8, new byte[64], null, ["a", "b", "c", "d"]);
        Assert.Throws<ArgumentException>(() => TrainingSamples.Fit(TrainingSamples.Network(), unlabelled, options));
        foreach (TrainingOptions bad in (TrainingOptions[])
            [
                options with { Threads = 0 }, options with { Epochs = 0 }, options with { BatchSize = 0 }, options with { TrainSize = 0 },
                options with { LearningRate = 0 }, options with { LearningRate = double.NaN }, options with { WeightDecay = -1 },
                options with { LabelSmoothing = 1 }, options with { ValidationSplit = 1 }, options with { Patience = 3 }, options with { Patience = 3, ValidationSplit = 0.2, AverageWeights = 0.1 }, options with { AverageWeights = 1.1 }, options with { Augmentation = new Augmentation { Scale = 1 } }, options with { Model = "x" },
            ])
        {
            Assert.ThrowsAny<ArgumentException>(() => TrainingSamples.Fit(TrainingSamples.Network(), data, bad));
        }
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        Dataset data = TrainingSamples.Corners(64);
        Sequential network = TrainingSamples.Network();
        var optimizer = new Adam();
        optimizer.Allocate(network.Values.Length);
        using var team = new ThreadTeam(2);
        var batches = new BatchRunner(network, data, team, 32, new TrainingOptions { Augmentation = Augmentation.Parse("shift=2,rotate=10,elastic=8") }, null);
        int[] rows = [.. Enumerable.Range(0, 32)];
        long[] allocated = new long[2];
        void Steps(int count)
        {
            for (uint i = 0; i < count; i++)
            {
                batches.Train(rows, epoch: 0, key: i);
                optimizer.Step(network.Values, network.Gradients, 0.001, team);
            }
        }

        // The caller waits in its share until the worker has begun the other, which it would do itself otherwise.
        void Measure()
        {
            bool begun = false;
            team.Run(2, (_, _, worker) =>
            {
                allocated[worker] = GC.GetAllocatedBytesForCurrentThread() - allocated[worker];
                if (worker == 1)
                    Volatile.Write(ref begun, true);
                while (!Volatile.Read(ref begun))
                    Thread.SpinWait(1);
            });
        }

        Steps(40);
        Measure();
        Array.Clear(allocated);
        Measure();
        Measure();
        long[] overhead = [.. allocated];
        Array.Clear(allocated);
        Measure();
        Steps(25);
        Measure();
        // Measuring itself makes a delegate on the caller's thread; the steps make nothing, on either.
        Assert.Equal(overhead, allocated);
        Assert.InRange(overhead[0], 1, 200);
        Assert.Equal(0, overhead[1]);
    }

    private static double Accuracy(Classifier model, Dataset data)
    {
        float[] p = model.PredictProbabilities(data, 2, TestContext.Current.CancellationToken);
        int k = data.ClassCount;
        return Enumerable.Range(0, data.Count).Count(i => p.AsSpan(i * k, k).IndexOf(p.AsSpan(i * k, k).ToArray().Max()) == data.Label(i)) / (double)data.Count;
    }
}
