using System.Globalization;
using Misread.Audit;
using Misread.Data;
using Misread.IO;

namespace Misread.Cli.Jobs;

/// <summary>A suggestion of <c>fix --accept</c>.</summary>
/// <param name="Id">The image.</param>
/// <param name="Original">The label that it was made for.</param>
/// <param name="Label">The label that it suggests, or <c>exclude</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsAdvised">Whether it is among what <c>--accept-top</c> counts; of verdicts, label errors are.</param>
internal sealed record Suggestion(string Id, string Original, string Label, string Reason, bool IsAdvised = true);

/// <summary>What <c>fix --accept</c> reads: <c>issues.csv</c> or <c>verdicts.csv</c> of an audit, or the corrections that somebody else made.</summary>
/// <param name="IsLog">Whether it is a file of corrections, which are decisions already.</param>
/// <param name="Suggestions">What it suggests, in its order: an audit's worst first.</param>
internal sealed record AcceptedFile(bool IsLog, IReadOnlyList<Suggestion> Suggestions)
{
    private static readonly string Expected =
        $"{AuditFolder.IssuesFile} or {VerdictsCsv.FileName}, which 'misread audit --out FOLDER' writes, or a file of corrections, {CorrectionLog.FileName} say";

    /// <exception cref="DataFormatException">It is none of these.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static AcceptedFile Read(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"--accept {path}: {(Directory.Exists(path) ? "this is a folder" : "there is no such file")}; expected {Expected}.", path);
        string[] header = InputFile.FirstLine(path).Split(',');
        if (header.SequenceEqual(CorrectionLog.Columns, StringComparer.Ordinal))
        {
            IEnumerable<Correction> inForce = CorrectionLog.InForce(CorrectionLog.Read(path)).Values;
            return new AcceptedFile(true, [.. inForce.Select(c => new Suggestion(c.Id, c.Original, c.Label, c.Reason))]);
        }

        if (VerdictsCsv.Columns.All(c => header.Contains(c, StringComparer.Ordinal)))
            return FromVerdicts(path);
        if (!ReportedIssue.Columns.All(c => header.Contains(c, StringComparer.Ordinal)))
        {
            throw new DataFormatException(
                $"{path}: expected issues.csv or verdicts.csv of 'misread audit --out' (columns {string.Join(", ", ReportedIssue.Columns)} …) or a file of corrections ({string.Join(", ", CorrectionLog.Columns)}).");
        }

        IReadOnlyList<ReportedIssue> issues = ReportedIssue.Read(path);
        if (issues.FirstOrDefault(i => i.Id.Length == 0) is { } nameless)
            throw new DataFormatException($"{path}: the issue of rank {nameless.Rank} has no id; audit again with --images DATASET, which gives every row its id.");
        return new AcceptedFile(
            false,
            [.. issues.Where(i => i.Suggested != i.Label)
                .Select(i => new Suggestion(i.Id, i.Label, i.Suggested, string.Create(CultureInfo.InvariantCulture, $"label issue of rank {i.Rank}")))]);
    }

    private static AcceptedFile FromVerdicts(string path)
    {
        IReadOnlyList<ReportedVerdict> verdicts = VerdictsCsv.Read(path);
        return verdicts.Any(v => v.Id.Length == 0)
            ? throw new DataFormatException($"{path}: a verdict has no id; audit again with --images DATASET, which gives every row its id.")
            : new AcceptedFile(false, [.. verdicts.Select(v => new Suggestion(v.Id, v.Given, v.Suggested, v.Text, v.Kind == VerdictKind.LabelError))]);
    }
}
