using Misread.Data;
using Misread.Runs;
using Misread.Tests.Training;
using Misread.Training;

namespace Misread.Tests.Runs;

/// <summary>Finished runs that take milliseconds.</summary>
internal static class RunSamples
{
    /// <summary>A run on 300 images of four classes, a fifth of them held out, with some misread.</summary>
    public static (Run Run, RunInfo Info, Dataset Data) Create(int seed = 7)
    {
        Dataset data = TrainingSamples.Corners(300, seed: 3, wrong: 0.1);
        TrainingOptions options = TrainingOptions.ForPreset("mlp") with { Epochs = 6, BatchSize = 16, Seed = seed, Threads = 2 };
        (Dataset divided, HeldOutInfo? heldOut) = MainJob.WithTestSplit(data, seed);
        TrainedModel trained = MainJob.Train(divided, options, cancel: Xunit.TestContext.Current.CancellationToken);
        Run run = MainJob.Predict(divided, trained, threads: 2, Xunit.TestContext.Current.CancellationToken);
        RunInfo info = RunInfoBuilder.From(
            run, RunInfoBuilder.Describe(divided, "corners", heldOut), "misread test", "misread run", 2, new SecondsInfo(0.1, 0.2, 0.3, 0.7));
        return (run, info, data);
    }

    /// <summary>Writes a run folder and opens it.</summary>
    public static RunFolder Write(string path, Run run, RunInfo info)
    {
        Directory.CreateDirectory(path);
        RunFolder.WriteFiles(path, run, threads: 2);
        RunPictures.WriteAll(path, run, threads: 2);
        RunFolder.WriteInfo(path, info);
        return RunFolder.Open(path);
    }
}
