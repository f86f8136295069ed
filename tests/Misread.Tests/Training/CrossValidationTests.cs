using Misread.Data;
using Misread.IO;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

public sealed class CrossValidationTests
{
    private static readonly TrainingOptions Training = TrainingOptions.ForPreset("mlp") with { Epochs = 2, BatchSize = 32, Seed = 5 };

    [Fact]
    public void Every_row_is_predicted_by_a_network_that_was_not_trained_on_it()
    {
        // With labels that only their own row bears out, a network that had seen a row would read it right.
        Dataset data = Stripes(60);
        CrossValidationResult result = CrossValidation.Run(data, Options(data) with { Folds = 3 }, cancel: TestContext.Current.CancellationToken);
        int[] foldOf = DatasetSplit.KFold(data, 3, 5);
        for (int fold = 0; fold < 3; fold++)
        {
            int[] rest = [.. Enumerable.Range(0, 60).Where(i => foldOf[i] != fold)];
            int[] held = [.. Enumerable.Range(0, 60).Where(i => foldOf[i] == fold)];
            Classifier model = Trainer.Fit(data.Subset(rest), Training with { Threads = 1 }, cancel: TestContext.Current.CancellationToken).Model;
            float[] expected = model.PredictProbabilities(data.Subset(held), 1, TestContext.Current.CancellationToken);
            for (int i = 0; i < held.Length; i++)
                Assert.Equal(expected.AsSpan(i * 2, 2).ToArray(), result.Predictions.Probabilities(held[i]).ToArray());
        }

        Assert.All(Enumerable.Range(0, 60), i => Assert.Equal(PredictionOrigin.OutOfFold, result.Predictions.Origin(i)));
        Assert.Equal(data.Id(17), result.Predictions.Id(17));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits_and_seeds_are_averaged()
    {
        Dataset data = Stripes(40);
        CrossValidationOptions options = Options(data) with { Folds = 2, Seeds = 2 };
        CrossValidationResult one = CrossValidation.Run(data, options with { Threads = 1 }, cancel: TestContext.Current.CancellationToken);
        CrossValidationResult three = CrossValidation.Run(data, options with { Threads = 3 }, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(2, one.BySeed.Count);
        for (int i = 0; i < data.Count; i++)
        {
            Assert.Equal(one.Predictions.Probabilities(i).ToArray(), three.Predictions.Probabilities(i).ToArray());
            double mean = ((double)one.BySeed[0].Probabilities(i)[0] + one.BySeed[1].Probabilities(i)[0]) / 2;
            Assert.Equal((float)mean, one.Predictions.Probabilities(i)[0]);
            int misread = one.BySeed.Count(seed => seed.IsMisread(i));
            Assert.Equal(misread, one.Consensus(i).Misread);
            Assert.Equal(misread == 0 ? -1 : 1 - data.Label(i), one.Consensus(i).Instead);
        }

        Assert.NotEqual(one.BySeed[0].Probabilities(0).ToArray(), one.BySeed[1].Probabilities(0).ToArray());
    }

    [Fact]
    public void A_stopped_job_goes_on_fold_by_fold_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        Dataset data = Stripes(40);
        CrossValidationOptions options = Options(data) with { Folds = 4, Threads = 1, CheckpointFolder = folder.File("folds") };
        using var stop = new CancellationTokenSource();
        var twoFolds = new Told(p =>
        {
            if (p.Training is null && p.Done == 2)
                stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => CrossValidation.Run(data, options, twoFolds, stop.Token));
        Assert.Equal(2, Directory.GetFiles(options.CheckpointFolder!, "*.npy").Length);
        var trained = new HashSet<int>();
        var resumed = new Told(p =>
        {
            if (p.Training is not null)
                trained.Add(p.Fold);
        });
        CrossValidationResult result = CrossValidation.Run(data, options, resumed, TestContext.Current.CancellationToken);
        CrossValidationResult whole = CrossValidation.Run(data, options with { CheckpointFolder = null }, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(2, trained.Count);
        Assert.All(Enumerable.Range(0, data.Count), i => Assert.Equal(whole.Predictions.Probabilities(i).ToArray(), result.Predictions.Probabilities(i).ToArray()));
        Assert.Throws<DataFormatException>(() => CrossValidation.Run(data, options with { Folds = 5 }, cancel: TestContext.Current.CancellationToken));
    }

    private static CrossValidationOptions Options(Dataset data) => new() { Training = Training with { TrainSize = data.Count } };

    /// <summary>Bright left or right halves with noise; the label says which.</summary>
    private static Dataset Stripes(int count)
    {
        var random = new Random(3);
        byte[] pixels = new byte[count * 64];
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 2)];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(random.Next(120) + ((i % 8 / 4) == labels[i / 64] ? 120 : 0));
        return Dataset.Create("stripes", "train", 8, 8, pixels, labels, ["left", "right"]);
    }

    private sealed class Told(Action<CrossValidationProgress> told) : IProgress<CrossValidationProgress>
    {
        public void Report(CrossValidationProgress value)
        {
            lock (this)
                told(value);
        }
    }
}
