using System.Diagnostics;
using Misread.Data;
using Misread.Formats;
using Misread.IO;
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
    /// <exception cref="DataFormatException">The checkpoint folder belongs to another job, or a file in it is malformed.</exception>
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
        Dataset test = source.Data.Subset([.. source.TestRows]);
        var networks = new RetrainedNetwork[options.Arms.Count * options.Seeds];
        TrainedModel? kept = null;
        int done = 0;
        int parallel = Math.Min(options.Threads, networks.Length);
        Parallel.For(0, networks.Length, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancel }, job =>
        {
            RetrainArm arm = options.Arms[job % options.Arms.Count];
            int seed = RetrainOptions.SeedOf(source.Training, job / options.Arms.Count);
            bool handedOn = job == 0;
            float[] probabilities = Found(arm, seed, handedOn) ?? Train(arm, seed, handedOn);
            networks[job] = new RetrainedNetwork(arm, seed, Predictions(test, probabilities));
            progress?.Report(new RetrainProgress(arm, seed, Interlocked.Increment(ref done), networks.Length));
        });
        return new RetrainResult(source, mined, options, networks, kept!, Stopwatch.GetElapsedTime(began).TotalSeconds);

        float[]? Found(RetrainArm arm, int seed, bool handedOn)
        {
            float[]? probabilities = store?.Find(arm, seed, test.Count, test.ClassCount);
            if (probabilities is null || !handedOn)
                return probabilities;
            if (store!.FindModel() is not var (model, history))
                return null;
            kept = Kept(model, history);
            return probabilities;
        }

        float[] Train(RetrainArm arm, int seed, bool handedOn)
        {
            TrainingOptions training = source.Training with { Seed = seed, Threads = Math.Max(1, options.Threads / parallel) };
            TrainingResult result = Trainer.Fit(ArmImages.Of(arm, source, mined, options, seed), training, cancel: cancel);
            if (handedOn)
            {
                store?.KeepModel(result.Model, result.History);
                kept = Kept(result.Model, result.History);
            }

            float[] probabilities = result.Model.PredictProbabilities(test, training.Threads, cancel);
            store?.Keep(arm, seed, probabilities, test.ClassCount);
            return probabilities;
        }

        TrainedModel Kept(Classifier model, IReadOnlyList<EpochRecord> history)
        {
            int[] rows = ArmImages.Kept(source, mined, options);
            var info = TrainingInfo.Of(source.Training, model.ParameterCount, rows.Length + (mined.Images.Count * options.Copies));
            return new TrainedModel(model, history, rows, info, history.Sum(e => e.Seconds));
        }
    }

    private static Predictions Predictions(Dataset test, float[] probabilities) => new(
        [.. Enumerable.Range(0, test.Count).Select(test.Id)],
        test.Labels(),
        probabilities,
        [.. Enumerable.Repeat(PredictionOrigin.HeldOut, test.Count)],
        test.ClassNames);
}

/// <summary>How far a retraining has come.</summary>
/// <param name="Arm">The arm of the network that is done.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Done">Networks trained or found in the checkpoint so far.</param>
/// <param name="Total">Networks in all.</param>
public sealed record RetrainProgress(RetrainArm Arm, int Seed, int Done, int Total);
