using System.Text.Json;
using Misread.Audit;
using Misread.Data;
using Misread.Findings;
using Misread.Report;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>
/// What <c>audit --out</c> leaves: <c>report.html</c>, <c>issues.csv</c>, <c>verdicts.csv</c>, <c>health.csv</c>, <c>overlaps.csv</c>,
/// <c>summary.json</c> and, where there are images, the pictures of the issues.
/// </summary>
internal static class AuditFolder
{
    /// <summary>The name of the table of issues.</summary>
    public const string IssuesFile = "issues.csv";

    public static void Write(
        string folder, AuditInput input, int[] issues, LabelHealth health, AuditVerdicts? verdicts, AuditSummary summary, AuditReport report)
    {
        AuditTables.WriteIssues(Path.Combine(folder, IssuesFile), input.Rows, issues, verdicts is null ? null : verdicts.Judge);
        if (verdicts is not null)
            VerdictsCsv.Write(Path.Combine(folder, VerdictsCsv.FileName), verdicts.Verdicts, input.Rows.Number, input.Rows.ClassNames);
        AuditTables.WriteHealth(Path.Combine(folder, "health.csv"), health, input.Rows.ClassNames);
        AuditTables.WriteOverlaps(Path.Combine(folder, "overlaps.csv"), health, input.Rows.ClassNames);
        File.WriteAllText(Path.Combine(folder, "summary.json"), JsonSerializer.Serialize(summary, AuditJson.Default.AuditSummary) + "\n");
        AuditPage.Write(Path.Combine(folder, AuditPage.FileName), report);
        if (input.Images is null || issues.Length == 0)
            return;
        (Dataset data, IReadOnlyList<FingerprintEntry> entries) = Entries(input, issues);
        string images = Path.Combine(folder, "images");
        Directory.CreateDirectory(images);
        FingerprintFolder.Write(images, data, entries, Environment.ProcessorCount);
        RunSheets.Write(Path.Combine(folder, "issues.png"), "label issues", data, entries);
    }

    /// <summary>The flagged images alone, worst first, as any other selection of images.</summary>
    private static (Dataset Data, IReadOnlyList<FingerprintEntry> Entries) Entries(AuditInput input, int[] issues)
    {
        Dataset data = input.Images!().Subset([.. issues.Select(input.Rows.Number)]);
        var origins = new PredictionOrigin[issues.Length];
        if (input.Run is { } run)
        {
            Predictions all = run.ReadPredictions();
            origins = [.. issues.Select(row => all.Origin(input.Rows.Number(row)))];
        }
        else
        {
            Array.Fill(origins, PredictionOrigin.HeldOut);
        }

        var predictions = new Predictions(
            [.. Enumerable.Range(0, issues.Length).Select(data.Id)],
            [.. issues.Select(input.Rows.Audit.Label)],
            [.. issues.SelectMany(row => input.Rows.Audit.Probabilities(row).Select(p => (float)p))],
            origins,
            data.ClassNames);
        return (data, Fingerprint.From(data, predictions, [.. Enumerable.Range(0, issues.Length)]));
    }
}
