using Misread.Data;
using Misread.Experiments;
using Misread.Runs;
using Misread.Tests.Training;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Experiments;

/// <summary>Retrainings that take milliseconds.</summary>
internal static class RetrainSamples
{
    public static RetrainOptions Options => new() { Hard = 12, Copies = 3, Folds = 3, Threads = 2 };

    /// <summary>240 training and 60 test images of four classes, some with wrong labels, and a run on them.</summary>
    public static RetrainSource Source(int epochs = 4, int seed = 7)
    {
        (Dataset data, HeldOutInfo? heldOut) = MainJob.WithTestSplit(TrainingSamples.Corners(300, seed: 3, wrong: 0.1), seed);
        TrainingOptions options = TrainingOptions.ForPreset("mlp") with { Epochs = epochs, BatchSize = 16, Seed = seed, Threads = 2 };
        TrainedModel trained = MainJob.Train(data, options, cancel: TestContext.Current.CancellationToken);
        return RetrainSource.From(MainJob.Predict(data, trained, 2, TestContext.Current.CancellationToken), heldOut);
    }

    public static RetrainResult Run(RetrainSource source, RetrainOptions options, CancellationToken? cancel = null, Action<RetrainProgress>? told = null)
    {
        CancellationToken token = cancel ?? TestContext.Current.CancellationToken;
        return Retrainer.Run(source, HardImages.Mine(source, options, cancel: token), options, told is null ? null : new Told(told), token);
    }

    private sealed class Told(Action<RetrainProgress> told) : IProgress<RetrainProgress>
    {
        public void Report(RetrainProgress value) => told(value);
    }
}
