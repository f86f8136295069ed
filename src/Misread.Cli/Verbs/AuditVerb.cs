using System.CommandLine;
using System.Diagnostics;
using Misread.Audit;
using Misread.Cli.Jobs;
using Misread.Data;
using Misread.Nn;
using Misread.Report;
using Misread.Runs;

namespace Misread.Cli.Verbs;

/// <summary><c>misread audit</c>: finds wrong labels by confident learning, in a run or in anybody's predictions.</summary>
internal sealed class AuditVerb : Verb
{
    public AuditVerb()
        : base("audit", "Finds labels that are likely wrong, from out-of-sample probabilities of a run or of any other program.")
    {
        Define(
            Work,
            [
                RunFolderArgument, Predictions, Labels, Images, Softmax, Filter, RankBy, Why, Top, Unseen, Decisions,
                CrossValidate, .. TrainingOptions, PlantedJob.Planted, .. PlantedJob.Options,
                CommonOptions.Threads, CommonOptions.Out, CommonOptions.Force,
            ]);
    }

    public static Argument<string?> RunFolderArgument { get; } = RunArgument.Create();

    public static Option<string?> Predictions { get; } = new("--predictions")
    {
        HelpName = "FILE",
        Description = "Predictions of any program: .csv, .jsonl, .npy or .npz (FILE.npz:NAME), one row an image, one column a class.",
    };

    public static Option<string?> Labels { get; } = new("--labels")
    {
        HelpName = "FILE",
        Description = "Their labels, names or numbers from 0: .npy, .npz, .csv or .jsonl (default: those within --predictions, else the images' own).",
    };

    public static Option<string?> Images { get; } = new("--images")
    {
        HelpName = "DATASET",
        Description = "The images of --predictions: a name, a file or a folder. Rows find them by id, path or file name, else by position.",
    };

    public static Option<bool> Softmax { get; } = new("--softmax") { Description = "The numbers of --predictions are logits." };

    public static Option<bool> Unseen { get; } = new("--unseen") { Description = "Only rows of the run that the model was not trained on." };

    public static Option<int?> CrossValidate { get; } = Ranged.Whole(
        "--cross-validate", "First predict every image by networks that were not trained on it, in N folds, into a run of its own below runs/.", 2, 1000);

    public static Option<int?> Seeds { get; } = Ranged.Whole("--seeds", "N networks a fold, each with its own seed (default: 1).", 1, 100);

    public static Option<string> Model { get; } = new("--model")
    {
        Description = $"Network and training settings: {string.Join(", ", ModelPresets.Names)}.",
        HelpName = "PRESET",
        DefaultValueFactory = _ => "fast",
    };

    /// <summary>Options that only mean something where networks are trained.</summary>
    public static IReadOnlyList<Option> TrainingOptions { get; } =
        [CommonOptions.Dataset, Model, Seeds, .. TrainingArguments.SettingOptions, CommonOptions.Resume];

    private static Option<string> Filter { get; } = Ranged.OneOf("--filter", "Which rows are issues", "NAME", LabelFilterNames.All, "both");

    private static Option<string> RankBy { get; } = Ranged.OneOf("--rank-by", "Which score puts the worst first", "NAME", LabelScoreNames.All, "normalized_margin");

    private static Option<string?> Why { get; } = new("--why")
    {
        HelpName = "ID|ROW",
        Description = "Say why this row is or is not an issue, filter by filter.",
    };

    private static Option<string?> Decisions { get; } = new("--decisions")
    {
        HelpName = "FILE",
        Description = "Labels that were decided on so far, corrections.csv say: how many wrong ones may be left among the others.",
    };

    private static Option<int?> Top { get; } = Ranged.Whole("--top", "List the first N issues (default: 15; files and --json hold all).", 1, int.MaxValue);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread audit", "the likely label errors of the newest run"),
        new("misread audit runs/mnist-cnn-small --unseen --out audit", "with tables and pictures, of the rows that were not trained on"),
        new("misread audit --dataset mnist --cross-validate 5 --seeds 2 --out audit", "everything in one go: predict every image out-of-fold, then judge"),
        new("misread audit --predictions probs.npy --labels labels.npy", "of a Keras, PyTorch or scikit-learn model"),
        new("misread audit --predictions logits.npy --labels labels.npy --softmax --images mnist --why mnist/test/02597", "why one image is an issue"),
        new("misread audit runs/folds --decisions corrections.csv --out audit", "and how many wrong labels may be left after these decisions"),
        new("misread audit --planted --dataset mnist --out planted", "how well each ranking finds label errors of known place"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        if (parsed.GetValue(PlantedJob.Planted))
            return PlantedJob.Run(parsed, output, cancel);
        PlantedJob.RefuseIdle(parsed);
        using RunDestination? destination = RunDestination.IfGiven(parsed);
        long began = Stopwatch.GetTimestamp();
        using AuditInput input = AuditInput.Open(parsed, output, cancel);
        destination?.Protect([.. input.Places, parsed.GetValue(Decisions)]);
        _ = LabelFilterNames.TryParse(parsed.GetValue(Filter)!, out LabelFilter filter);
        _ = LabelScoreNames.TryParse(parsed.GetValue(RankBy)!, out LabelScore score);
        int[] issues = input.Rows.Audit.Issues(filter, score);
        LabelHealth health = input.Rows.Audit.Health(filter);
        AuditEvidence? evidence = input.Evidence();
        if (evidence is null)
            Output.Notice("these are too many probabilities to judge each image; the issues and scores are of all rows, verdicts are left out.");
        AuditVerdicts? verdicts = evidence is null ? null : AuditVerdicts.From(evidence, issues);
        var opinion = NetworkOpinion.Of(input.Rows.Audit, filter);
        IReadOnlyList<string> notes = AuditNotes.Of(opinion, evidence, verdicts);
        LabelIssueReasons? why = parsed.GetValue(Why) is { } asked ? Explain(input, asked) : null;
        ImageVerdict? judged = why is null ? null : verdicts?.Judge(why.Row);
        DataFindings? findings = Findings(parsed, input, evidence, verdicts, destination is not null, cancel);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        AuditSummary summary = AuditSummary.From(input, filter, score, issues, health, verdicts, opinion, notes, why is null ? null : AuditWhy.From(input, why, judged), findings, seconds, destination?.Folder);
        if (destination is not null)
        {
            AuditReport report = AuditReports.From(input, evidence, issues, score, health, verdicts, opinion, findings, parsed);
            destination.Write(folder =>
            {
                AuditFolder.Write(folder, input, issues, health, verdicts, summary, report);
                if (findings is not null)
                    FindingsFolder.Write(folder, findings);
            });
        }

        if (output.Json)
            Output.Object(summary, AuditJson.Default.AuditSummary);
        else if (why is not null)
            AuditText.Show(why, judged, input, output);
        else
            AuditText.List(input, summary, issues, health, verdicts, opinion, score, parsed.GetValue(Top), output);
        return ExitCode.Done;
    }

    /// <summary>What is told beside the verdicts, where a folder is written or decisions are given.</summary>
    private static DataFindings? Findings(
        ParseResult parsed, AuditInput input, AuditEvidence? evidence, AuditVerdicts? verdicts, bool writes, CancellationToken cancel)
    {
        string? decisions = parsed.GetValue(Decisions);
        if (decisions is not null && !File.Exists(decisions))
            throw new FileNotFoundException($"--decisions {decisions}: there is no such file; expected a record of corrections, corrections.csv say.", decisions);
        if (evidence is null || verdicts is null || (!writes && decisions is null))
            return null;
        return DataFindings.Of(
            evidence,
            verdicts.Quality,
            writes ? input.Images?.Invoke() : null,
            input.Rows.Number,
            decisions is null ? null : CorrectionLog.Read(decisions),
            threads: parsed.GetValue(CommonOptions.Threads) ?? 0,
            cancel: cancel);
    }

    private static LabelIssueReasons Explain(AuditInput input, string asked)
    {
        int row = input.Rows.Find(asked);
        return row >= 0
            ? input.Rows.Audit.Why(row)
            : throw new UsageException($"--why {asked}: expected the id or the number of an audited row of {input.Source}.");
    }
}
