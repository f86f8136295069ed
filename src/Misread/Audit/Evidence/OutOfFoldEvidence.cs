using Misread.Data;
using Misread.Findings;
using Misread.IO;
using Misread.Training;

namespace Misread.Audit;

/// <summary>
/// Cross-validation that leaves, beside the predictions, everything that an image's verdict is built on: how it fared in
/// training, what its nearest training images are called, and its near-duplicates.
/// </summary>
public static class OutOfFoldEvidence
{
    /// <summary>Neighbours that each network is asked of each image, k, where there are so many.</summary>
    public const int DefaultNeighbours = 15;

    /// <summary>Trains K · S networks and asks each of the images that it has not seen.</summary>
    /// <param name="data">Images, all labelled.</param>
    /// <param name="options">Settings; recording of dynamics and the examination are set here.</param>
    /// <param name="neighbours">k, 1 or more; fewer in a data set that is not much larger.</param>
    /// <param name="progress">Told how each training goes, from several threads, and when a fold is done.</param>
    /// <param name="cancel">Ends the work after the current steps; folds that are done stay in the checkpoint folder.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the data do not fit the model.</exception>
    /// <exception cref="TrainingException">A training diverged.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    /// <exception cref="DataFormatException">The checkpoint folder belongs to another job, or a file in it is malformed.</exception>
    /// <exception cref="IOException">The checkpoint folder cannot be read or written.</exception>
    public static (CrossValidationResult Result, AuditEvidence Evidence) Collect(
        Dataset data,
        CrossValidationOptions options,
        int neighbours = DefaultNeighbours,
        IProgress<CrossValidationProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbours, 1);
        int k = Math.Min(neighbours, LeastTrained(data, options) - 1);
        options = options with
        {
            Training = options.Training with { RecordDynamics = true },
            Examination = k < 1 ? null : FoldNeighbours.Examination(data.ClassCount, k),
        };
        CrossValidationResult result = CrossValidation.Run(data, options, progress, cancel);
        IReadOnlyList<DuplicatePair> duplicates = NearDuplicates.Find(data, threads: options.Threads, cancel: cancel);
        return (result, new AuditEvidence(result.Predictions, result.BySeed, result.Dynamics, Votes(data, options, result, k), duplicates));
    }

    private static NeighbourVotes? Votes(Dataset data, CrossValidationOptions options, CrossValidationResult result, int k)
    {
        if (result.Examined.Count == 0)
            return null;
        try
        {
            return FoldNeighbours.Join(result.Examined, data.ClassCount, k);
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{options.CheckpointFolder}: the kept neighbours are impossible ({e.Message}); delete the folder.", e);
        }
    }

    // A fold may hold one image more of each class than its share.
    private static int LeastTrained(Dataset data, CrossValidationOptions options)
    {
        int rest = data.Count - (data.Count / Math.Max(1, options.Folds)) - data.ClassCount;
        int count = Math.Min(options.Training.TrainSize ?? rest, rest);
        return count - (int)(count * options.Training.ValidationSplit);
    }
}
