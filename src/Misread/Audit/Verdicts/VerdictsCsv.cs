using Misread.Formats;
using Misread.IO;

namespace Misread.Audit;

/// <summary>A row of a <c>verdicts.csv</c>.</summary>
/// <param name="Id">The image; empty when the audit knew none.</param>
/// <param name="Given">Name of the given class.</param>
/// <param name="Suggested">Name of the class that the evidence prefers if the label is wrong.</param>
/// <param name="Kind">The verdict.</param>
/// <param name="Text">The evidence in words.</param>
public sealed record ReportedVerdict(string Id, string Given, string Suggested, VerdictKind Kind, string Text);

/// <summary><c>verdicts.csv</c>: one row for each suspicious image, worst first.</summary>
public static class VerdictsCsv
{
    /// <summary>The file's name.</summary>
    public const string FileName = "verdicts.csv";

    private static readonly string[] Written = ["rank", "row", "id", "given", "suggested", "verdict", "quality", "p_given", "p_suggested", "text"];

    /// <summary>The columns that are read.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["id", "given", "suggested", "verdict", "text"];

    /// <summary>Writes the file whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="verdicts">In the order to be written.</param>
    /// <param name="number">The number of a verdict's row where it comes from.</param>
    /// <param name="classNames">K names.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<ImageVerdict> verdicts, Func<int, int> number, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(verdicts);
        ArgumentNullException.ThrowIfNull(number);
        ArgumentNullException.ThrowIfNull(classNames);
        CsvTable.Write(path, Written, verdicts.Count, (csv, i) =>
        {
            ImageVerdict v = verdicts[i];
            csv.WriteField(i + 1);
            csv.WriteField(number(v.Row));
            csv.WriteField(v.Id);
            csv.WriteField(classNames[v.Given]);
            csv.WriteField(classNames[v.Suggested]);
            csv.WriteField(v.Kind.ToName());
            csv.WriteField(v.Quality);
            csv.WriteField(v.GivenProbability);
            csv.WriteField(v.SuggestedProbability);
            csv.WriteField(v.Text);
        });
    }

    /// <summary>Reads every row, in the order of the file.</summary>
    /// <exception cref="DataFormatException">A column is missing, or a row is malformed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<ReportedVerdict> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return CsvTable.Read(path, Columns, csv => new ReportedVerdict(
            csv.GetString("id"),
            csv.GetString("given"),
            csv.GetString("suggested"),
            VerdictKindNames.TryParse(csv.GetString("verdict"), out VerdictKind kind) ? kind : throw new FormatException($"verdict is '{csv.GetString("verdict")}', expected one of {string.Join(", ", VerdictKindNames.All)}."),
            csv.GetString("text")));
    }
}
