using System.Diagnostics;
using System.Globalization;
using Misread.Data;
using Misread.Formats;
using Misread.IO;
using Misread.Numerics;
using Misread.Runs;
using Misread.Training;

namespace Misread.Experiments;

/// <summary>
/// Trains a run's network again with corrected labels and without, at the same seeds and in the same steps, and finds out
/// whether the corrections helped.
/// </summary>
/// <remarks>The same run, corrections and seeds give the same bits at any number of threads, in one go or resumed.</remarks>
public static class CorrectionTrial
{
    /// <summary>Seeds unless it is said otherwise.</summary>
    public const int DefaultSeeds = 10;

    /// <summary>Trains every arm with every seed, reads the test images and judges.</summary>
    /// <param name="run">The run and its corrections.</param>
    /// <param name="seeds">Networks of each arm, 1 … 1,000; fewer than <see cref="RetrainRule.LeastSeeds"/> decide nothing.</param>
    /// <param name="threads">Threads, 1 … 256.</param>
    /// <param name="checkpointFolder">Where finished trainings are kept, so that a stopped trial goes on; <see langword="null"/> for nowhere.</param>
    /// <param name="progress">Told of every network that is done, from several threads.</param>
    /// <param name="cancel">Ends the work after the current steps.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="TrainingException">A training diverged.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    /// <exception cref="IO.DataFormatException">The checkpoint folder belongs to another job, or a file in it is malformed.</exception>
    /// <exception cref="IOException">The checkpoint folder cannot be read or written.</exception>
    public static CorrectionResult Run(
        CorrectedRun run, int seeds = DefaultSeeds, int threads = 1, string? checkpointFolder = null, IProgress<RetrainProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        Guard.Range(seeds, 1, 1000);
        Guard.Range(threads, 1, 256);
        long began = Stopwatch.GetTimestamp();
        RetrainSource source = run.Source;
        using PartStore? store = checkpointFolder is null ? null : PartStore.Open(checkpointFolder, IdentityOf(run));
        var trainings = new ArmTrainings(
            [.. run.Arms.Select(arm => arm.ToName())],
            seeds,
            source.Training,
            (arm, seed) => run.Images(run.Arms[arm], seed),
            source.Data.Subset([.. source.TestRows]),
            threads,
            store);
        (ArmNetwork[] networks, Classifier model, IReadOnlyList<EpochRecord> history) = trainings.Run(progress, cancel);
        int[] seen = [.. source.TrainRows.Except(run.Excluded)];
        var info = TrainingInfo.Of(source.Training, model.ParameterCount, source.TrainRows.Count);
        return new CorrectionResult(
            run,
            [.. networks.Select(n => new CorrectionNetwork(run.Arms[n.Arm], n.Seed, n.Test))],
            new TrainedModel(model, history, seen, info, history.Sum(e => e.Seconds)),
            Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static string IdentityOf(CorrectedRun run)
    {
        RetrainSource source = run.Source;
        TrainingOptions training = source.Training with { Threads = 1 };
        ulong rows = Prng.Hash(0, [.. source.TrainRows, -1, .. source.TestRows, -1, .. run.Excluded, -1, .. run.Relabelled.Select(run.Label), -1, .. run.Relabelled]);
        return string.Create(CultureInfo.InvariantCulture, $"data={DatasetChecksum.Sha256(source.Data)} corrections={rows:x16} {training}");
    }
}

/// <summary>A network of a trial, and what it says of the test images.</summary>
/// <param name="Arm">What it was trained on.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Test">Predictions of the test images, in the order of <see cref="RetrainSource.TestRows"/>, with their original labels.</param>
public sealed record CorrectionNetwork(CorrectionArm Arm, int Seed, Predictions Test);
