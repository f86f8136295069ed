using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Misread.Audit.ConfidentLearning;
using Misread.Cli.Jobs;
using Misread.Formats;
using Misread.Report;
using Spectre.Console;

namespace Misread.Cli.Verbs;

/// <summary><c>misread audit</c>: finds wrong labels by confident learning, in a run or in anybody's predictions.</summary>
internal sealed class AuditVerb : Verb
{
    private const int DefaultListed = 15;
    private const int ListedClasses = 5;

    public AuditVerb()
        : base("audit", "Finds labels that are likely wrong, from out-of-sample probabilities of a run or of any other program.")
    {
        Define(
            Work, RunFolderArgument, Predictions, Labels, Images, Softmax, Filter, RankBy, Why, Top, Unseen,
            CommonOptions.Threads, CommonOptions.Out, CommonOptions.Force);
    }

    public static Argument<string?> RunFolderArgument { get; } = RunArgument.Create();

    public static Option<string?> Predictions { get; } = new("--predictions")
    {
        HelpName = "FILE",
        Description = "Probabilities of any program instead of a run: .npy, .npz (FILE.npz:NAME) or .csv, one row an image, one column a class.",
    };

    public static Option<string?> Labels { get; } = new("--labels")
    {
        HelpName = "FILE",
        Description = "Their labels, numbers from 0: .npy, .npz or .csv (default: those within the .npz or .csv of --predictions).",
    };

    public static Option<string?> Images { get; } = new("--images")
    {
        HelpName = "DATASET",
        Description = "The images of --predictions, row by row: a name, a file or a folder; gives ids, class names and, with --out, pictures.",
    };

    public static Option<bool> Softmax { get; } = new("--softmax") { Description = "The numbers of --predictions are logits." };

    public static Option<bool> Unseen { get; } = new("--unseen") { Description = "Only rows of the run that the model was not trained on." };

    private static Option<string> Filter { get; } = Ranged.OneOf("--filter", "Which rows are issues", "NAME", LabelFilterNames.All, "both");

    private static Option<string> RankBy { get; } = Ranged.OneOf("--rank-by", "Which score puts the worst first", "NAME", LabelScoreNames.All, "normalized_margin");

    private static Option<string?> Why { get; } = new("--why")
    {
        HelpName = "ID|ROW",
        Description = "Say why this row is or is not an issue, filter by filter.",
    };

    private static Option<int?> Top { get; } = Ranged.Whole("--top", "List the first N issues (default: 15; files and --json hold all).", 1, int.MaxValue);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread audit", "the likely label errors of the newest run"),
        new("misread audit runs/mnist-cnn-small --unseen --out audit", "with tables and pictures, of the rows that were not trained on"),
        new("misread audit --predictions probs.npy --labels labels.npy", "of a Keras, PyTorch or scikit-learn model"),
        new("misread audit --predictions logits.npy --labels labels.npy --softmax --images mnist --why mnist/test/02597", "why one image is an issue"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        RunDestination? destination = parsed.GetValue(CommonOptions.Out) is null ? null : RunDestination.From(parsed, "");
        long began = Stopwatch.GetTimestamp();
        using AuditInput input = AuditInput.Open(parsed, output, cancel);
        _ = LabelFilterNames.TryParse(parsed.GetValue(Filter)!, out LabelFilter filter);
        _ = LabelScoreNames.TryParse(parsed.GetValue(RankBy)!, out LabelScore score);
        int[] issues = input.Rows.Audit.Issues(filter, score);
        LabelHealth health = input.Rows.Audit.Health(filter);
        LabelIssueReasons? why = parsed.GetValue(Why) is { } asked ? Explain(input, asked) : null;
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        AuditSummary summary = AuditSummary.From(input, filter, score, issues, health, why, seconds, destination?.Folder);
        if (destination is not null)
        {
            AuditReport report = AuditReports.From(input, issues, score, health, parsed);
            AtomicFile.WriteFolder(destination.Folder, destination.Overwrite, folder => AuditFolder.Write(folder, input, issues, health, summary, report));
        }

        if (output.Json)
            Output.Object(summary, AuditJson.Default.AuditSummary);
        else if (why is not null)
            Show(why, input, output);
        else
            List(input, summary, issues, health, score, parsed, output);
        return ExitCode.Done;
    }

    private static LabelIssueReasons Explain(AuditInput input, string asked)
    {
        int row = input.Rows.Find(asked);
        return row >= 0
            ? input.Rows.Audit.Why(row)
            : throw new UsageException($"--why {asked}: expected the id or the number of an audited row of {input.Source}.");
    }

    private static void Show(LabelIssueReasons why, AuditInput input, Output output)
    {
        IReadOnlyList<string> names = input.Rows.ClassNames;
        string id = input.Rows.Id(why.Row) is { Length: > 0 } given ? $" ({given})" : "";
        output.Line($"row {input.Rows.Number(why.Row)}{id}: given {names[why.Given]}, read as {names[why.Predicted]}");
        output.Line(why.Summary);
        output.Line();
        foreach (FilterReason reason in why.Filters)
            output.Line($"{(reason.Flagged ? "issue   " : "no issue")}  {reason.Filter.ToName(),-22} {reason.Reason}");
        if (!names.Select((name, k) => name == $"{k}").All(same => same))
            output.Line($"\nClasses by number: {string.Join(", ", names.Select((name, k) => $"{k} {name}"))}");
    }

    private static void List(
        AuditInput input, AuditSummary summary, int[] issues, LabelHealth health, LabelScore score, ParseResult parsed, Output output)
    {
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{issues.Length:N0} label issues ({summary.Filter}) among {summary.Rows:N0} rows of {input.Source}; label health {health.Score:F4}"));
        if (summary.ScaledRows > 0)
            output.Line(string.Create(CultureInfo.InvariantCulture, $"{summary.ScaledRows:N0} rows did not sum to 1 and were divided by their sum."));
        int listed = Math.Min(issues.Length, parsed.GetValue(Top) ?? DefaultListed);
        if (listed > 0)
        {
            output.Screen.Write(IssueTable(input, issues.Take(listed), score));
            if (listed < issues.Length)
                output.Line(string.Create(CultureInfo.InvariantCulture, $"… and {issues.Length - listed:N0} more; --top N lists N."));
            output.Screen.Write(HealthTable(input, health));
        }

        if (summary.Out is not null)
            output.Line($"written to {summary.Out}: {string.Join(", ", Directory.EnumerateFileSystemEntries(summary.Out).Select(Path.GetFileName).Order(StringComparer.Ordinal))}");
        if (issues.Length > 0)
            output.Next($"the same with --why {input.Rows.Number(issues[0])} says why that row is an issue{(summary.Out is null ? ", with --out FOLDER writes all of it" : "")}");
        else
            output.Next("the same with --filter predicted_neq_given lists every row that is read otherwise than labelled");
    }

    private static Table IssueTable(AuditInput input, IEnumerable<int> issues, LabelScore score)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        bool ids = input.Rows.Ids is not null;
        foreach ((string title, bool number) in (ReadOnlySpan<(string, bool)>)[("#", true), ("row", true), (ids ? "id" : "", false), ("given", false), ("read as", false), ("p(given)", true), ("p(read)", true), (score.ToName(), true)])
            table.AddColumn(new TableColumn(title) { Alignment = number ? Justify.Right : Justify.Left });
        int rank = 0;
        foreach (int row in issues)
        {
            double[] p = input.Rows.Audit.Probabilities(row);
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
