using System.Diagnostics;
using Misread.Formats;
using Misread.Runs;
using Misread.Training;

namespace Misread.Experiments;

/// <summary>
/// Trains a run's network again on more of what is hard for it, beside controls of the same compute, and finds out whether
/// that helped.
/// </summary>
/// <remarks>
/// <para>
/// Every network begins at its own initial weights rather than at the run's: then the seeds are independent, and what is
/// measured is the way of training, not one network's luck.
/// </para>
/// <para>
/// The same run and settings give the same bits at any number of threads, in one go or resumed: each network depends on its
/// arm and its seed alone.
/// </para>
/// </remarks>
public static class Retrainer
{
    /// <summary>Trains every arm with every seed and reads the test images.</summary>
    /// <param name="source">The run.</param>
    /// <param name="mined">Its hard images.</param>
    /// <param name="options">Settings.</param>
    /// <param name="progress">Told of every network that is done, from several threads.</param>
    /// <param name="cancel">Ends the work after the current steps; trainings that are done stay in the checkpoint folder.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the images do not fit the model.</exception>
    /// <exception cref="TrainingException">A training diverged.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    /// <exception cref="IO.DataFormatException">The checkpoint folder belongs to another job, or a file in it is malformed.</exception>
    /// <exception cref="IOException">The checkpoint folder cannot be read or written.</exception>
    public static RetrainResult Run(
        RetrainSource source, HardImages mined, RetrainOptions options, IProgress<RetrainProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(mined);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        options = options with { Augmentation = options.Augmentation ?? RetrainOptions.DefaultAugmentation(source.Data.Height, source.Data.Width) };
        long began = Stopwatch.GetTimestamp();
        using PartStore? store = options.CheckpointFolder is null
            ? null
            : PartStore.Open(options.CheckpointFolder, ArmParts.IdentityOf(source, mined, options));
        var trainings = new ArmTrainings(
            [.. options.Arms.Select(arm => arm.ToName())],
            options.Seeds,
            source.Training,
            (arm, seed) => ArmImages.Of(options.Arms[arm], source, mined, options, seed),
            source.Data.Subset([.. source.TestRows]),
            options.Threads,
            store);
        (ArmNetwork[] networks, Classifier model, IReadOnlyList<EpochRecord> history) = trainings.Run(progress, cancel);
        int[] rows = ArmImages.Kept(source, mined, options);
        var info = TrainingInfo.Of(source.Training, model.ParameterCount, rows.Length + (mined.Images.Count * options.Copies));
        return new RetrainResult(
            source,
            mined,
            options,
            [.. networks.Select(n => new RetrainedNetwork(options.Arms[n.Arm], n.Seed, n.Test))],
            new TrainedModel(model, history, rows, info, history.Sum(e => e.Seconds)),
            Stopwatch.GetElapsedTime(began).TotalSeconds);
    }
}

/// <summary>How far a retraining has come.</summary>
/// <param name="Arm">Name of the arm of the network that is done.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Done">Networks trained or found in the checkpoint so far.</param>
/// <param name="Total">Networks in all.</param>
public sealed record RetrainProgress(string Arm, int Seed, int Done, int Total);
