using Misread.Data;
using Misread.Evaluation;

namespace Misread.Findings;

/// <summary>
/// Two models on the same images: which ones the second gained, lost, or misreads as the first does. Equal accuracies may
/// hide many changes; equal figures on few changes may be chance.
/// </summary>
/// <remarks>
/// The test and the interval speak of other images of the same kind read by these same two models; that trainings with other
/// seeds would differ as much they do not say. Immutable and thread-safe.
/// </remarks>
public sealed class Comparison
{
    private Comparison(Predictions first, Predictions second, int[] rows)
    {
        Rows = rows;
        Gained = [.. rows.Where(i => first.IsMisread(i) && !second.IsMisread(i))];
        Lost = [.. rows.Where(i => !first.IsMisread(i) && second.IsMisread(i))];
        Shared = [.. rows.Where(i => first.IsMisread(i) && second.IsMisread(i))];
        SharedAlike = Shared.Count(i => first.Predicted(i) == second.Predicted(i));
        int right = rows.Length - Gained.Count - Lost.Count - Shared.Count;
        PValue = McNemar.PValue(Lost.Count, Gained.Count);
        Difference = PairedDifference.From(right, Lost.Count, Gained.Count, Shared.Count);
    }

    /// <summary>The compared rows, in the order given.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>Rows that the first model misreads and the second reads right.</summary>
    public IReadOnlyList<int> Gained { get; }

    /// <summary>Rows that the first model reads right and the second misreads.</summary>
    public IReadOnlyList<int> Lost { get; }

    /// <summary>Rows that both misread.</summary>
    public IReadOnlyList<int> Shared { get; }

    /// <summary>How many of <see cref="Shared"/> both read as the same wrong class.</summary>
    public int SharedAlike { get; }

    /// <summary>Misread by the first model.</summary>
    public int FirstErrors => Gained.Count + Shared.Count;

    /// <summary>Misread by the second model.</summary>
    public int SecondErrors => Lost.Count + Shared.Count;

    /// <summary><see cref="McNemar.PValue"/> of the gained and the lost.</summary>
    public double PValue { get; }

    /// <summary>Accuracy of the second model less that of the first, with its 95 % interval.</summary>
    public PairedDifference Difference { get; }

    /// <summary>Compares two models.</summary>
    /// <param name="first">What the first model says.</param>
    /// <param name="second">What the second model says, of the same images row by row.</param>
    /// <param name="rows">The rows to compare, all labelled; at least one.</param>
    /// <exception cref="ArgumentException">The predictions are not of the same images, a row has no label, or there is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row is outside the predictions.</exception>
    public static Comparison From(Predictions first, Predictions second, IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(rows);
        if (first.Count != second.Count || !first.ClassNames.SequenceEqual(second.ClassNames, StringComparer.Ordinal))
            throw new ArgumentException("the predictions are of another number of images or have other classes", nameof(second));
        if (rows.Count == 0)
            throw new ArgumentException("expected at least one row", nameof(rows));
        foreach (int row in rows)
        {
            if ((uint)row >= (uint)first.Count)
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"expected 0 … {first.Count - 1}");
            if (first.Label(row) < 0 || first.Label(row) != second.Label(row))
                throw new ArgumentException($"row {row}: the labels are {first.Label(row)} and {second.Label(row)}, expected the same label twice", nameof(rows));
        }

        return new Comparison(first, second, [.. rows]);
    }
}
