using Misread.Data;
using Misread.Findings;

namespace Misread.Runs;

/// <summary>Two runs on the same images, compared on rows of which it is said how they were chosen.</summary>
/// <param name="First">The first run.</param>
/// <param name="Second">The second run; the images and classes stand in the same order.</param>
/// <param name="Result">The comparison.</param>
/// <param name="ComparedOn">What was compared: <c>test</c>, <c>unseen</c>, or the name of the split that was asked for.</param>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record RunComparison(Run First, Run Second, Comparison Result, string ComparedOn)
{
    /// <summary>Compared rows that the first run was trained on: its figures on them flatter it.</summary>
    public int FirstSeen => Result.Rows.Count(i => First.Predictions.Origin(i) == PredictionOrigin.TrainSeen);

    /// <summary>Compared rows that the second run was trained on.</summary>
    public int SecondSeen => Result.Rows.Count(i => Second.Predictions.Origin(i) == PredictionOrigin.TrainSeen);

    /// <summary>Images that only the first run has predictions of; they are left out.</summary>
    public int FirstOnly { get; init; }

    /// <summary>Images that only the second run has predictions of; they are left out.</summary>
    public int SecondOnly { get; init; }

    /// <summary>Compares two runs on the images that both have, found by id; classes are the same by name.</summary>
    /// <param name="first">The first run.</param>
    /// <param name="second">The second run, on the same data set (<see cref="DatasetInfo.Sha256"/>).</param>
    /// <param name="split">
    /// Compare the labelled images of this split of the first run, trained on or not; by default those that neither run was
    /// trained on: of the split <c>test</c> of both, or if there is none such, all.
    /// </param>
    /// <returns>The comparison, or <see langword="null"/> when there is no such image.</returns>
    /// <exception cref="ArgumentException">The runs have no image in common, or one has another label in each.</exception>
    public static RunComparison? From(Run first, Run second, string? split = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        RunAlignment aligned = RunAlignment.Of(first, second);
        (first, second) = (aligned.First, aligned.Second);
        (string name, int[] rows) = Rows(first, second, split);
        if (rows.Length == 0)
            return null;
        int[] changed = [.. rows.Where(i => first.Predictions.Label(i) != second.Predictions.Label(i))];
        if (changed.Length > 0)
            throw new ArgumentException(FormattableString.Invariant($"{changed.Length:N0} of {rows.Length:N0} images have another label in the second run, {first.Predictions.Id(changed[0])} say"), nameof(second));
        return new RunComparison(first, second, Comparison.From(first.Predictions, second.Predictions, rows), name)
        {
            FirstOnly = aligned.FirstOnly,
            SecondOnly = aligned.SecondOnly,
        };
    }

    private static (string Name, int[] Rows) Rows(Run first, Run second, string? split)
    {
        int[] labelled = [.. Enumerable.Range(0, first.Predictions.Count).Where(i => first.Predictions.Label(i) >= 0)];
        if (split is not null)
            return (split, [.. labelled.Where(i => first.Data.Split(i) == split)]);
        int[] unseen = [.. labelled.Where(i => !IsSeen(first, i) && !IsSeen(second, i))];
        int[] test = [.. unseen.Where(i => first.Data.Split(i) == MainJob.TestSplit && second.Data.Split(i) == MainJob.TestSplit)];
        return test.Length > 0 ? (MainJob.TestSplit, test) : ("unseen", unseen);
    }

    private static bool IsSeen(Run run, int row) => run.Predictions.Origin(row) == PredictionOrigin.TrainSeen;
}
