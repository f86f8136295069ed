using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Misread.Data;
using Misread.Formats;
using Misread.IO;

namespace Misread.Training;

/// <summary>
/// Stratified K-fold cross-validation: every row is predicted by networks that were not trained on it, so that an audit can
/// ask them whether its label is right.
/// </summary>
/// <remarks>
/// The same data and settings give the same bits at any number of threads, in one go or resumed: each network depends on its
/// seed and its fold alone.
/// </remarks>
public static class CrossValidation
{
    /// <summary>Trains K · S networks and predicts every row S times.</summary>
    /// <param name="data">Images, all labelled.</param>
    /// <param name="options">Settings.</param>
    /// <param name="progress">Told how each training goes, from several threads, and when a fold is done.</param>
    /// <param name="cancel">Ends the work after the current steps; folds that are done stay in the checkpoint folder.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the data do not fit the model.</exception>
    /// <exception cref="TrainingException">A training diverged.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    /// <exception cref="DataFormatException">The checkpoint folder belongs to another job, or a file in it is malformed.</exception>
    /// <exception cref="IOException">The checkpoint folder cannot be read or written.</exception>
    public static CrossValidationResult Run(
        Dataset data, CrossValidationOptions options, IProgress<CrossValidationProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (!data.IsLabelled)
            throw new ArgumentException("every image needs a label", nameof(data));
        long began = Stopwatch.GetTimestamp();
        using PartStore? store = options.CheckpointFolder is null ? null : PartStore.Open(options.CheckpointFolder, IdentityOf(data, options));
        var folds = new Fold[options.Seeds * options.Folds];
        int done = 0;
        int[][] foldOf = [.. Enumerable.Range(0, options.Seeds).Select(s => DatasetSplit.KFold(data, options.Folds, SeedOf(options, s)))];
        int parallel = Math.Min(options.Threads, folds.Length);
        InParallel(folds.Length, parallel, job =>
        {
            (int seed, int fold) = (job / options.Folds, job % options.Folds);
            int[] held = [.. Enumerable.Range(0, data.Count).Where(i => foldOf[seed][i] == fold)];
            folds[job] = (store is null ? null : Fold.Find(store, seed, fold, held, data, options)) ?? Train(job, seed, fold, held);
            progress?.Report(new CrossValidationProgress(seed, fold, Interlocked.Increment(ref done), folds.Length, null));
        }, cancel);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        bool recorded = options.Training.RecordDynamics && data.ClassCount > 1;
        return new CrossValidationResult([.. Enumerable.Range(0, options.Seeds).Select(s => Join(data, OfSeed(s)))], seconds)
        {
            Dynamics = recorded ? Fold.MeanDynamics(folds, data.Count) : null,
            Examined = options.Examination is { } asked
                ? [.. Enumerable.Range(0, options.Seeds).Select(s => Fold.Join(OfSeed(s), f => f.Examined!, data.Count, asked.Columns))]
                : [],
        };

        ReadOnlySpan<Fold> OfSeed(int seed) => folds.AsSpan(seed * options.Folds, options.Folds);

        Fold Train(int job, int seed, int fold, int[] held)
        {
            TrainingOptions training = options.Training with
            {
                Seed = SeedOf(options, seed),
                Threads = ThreadsOf(job, parallel, options.Threads),
                CheckpointFolder = null,
                Resume = false,
            };
            IProgress<TrainingProgress>? told = progress is null
                ? null
                : new Relay(p => progress.Report(new CrossValidationProgress(seed, fold, Volatile.Read(ref done), folds.Length, p)));
            var trained = Fold.Train(held, data, training, options.Examination, told, cancel);
            if (store is not null)
                trained.Keep(store, seed, fold, data.ClassCount, options.Examination);
            return trained;
        }
    }

    internal static Predictions OutOfFold(int count, Func<int, string> id, Func<int, int> label, float[] probabilities, IReadOnlyList<string> classNames) => new(
        [.. Enumerable.Range(0, count).Select(id)],
        [.. Enumerable.Range(0, count).Select(label)],
        probabilities,
        [.. Enumerable.Repeat(PredictionOrigin.OutOfFold, count)],
        classNames);

    /// <summary>An ensemble uses up as many seeds as it has members, so that no two networks share one.</summary>
    private static int SeedOf(CrossValidationOptions options, int seed) => unchecked(options.Training.Seed + (seed * options.Training.Members));

    /// <summary>All threads are shared out; the first folds get what is over.</summary>
    private static int ThreadsOf(int job, int parallel, int threads) => Math.Max(1, (threads / parallel) + (job % parallel < threads % parallel ? 1 : 0));

    private static Predictions Join(Dataset data, ReadOnlySpan<Fold> folds) => OutOfFold(
        data.Count, data.Id, data.Label, Fold.Join(folds, f => f.Probabilities, data.Count, data.ClassCount), data.ClassNames);

    // The first failure as it is, not wrapped with those of the other threads.
    private static void InParallel(int jobs, int threads, Action<int> body, CancellationToken cancel)
    {
        try
        {
            Parallel.For(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, body);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    /// <summary>What a fold's probabilities depend on; how many threads there are and how many seeds is no part of it.</summary>
    private static string IdentityOf(Dataset data, CrossValidationOptions options)
    {
        TrainingOptions settings = options.Training with { Threads = 1, CheckpointFolder = null, Resume = false };
        return string.Create(CultureInfo.InvariantCulture, $"data={DatasetChecksum.Sha256(data)} folds={options.Folds} {settings}{(options.Examination is { } asked ? $" asked {asked.Name} of {asked.Columns}" : "")}");
    }

    private sealed class Relay(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
