using System.Globalization;
using Misread.Formats;
using Misread.IO;

namespace Misread.Audit;

/// <summary>A row of an <c>issues.csv</c>, as <see cref="AuditTables.WriteIssues"/> left it.</summary>
/// <param name="Rank">Its rank, 1 for the worst.</param>
/// <param name="Id">The image; empty when the audit knew none.</param>
/// <param name="Label">Name of the given class.</param>
/// <param name="Suggested">Name of the class that it should bear: the verdict's, if the audit judged, else the one that the model reads.</param>
public sealed record ReportedIssue(int Rank, string Id, string Label, string Suggested)
{
    /// <summary>The columns that are read.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["rank", "id", "label", "predicted"];

    /// <summary>Reads every row, in the order of the file.</summary>
    /// <exception cref="DataFormatException">A column is missing, or a row is malformed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<ReportedIssue> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return CsvTable.Read(path, Columns, csv => new ReportedIssue(
            int.Parse(csv.GetString("rank"), CultureInfo.InvariantCulture),
            csv.GetString("id"),
            csv.GetString("label"),
            csv.GetString(csv.Has("suggested") ? "suggested" : "predicted")));
    }
}
