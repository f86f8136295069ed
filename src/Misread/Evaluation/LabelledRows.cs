using Misread.Data;

namespace Misread.Evaluation;

/// <summary>The rows that a score against labels can be made from.</summary>
internal static class LabelledRows
{
    /// <summary>The rows that bear a label, ascending.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static int[] Of(Predictions predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        int[] rows = [.. Enumerable.Range(0, predictions.Count).Where(i => predictions.Label(i) >= 0)];
        return rows.Length > 0 ? rows : throw new ArgumentException("expected at least one row that bears a label", nameof(predictions));
    }
}
