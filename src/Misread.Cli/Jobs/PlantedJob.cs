using System.CommandLine;
using System.Globalization;
using Misread.Cli.Verbs;
using Misread.Data;
using Misread.Experiments;
using Misread.IO;
using Misread.Runs;
using Misread.Training;
using Spectre.Console;

namespace Misread.Cli.Jobs;

/// <summary>What <c>audit --planted</c> does: plants label errors, audits as if they were real, and scores every ranking against the truth.</summary>
internal static class PlantedJob
{
    private const int DefaultFolds = 5;

    private static readonly string[] KindNames = [.. PlantedKindNames.All];

    public static Option<bool> Planted { get; } = new("--planted")
    {
        Description = "Plant label errors into the training images of --dataset and score every ranking against the truth.",
    };

    private static readonly Option<string[]> Kinds = new("--kinds")
    {
        HelpName = "NAME…",
        Description = $"With --planted: {string.Join(", ", KindNames)} (those that a generated data set has); default: the first three, and own where there is a truth.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<double[]> Rates = new("--rates")
    {
        HelpName = "X…",
        Description = "With --planted: shares of labels to make wrong (default: 0.001 0.01 0.05 0.2).",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int?> Plantings = Ranged.Whole("--plantings", "With --planted: N plantings of each kind and rate, each with its own seed (default: 3).", 1, 1000);

    private static readonly Option<bool> RankAll = new("--rank-all")
    {
        Description = "With --planted: plant into and rank labels too that are issues before anything is planted (default: those of a data set whose truth is not known are set aside).",
    };

    public static IReadOnlyList<Option> Options { get; } = [Kinds, Rates, Plantings, RankAll];

    /// <summary>Refuses options that would do nothing.</summary>
    public static void RefuseIdle(ParseResult parsed)
    {
        if (Options.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } idle)
            throw new UsageException($"{idle.Name} goes with --planted.");
    }

    public static int Run(ParseResult parsed, Output output, CancellationToken cancel)
    {
        if (parsed.GetValue(AuditVerb.RunFolderArgument) is not null || parsed.GetValue(AuditVerb.Predictions) is not null)
            throw new UsageException("--planted trains networks of its own on --dataset; drop the run, or --predictions.");
        using RunDestination? destination = RunDestination.IfGiven(parsed);
        TrainingOptions training = TrainingArguments.From(parsed, AuditVerb.Model) with { TrainSize = null };
        LoadedDataset loaded = DatasetArgument.Open(parsed, output, cancel);
        (Dataset data, Dataset clean, int[] wrong) = Images(loaded, parsed.GetValue(CommonOptions.TrainSize));
        PlantedOptions options = Settings(parsed, training, wrong.Length > 0);
        var cells = new List<PlantedCell>();
        if (destination is not null)
            destination.Protect(loaded.Location).Write(_ => { });
        try
        {
            foreach (PlantedCell cell in Cells(data, clean, wrong, options, cancel))
            {
                cells.Add(cell);
                Tell(cell, output);
                if (destination is not null)
                    Write(destination.Folder, cells, Heading(data, options, training, cell.SetAside));
            }
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--planted on {loaded.Source}: {TrainingArguments.Sentence(e)}");
        }

        IReadOnlyList<PlantedSummary> summaries = PlantedTable.Summarize(cells);
        if (output.Json)
            Output.Object(PlantedReport.From(data, options, training, summaries, cells.Max(c => c.SetAside), cells.Sum(c => c.Seconds), destination?.Folder), PlantedJson.Default.PlantedReport);
        else
            Show(summaries, Heading(data, options, training, cells.Max(c => c.SetAside)), destination?.Folder, output);
        return ExitCode.Done;
    }

    /// <summary>The training images as they are given, the same under the labels that are right as far as is known, and the rows where those differ.</summary>
    private static (Dataset Given, Dataset True, int[] Wrong) Images(LoadedDataset loaded, int? count)
    {
        int[] rows = MainJob.TrainRows(loaded.Data);
        rows = rows[..Math.Min(rows.Length, count ?? rows.Length)];
        Dataset given = loaded.Data.Subset(rows);
        if (loaded.Truth is not { } truth)
            return (given, given, []);
        int[] labels = [.. rows.Select(row => truth[row].TrueLabel)];
        return (given, PlantedExperiment.WithTrueLabels(given, labels), [.. Enumerable.Range(0, rows.Length).Where(i => labels[i] != given.Label(i))]);
    }

    private static PlantedOptions Settings(ParseResult parsed, TrainingOptions training, bool hasTruth)
    {
        string[] names = parsed.GetValue(Kinds) is { Length: > 0 } given ? given : hasTruth ? KindNames : KindNames[..^1];
        double[] rates = parsed.GetValue(Rates) is { Length: > 0 } asked ? asked : [0.001, 0.01, 0.05, 0.2];
        PlantedKind[] kinds = [.. names.Distinct(StringComparer.Ordinal).Select(name => PlantedKindNames.TryParse(name, out PlantedKind kind)
            ? kind
            : throw new UsageException($"--kinds {name}: expected some of {string.Join(", ", KindNames)}{Spelling.Suggest(name, KindNames)}."))];
        if (kinds.Contains(PlantedKind.Own) && !hasTruth)
            throw new UsageException("--kinds own: it is not known which labels of this data set are wrong; --dataset synthetic has such a truth.");
        if (rates.Any(r => !(r > 0 && r <= 1)))
            throw new UsageException($"--rates {rates.First(r => !(r > 0 && r <= 1))}: expected shares above 0, at most 1.");
        return new PlantedOptions
        {
            CrossValidation = new CrossValidationOptions
            {
                Training = training,
                Folds = parsed.GetValue(AuditVerb.CrossValidate) ?? DefaultFolds,
                Seeds = parsed.GetValue(AuditVerb.Seeds) ?? 1,
                Threads = training.Threads,
            },
            Kinds = kinds,
            Rates = rates,
            Seeds = parsed.GetValue(Plantings) ?? 3,
            SetAsideIssues = !hasTruth && !parsed.GetValue(RankAll),
        };
    }

    private static IEnumerable<PlantedCell> Cells(Dataset data, Dataset clean, int[] wrong, PlantedOptions options, CancellationToken cancel)
    {
        PlantedOptions planted = options with { Kinds = [.. options.Kinds.Where(k => k != PlantedKind.Own)] };
        IEnumerable<PlantedCell> own = options.Kinds.Contains(PlantedKind.Own)
            ? Enumerable.Range(1, options.Seeds).Select(seed => PlantedExperiment.Score(data, wrong, PlantedKind.Own, seed, options.CrossValidation, cancel: cancel))
            : [];
        return planted.Kinds.Count == 0 ? own : PlantedExperiment.Run(clean, planted, cancel: cancel).Concat(own);
    }

    private static void Write(string folder, List<PlantedCell> cells, string heading)
    {
        PlantedTable.WriteCsv(Path.Combine(folder, "planted.csv"), cells);
        IReadOnlyList<PlantedSummary> summaries = PlantedTable.Summarize(cells);
        AtomicFile.WriteText(Path.Combine(folder, "planted.md"), $"{heading}\n\n{PlantedTable.Markdown(summaries)}");
    }

    private static string Heading(Dataset data, PlantedOptions o, TrainingOptions training, int setAside) => string.Create(
        CultureInfo.InvariantCulture,
        $"{data.Count:N0} images of {data.Name}, {training.Model}, {o.CrossValidation.Folds} folds, {o.CrossValidation.Seeds} network{(o.CrossValidation.Seeds == 1 ? "" : "s")} a fold, {o.Seeds} plantings each{(setAside == 0 ? "" : $", {setAside} issues of before set aside")}; mean ± sd.");

    private static void Tell(PlantedCell cell, Output output)
    {
        PlantedScore combined = cell.Scores.First(s => s.Ranking == SuspicionRankings.Combined);
        PlantedScore best = cell.Scores.Where(s => s != combined).MaxBy(s => s.AveragePrecision)!;
        output.Progress(string.Create(
            CultureInfo.InvariantCulture,
            $"{cell.Kind.ToName()} {100 * cell.Rate:0.###} %, planting {cell.Seed}: {cell.Wrong:N0} wrong labels, average precision {combined.AveragePrecision:F3} (best single score {best.Ranking} {best.AveragePrecision:F3}), {cell.Seconds:F0} s"));
    }

    private static void Show(IReadOnlyList<PlantedSummary> summaries, string heading, string? folder, Output output)
    {
        output.Line(heading);
        output.Line("Average precision; label scores are cleanlab's rankings from the same probabilities.");
        foreach (PlantedKind kind in summaries.Select(s => s.Kind).Distinct())
        {
            Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey).AddColumn(kind.ToName());
            PlantedSummary[] ofKind = [.. summaries.Where(s => s.Kind == kind)];
            double[] rates = [.. ofKind.Select(s => s.Rate).Distinct()];
            foreach (double rate in rates)
                table.AddColumn(new TableColumn(string.Create(CultureInfo.InvariantCulture, $"{100 * rate:0.###} %")) { Alignment = Justify.Right });
            foreach (IGrouping<string, PlantedSummary> ranking in ofKind.GroupBy(s => s.Ranking, StringComparer.Ordinal))
                table.AddRow([ranking.Key, .. rates.Select(r => ranking.First(s => s.Rate == r).AveragePrecision.ToString())]);
            output.Table(table);
        }

        if (folder is null)
            output.Next("the same with --out FOLDER writes every planting, and precision and recall at 15, 50, 100 and the planted number");
        else
            output.Line($"written to {folder}: planted.csv, planted.md");
    }
}
