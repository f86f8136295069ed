using Misread.Data;
using Misread.IO;

namespace Misread.Audit;

/// <summary>How people find audited rows again: by the row's number where it comes from, its id, and names for the classes.</summary>
/// <param name="Audit">The audit.</param>
/// <param name="Numbers">For each audited row its number in the file or data set, or <see langword="null"/> when they are the same.</param>
/// <param name="Ids">An id for each audited row, or <see langword="null"/> when there is none.</param>
/// <param name="ClassNames">K names.</param>
public sealed record AuditedRows(LabelAudit Audit, IReadOnlyList<int>? Numbers, IReadOnlyList<string>? Ids, IReadOnlyList<string> ClassNames)
{
    /// <summary>The number of an audited row where it comes from.</summary>
    public int Number(int row) => Numbers is null ? row : Numbers[row];

    /// <summary>The id of an audited row, or an empty string.</summary>
    public string Id(int row) => Ids is null ? "" : Ids[row];

    /// <summary>Finds the audited row with an id or, failing that, a number, or an end that only one id has (<c>dog.352.png</c>).</summary>
    /// <returns>The row, or −1.</returns>
    /// <exception cref="DataFormatException">It is the end of several ids; the message names two of them.</exception>
    public int Find(string idOrNumber)
    {
        for (int row = 0; row < Ids?.Count; row++)
        {
            if (string.Equals(Ids[row], idOrNumber, StringComparison.Ordinal))
                return row;
        }

        if (!int.TryParse(idOrNumber, System.Globalization.CultureInfo.InvariantCulture, out int number) || number < 0)
            return Ids is null ? -1 : new ImageNames(Ids).Find(idOrNumber);
        if (Numbers is null)
            return number < Audit.Count ? number : -1;
        for (int row = 0; row < Numbers.Count; row++)
        {
            if (Numbers[row] == number)
                return row;
        }

        return -1;
    }

    /// <summary>The audited rows of predictions: those that bear a label and, if wanted, were not trained on.</summary>
    /// <param name="predictions">Any predictions.</param>
    /// <param name="unseenOnly">Whether rows that the model was trained on are left out.</param>
    /// <param name="threads">1 or more, or 0 for all cores.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">No row is left, or there are fewer than two classes.</exception>
    public static AuditedRows From(Predictions predictions, bool unseenOnly = false, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        int[] rows = [.. Enumerable.Range(0, predictions.Count).Where(i =>
            predictions.Label(i) >= 0 && !(unseenOnly && predictions.Origin(i) == PredictionOrigin.TrainSeen))];
        if (rows.Length == 0)
            throw new ArgumentException(unseenOnly ? "no labelled row was predicted by a model that was not trained on it" : "no row bears a label", nameof(predictions));
        Predictions audited = rows.Length == predictions.Count ? predictions : predictions.Subset(rows);
        int[] labels = [.. Enumerable.Range(0, audited.Count).Select(audited.Label)];
        var audit = LabelAudit.Of(ProbabilityMatrix.From(audited), labels, threads, cancellation);
        return new AuditedRows(audit, rows, [.. rows.Select(predictions.Id)], predictions.ClassNames);
    }
}
