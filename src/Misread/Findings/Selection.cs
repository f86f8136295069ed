using Misread.Data;

namespace Misread.Findings;

/// <summary>Chooses images by how they were read. The same input gives the same order on every machine.</summary>
/// <remarks>Thread-safe.</remarks>
public static class Selection
{
    private static readonly string[] KindNames = ["misread", "top-errors", "ambiguous", "least-certain", "margin", "entropy"];

    /// <summary>The names of all kinds, in the order of <see cref="SelectionKind"/>.</summary>
    public static IReadOnlyList<string> Names => KindNames;

    /// <summary>Finds the kind of a name such as <c>top-errors</c>, by exact spelling.</summary>
    /// <returns>Whether <paramref name="name"/> is the name of a kind.</returns>
    public static bool TryParse(string name, out SelectionKind kind)
    {
        int number = Array.IndexOf(KindNames, name);
        kind = (SelectionKind)Math.Max(number, 0);
        return number >= 0;
    }

    /// <summary>The rows of a selection, in its order.</summary>
    /// <param name="data">The images.</param>
    /// <param name="predictions">What was read in them, row by row.</param>
    /// <param name="kind">Which images, in which order.</param>
    /// <param name="filter">Narrows it; everything by default.</param>
    /// <returns>Positions in <paramref name="data"/>.</returns>
    /// <exception cref="ArgumentException">The predictions are not of these images.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The filter names a class outside 0 … K − 1, or a negative number.</exception>
    public static int[] Rows(Dataset data, Predictions predictions, SelectionKind kind, SelectionFilter? filter = null)
    {
        SameImages.Check(data, predictions);
        filter ??= new SelectionFilter();
        CheckClass(filter.Predicted, data.ClassCount);
        CheckClass(filter.Label, data.ClassCount);
        ArgumentOutOfRangeException.ThrowIfNegative(filter.Top ?? 0, nameof(filter));
        bool misreadOnly = kind is SelectionKind.Misread or SelectionKind.TopErrors or SelectionKind.Ambiguous;

        // OrderBy is stable, so that equal rows stay in the order of the data set.
        return
        [
            .. Enumerable.Range(0, data.Count)
                .Where(i => (!misreadOnly || predictions.IsMisread(i)) && Passes(i))
                .OrderBy(i => Key(predictions, i, kind))
                .Take(filter.Top ?? int.MaxValue),
        ];

        bool Passes(int i) =>
            (filter.Split is null || string.Equals(data.Split(i), filter.Split, StringComparison.Ordinal))
            && (filter.Predicted is null || predictions.Predicted(i) == filter.Predicted)
            && (filter.Label is null || predictions.Label(i) == filter.Label)
            && (filter.Seen is null || (predictions.Origin(i) == PredictionOrigin.TrainSeen) == filter.Seen);
    }

    /// <summary>What the rows of a kind are sorted by, ascending.</summary>
    private static double Key(Predictions predictions, int i, SelectionKind kind) => kind switch
    {
        SelectionKind.Misread => 0,
        SelectionKind.TopErrors => (double)predictions.Probabilities(i)[predictions.Label(i)] - predictions.Confidence(i),
        SelectionKind.Ambiguous => -predictions.Confidence(i),
        SelectionKind.LeastCertain => predictions.Confidence(i),
        SelectionKind.Margin => predictions.Margin(i),
        SelectionKind.Entropy => -predictions.Entropy(i),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "expected a kind of selection"),
    };

    private static void CheckClass(int? number, int classes)
    {
        if (number is { } n && (uint)n >= (uint)classes)
            throw new ArgumentOutOfRangeException(nameof(number), n, $"expected a class of 0 … {classes - 1}");
    }
}
