using Misread.Audit;
using Misread.Data;
using Misread.IO;
using Misread.Training;

namespace Misread.Experiments;

/// <summary>A training image as networks read it that had not seen it.</summary>
/// <param name="Row">Its row in the data set.</param>
/// <param name="Predicted">The class they read.</param>
/// <param name="SelfConfidence">The probability they give its label, 0 … 1.</param>
public readonly record struct MinedImage(int Row, int Predicted, double SelfConfidence);

/// <summary>
/// The training images that are hardest for networks that have not seen them: those with the lowest out-of-fold
/// self-confidence. Likely label errors (confident learning, filter <see cref="LabelFilter.Both"/>) are left out: a copy of
/// them would teach the error once more.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class HardImages
{
    private HardImages(IReadOnlyList<MinedImage> images, IReadOnlyList<MinedImage> leftOut, IReadOnlyList<int> issues)
    {
        Images = images;
        LeftOut = leftOut;
        Issues = issues;
    }

    /// <summary>The hard images, hardest first; at a tie the lowest row.</summary>
    public IReadOnlyList<MinedImage> Images { get; }

    /// <summary>Likely label errors that are as hard as the hard images, hardest first.</summary>
    public IReadOnlyList<MinedImage> LeftOut { get; }

    /// <summary>Rows of the data set of all likely label errors among the training images, ascending.</summary>
    public IReadOnlyList<int> Issues { get; }

    /// <summary>Finds the hard images among those that a run was trained on.</summary>
    /// <param name="source">The run; without out-of-fold predictions its training images are cross-validated first.</param>
    /// <param name="options">How many, over how many folds, on how many threads, and where finished folds are kept.</param>
    /// <param name="progress">Told how the cross-validation goes, from several threads.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="ArgumentException">A setting is out of range, more hard images are asked for than there are, or the model does not fit.</exception>
    /// <exception cref="TrainingException">A training diverged.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    /// <exception cref="DataFormatException">The checkpoint folder belongs to another job.</exception>
    /// <exception cref="IOException">The checkpoint folder cannot be read or written.</exception>
    public static HardImages Mine(
        RetrainSource source, RetrainOptions options, IProgress<CrossValidationProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        int[] rows = [.. source.TrainRows];
        Predictions predictions = source.OutOfFold?.Subset(rows) ?? CrossValidation.Run(
            source.Data.Subset(rows),
            new CrossValidationOptions
            {
                Training = source.Training,
                Folds = options.Folds,
                Threads = options.Threads,
                CheckpointFolder = options.CheckpointFolder is null ? null : Path.Combine(options.CheckpointFolder, "folds"),
            },
            progress,
            cancel).Predictions;
        return From(predictions, rows, options.HardCount(rows.Length));
    }

    /// <summary>Ranks training images by what networks say that had not seen them.</summary>
    /// <param name="predictions">Out-of-fold predictions, all labelled.</param>
    /// <param name="rows">The row of the data set that each prediction is of, ascending.</param>
    /// <param name="count">How many hard images are wanted, at least 1.</param>
    internal static HardImages From(Predictions predictions, int[] rows, int count)
    {
        int[] labels = [.. Enumerable.Range(0, predictions.Count).Select(predictions.Label)];
        var audit = LabelAudit.Of(ProbabilityMatrix.From(predictions), labels);
        HashSet<int> issues = [.. audit.Issues(LabelFilter.Both)];
        if (count > rows.Length - issues.Count)
            throw new ArgumentException($"{count} hard images are asked for, but there are {rows.Length} training images, {issues.Count} of them likely label errors", nameof(count));
        int[] order = [.. Enumerable.Range(0, rows.Length).OrderBy(i => audit.Score(i, LabelScore.SelfConfidence))];
        int[] hard = [.. order.Where(i => !issues.Contains(i)).Take(count)];
        double limit = audit.Score(hard[^1], LabelScore.SelfConfidence);
        IEnumerable<int> leftOut = order.Where(i => issues.Contains(i) && audit.Score(i, LabelScore.SelfConfidence) <= limit);
        return new HardImages([.. hard.Select(Image)], [.. leftOut.Select(Image)], [.. issues.Order().Select(i => rows[i])]);

        MinedImage Image(int i) => new(rows[i], predictions.Predicted(i), audit.Score(i, LabelScore.SelfConfidence));
    }
}
