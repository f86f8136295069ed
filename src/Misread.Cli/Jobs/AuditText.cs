using System.Globalization;
using Misread.Audit;
using Misread.Experiments;
using Misread.Runs;
using Spectre.Console;

namespace Misread.Cli.Jobs;

/// <summary>What a person reads of an audit.</summary>
internal static class AuditText
{
    private const int DefaultListed = 15;
    private const int ListedVerdicts = 10;
    private const int ListedClasses = 5;

    /// <summary>Why one row is or is not suspicious.</summary>
    public static void Show(LabelIssueReasons why, ImageVerdict? verdict, AuditInput input, Output output)
    {
        IReadOnlyList<string> names = input.Rows.ClassNames;
        string id = input.Rows.Id(why.Row) is { Length: > 0 } given ? $" ({given})" : "";
        output.Line($"row {input.Rows.Number(why.Row)}{id}: given {names[why.Given]}, read as {names[why.Predicted]}");
        output.Line(why.Summary);
        if (verdict is not null)
            output.Line(string.Create(CultureInfo.InvariantCulture, $"{verdict.Text}; label quality {verdict.Quality:F4}"));
        output.Line();
        foreach (FilterReason reason in why.Filters)
            output.Line($"{(reason.Flagged ? "issue   " : "no issue")}  {reason.Filter.ToName(),-22} {reason.Reason}");
        if (!names.Select((name, k) => name == $"{k}").All(same => same))
            output.Line($"\nClasses by number: {string.Join(", ", names.Select((name, k) => $"{k} {name}"))}");
    }

    /// <summary>What the networks are worth, the counts, the verdicts, then the issues and the health of the labels by class.</summary>
    public static void List(
        AuditInput input, AuditSummary summary, int[] issues, LabelHealth health, AuditVerdicts? verdicts, NetworkOpinion opinion, LabelScore score, int? top, Output output)
    {
        output.Line($"{input.Source}: {opinion}");
        foreach (string note in summary.Notes)
            output.Line(note);
        if (summary.ScaledRows > 0)
            output.Line($"{Count.Of(summary.ScaledRows, "row")} did not sum to 1 and {(summary.ScaledRows == 1 ? "was divided by its" : "were divided by their")} sum.");
        foreach (AuditCount count in new AuditCounts(summary.LikelyLabelErrors, issues.Length, health.EstimatedErrors).All)
            output.Line($"{Count.Of(count.Count, count.One, count.Many)} of {Count.Of(summary.Rows, "row")}: {count.Meaning}{(count.One == "label issue" ? $" ({summary.Filter})" : "")}");
        if (verdicts is not null)
            ListVerdicts(input, verdicts, top ?? ListedVerdicts, output);
        int listed = Math.Min(issues.Length, top ?? DefaultListed);
        if (listed > 0)
        {
            output.Line($"\nThe label issues, by {score.ToName()}{(verdicts?.Calibration is null ? "" : "; probabilities are calibrated, as in the verdicts")}:");
            output.Table(IssueTable(input, issues.Take(listed), verdicts, score));
            if (listed < issues.Length)
                output.Line(string.Create(CultureInfo.InvariantCulture, $"… and {issues.Length - listed:N0} more; --top N lists N."));
            output.Table(HealthTable(input, health));
        }

        if (summary.Findings is { } findings)
            ListFindings(findings, output);
        if (summary.Out is not null)
            output.Line($"written to {summary.Out}: {string.Join(", ", Directory.EnumerateFileSystemEntries(summary.Out).Select(e => Path.GetFileName(e)).Where(n => n[0] != '.').Order(StringComparer.Ordinal))}");
        if (issues.Length > 0)
            output.Next($"the same with --why {input.Rows.Number(issues[0])} says why that row is an issue{(summary.Out is null ? ", with --out FOLDER writes all of it" : "")}");
        else if (opinion.Agreeing < opinion.Count)
            output.Next("the same with --filter predicted_neq_given lists every row that is read otherwise than labelled");
    }

    private static void ListVerdicts(AuditInput input, AuditVerdicts verdicts, int top, Output output)
    {
        IEnumerable<string> counts = Enum.GetValues<VerdictKind>().Where(k => verdicts.Counts[(int)k] > 0)
            .Select(k => In(verdicts.Counts[(int)k], k));
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{Count.Of(verdicts.Verdicts.Count, "suspicious image")}: {string.Join(" · ", counts)}"));
        foreach (ImageVerdict v in verdicts.Verdicts.Take(top))
            output.Line($"  {(v.Id.Length > 0 ? v.Id : $"row {input.Rows.Number(v.Row)}")}  {v.Text}");
        if (verdicts.Calibration is { } c)
        {
            output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"calibration: temperature {c.Temperature:F2}, expected error {100 * c.ErrorBefore:F2} % before, {100 * c.ErrorAfter:F2} % after"));
        }
    }

    private static void ListFindings(FindingsSummary findings, Output output)
    {
        foreach ((string title, IReadOnlyList<string> sentences) in (ReadOnlySpan<(string, IReadOnlyList<string>)>)
            [("groups", findings.Groups), ("causes", findings.Quality), ("copies", findings.Copies), ("budget", findings.ReviewBudget)])
        {
            foreach (string sentence in sentences)
                output.Line($"{title}: {sentence}");
        }
    }

    private static string In(int count, VerdictKind kind) => kind switch
    {
        VerdictKind.Ambiguous or VerdictKind.HardButRight => Count.Of(count, kind.ToWords(), kind.ToWords()),
        VerdictKind.ModelWeakness => Count.Of(count, "model weakness", "model weaknesses"),
        _ => Count.Of(count, kind.ToWords()),
    };

    private static Table IssueTable(AuditInput input, IEnumerable<int> issues, AuditVerdicts? verdicts, LabelScore score)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        bool ids = input.Rows.Ids is not null;
        foreach ((string title, bool number) in (ReadOnlySpan<(string, bool)>)[("#", true), ("row", true), (ids ? "id" : "", false), ("given", false), ("read as", false), ("p(given)", true), ("p(read)", true), (score.ToName(), true)])
            table.AddColumn(new TableColumn(title) { Alignment = number ? Justify.Right : Justify.Left });
        int rank = 0;
        foreach (int row in issues)
        {
            double[] p = verdicts is null ? input.Rows.Audit.Probabilities(row) : [.. verdicts.Judge(row).Probabilities.Select(v => (double)v)];
            int given = input.Rows.Audit.Label(row);
            int predicted = input.Rows.Audit.Predicted(row);
            table.AddRow(
                new Text($"{++rank}"),
                new Text($"{input.Rows.Number(row)}"),
                new Text(input.Rows.Id(row)),
                new Text(input.Rows.ClassNames[given]),
                new Text(input.Rows.ClassNames[predicted], new Style(Color.Orange1)),
                new Text(p[given].ToString("F4", CultureInfo.InvariantCulture)),
                new Text(p[predicted].ToString("F4", CultureInfo.InvariantCulture)),
                new Text(input.Rows.Audit.Score(row, score).ToString("F4", CultureInfo.InvariantCulture)));
        }

        return table;
    }

    private static Table HealthTable(AuditInput input, LabelHealth health)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        foreach (string title in (ReadOnlySpan<string>)["noisiest labels", "rows", "issues", "estimated errors", "label quality"])
            table.AddColumn(new TableColumn(title) { Alignment = title == "noisiest labels" ? Justify.Left : Justify.Right });
        foreach (ClassHealth c in health.Classes.Take(ListedClasses))
        {
            table.AddRow(
                new Text(input.Rows.ClassNames[c.Class]),
                new Text(c.Count.ToString("N0", CultureInfo.InvariantCulture)),
                new Text($"{c.Issues}"),
                new Text($"{c.EstimatedErrors}"),
                new Text(c.LabelQuality.ToString("F4", CultureInfo.InvariantCulture)));
        }

        return table;
    }
}
