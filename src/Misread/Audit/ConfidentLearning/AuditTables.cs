using Misread.Formats;

namespace Misread.Audit;

/// <summary>An audit as CSV, for spreadsheets and other programs.</summary>
/// <remarks>Each file appears whole or not at all. Every method throws <see cref="IOException"/> when it cannot be written.</remarks>
public static class AuditTables
{
    /// <summary>
    /// Every flagged row, worst first: rank from 1, row, id, label, predicted, the probabilities of both, every score, and whether
    /// each filter flags it (1 or 0). With verdicts also theirs, and the one label that they suggest; it differs from <c>predicted</c> where that is the
    /// given label, and the verdict's text says why.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The audit.</param>
    /// <param name="issues">Audited rows, in the order to be written.</param>
    /// <param name="verdict">The verdict on an audited row; or none.</param>
    public static void WriteIssues(string path, AuditedRows rows, IReadOnlyList<int> issues, Func<int, ImageVerdict>? verdict = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(issues);
        HashSet<int>[] flagged = [.. Enum.GetValues<LabelFilter>().Select(f => rows.Audit.Issues(f).ToHashSet())];
        string[] columns = ["rank", "row", "id", "label", "predicted", "p_label", "p_predicted", .. LabelScoreNames.All, .. LabelFilterNames.All];
        if (verdict is not null)
            columns = [.. columns, "suggested", "verdict"];
        CsvTable.Write(path, columns, issues.Count, (csv, rank) =>
        {
            int row = issues[rank];
            double[] p = rows.Audit.Probabilities(row);
            csv.WriteField(rank + 1);
            csv.WriteField(rows.Number(row));
            csv.WriteField(rows.Id(row));
            csv.WriteField(rows.ClassNames[rows.Audit.Label(row)]);
            csv.WriteField(rows.ClassNames[rows.Audit.Predicted(row)]);
            csv.WriteField(p[rows.Audit.Label(row)]);
            csv.WriteField(p[rows.Audit.Predicted(row)]);
            foreach (LabelScore score in Enum.GetValues<LabelScore>())
                csv.WriteField(rows.Audit.Score(row, score));
            foreach (HashSet<int> byFilter in flagged)
                csv.WriteField(byFilter.Contains(row) ? 1 : 0);
            if (verdict?.Invoke(row) is { } judged)
            {
                csv.WriteField(rows.ClassNames[judged.Suggested]);
                csv.WriteField(judged.Kind.ToName());
            }
        });
    }

    /// <summary>Each class, the noisiest labels first; see <see cref="ClassHealth"/>.</summary>
    public static void WriteHealth(string path, LabelHealth health, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(health);
        ArgumentNullException.ThrowIfNull(classNames);
        string[] columns =
            ["class", "count", "issues", "issues_elsewhere", "estimated_errors", "estimated_missing", "label_noise", "inverse_label_noise", "label_quality"];
        CsvTable.Write(path, columns, health.Classes, (csv, c) =>
        {
            csv.WriteField(classNames[c.Class]);
            csv.WriteField(c.Count);
            csv.WriteField(c.Issues);
            csv.WriteField(c.IssuesElsewhere);
            csv.WriteField(c.EstimatedErrors);
            csv.WriteField(c.EstimatedMissing);
            csv.WriteField(c.LabelNoise);
            csv.WriteField(c.InverseLabelNoise);
            csv.WriteField(c.LabelQuality);
        });
    }

    /// <summary>Each pair of classes that are taken for each other, the greatest overlap first; see <see cref="ClassOverlap"/>.</summary>
    public static void WriteOverlaps(string path, LabelHealth health, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(health);
        ArgumentNullException.ThrowIfNull(classNames);
        CsvTable.Write(path, ["class_a", "class_b", "estimated_rows", "joint_probability"], health.Overlaps, (csv, o) =>
        {
            csv.WriteField(classNames[o.First]);
            csv.WriteField(classNames[o.Second]);
            csv.WriteField(o.EstimatedRows);
            csv.WriteField(o.JointProbability);
        });
    }
}
