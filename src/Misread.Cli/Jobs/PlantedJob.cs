using System.CommandLine;
using System.Globalization;
using Misread.Cli.Verbs;
using Misread.Data;
using Misread.Experiments;
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
        bool resume = parsed.GetValue(CommonOptions.Resume);
        string? given = parsed.GetValue(CommonOptions.Out);
        if (resume && given is null)
            throw new UsageException("--resume goes on with the plantings of a folder; add --out FOLDER.");
        using RunDestination? destination = resume ? RunDestination.Continued(parsed, PlantedFolder.Table) : RunDestination.IfGiven(parsed);
        LoadedDataset loaded = DatasetArgument.Open(parsed, output, cancel);
        loaded = loaded with { Data = NetworkView.Of(loaded.Data, cancel) };
        TrainingOptions training = TrainingArguments.Fitting(parsed, AuditVerb.Model, loaded.Data) with { TrainSize = null };
        (Dataset data, Dataset clean, int[] wrong) = Images(loaded, TrainingArguments.GivenTrainSize(parsed));
        PlantedOptions options = Settings(parsed, training, wrong.Length > 0);
        destination?.Protect(loaded.Location);
        PlantedFolder? folder = destination is null ? null
            : new PlantedFolder(destination, PlantedFolder.Settings(data, training, options.CrossValidation, options.SetAsideIssues));
        List<PlantedCell> cells = resume ? [.. folder!.Resume()] : [];
        options = options with { Done = [.. cells.Select(c => (c.Kind, c.Rate, c.Seed))] };
        if (cells.Count > 0)
            output.Progress($"{Count.Of(cells.Count, "planting")} of {given} taken over");
        try
        {
            foreach (PlantedCell cell in Cells(data, clean, wrong, options, new PlantedDisplay(output, Networks(options, wrong)), cancel))
            {
                cells.Add(cell);
                Tell(cell, output);
                folder?.Write(cells, Heading(data, options, training, cell.SetAside));
            }
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--planted on {loaded.Source}: {TrainingArguments.Sentence(e)}{TrainingArguments.OtherModels(training.Model, data)}");
        }
        catch (OperationCanceledException) when (folder is not null && cells.Count > 0)
        {
            Output.Notice($"{Count.Of(cells.Count, "planting")} of {folder.Path} {(cells.Count == 1 ? "is" : "are")} done; the same command with --resume goes on.");
            throw;
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

    /// <summary>How many networks are still to be trained: those of every planting, and those of the labels as they were.</summary>
    private static int Networks(PlantedOptions o, int[] wrong)
    {
        bool own = o.Kinds.Contains(PlantedKind.Own) && wrong.Length > 0;
        int planted = o.Kinds.Count(k => k != PlantedKind.Own) * o.Rates.Count * o.Seeds;
        int left = planted + (own ? o.Seeds : 0) - o.Done.Count;
        bool before = planted > 0 && (o.SetAsideIssues || o.Kinds.Contains(PlantedKind.LookAlike));
        return (Math.Max(0, left) * o.CrossValidation.Folds * o.CrossValidation.Seeds) + (before ? o.CrossValidation.Folds : 0);
    }

    private static IEnumerable<PlantedCell> Cells(
        Dataset data, Dataset clean, int[] wrong, PlantedOptions options, IProgress<CrossValidationProgress> progress, CancellationToken cancel)
    {
        PlantedOptions planted = options with { Kinds = [.. options.Kinds.Where(k => k != PlantedKind.Own)] };
        IEnumerable<PlantedCell> own = options.Kinds.Contains(PlantedKind.Own)
            ? Enumerable.Range(1, options.Seeds)
                .Where(seed => !options.Done.Any(d => d.Kind == PlantedKind.Own && d.Seed == seed))
                .Select(seed => PlantedExperiment.Score(data, wrong, PlantedKind.Own, seed, options.CrossValidation, progress: progress, cancel: cancel))
            : [];
        return planted.Kinds.Count == 0 ? own : PlantedExperiment.Run(clean, planted, progress: progress, cancel: cancel).Concat(own);
    }

    private static string Heading(Dataset data, PlantedOptions o, TrainingOptions training, int setAside) => string.Create(
        CultureInfo.InvariantCulture,
        $"{data.Count:N0} images of {data.Name}, {training.Model}, {o.CrossValidation.Folds} folds, {Count.Of(o.CrossValidation.Seeds, "network")} a fold, {Count.Of(o.Seeds, "planting")} of each kind and rate{(setAside == 0 ? "" : $", {Count.Of(setAside, "label that was an issue before", "labels that were issues before")} left out")}; mean ± sd.");

    private static void Tell(PlantedCell cell, Output output)
    {
        PlantedScore combined = cell.Scores.First(s => s.Ranking == SuspicionRankings.Combined);
        PlantedScore best = cell.Scores.Where(s => s != combined).MaxBy(s => s.AveragePrecision)!;
        output.Progress(string.Create(
            CultureInfo.InvariantCulture,
            $"{cell.Kind.ToName()} {100 * cell.Rate:0.###} %, planting {cell.Seed}: {Count.Of(cell.Wrong, "wrong label")}, average precision {combined.AveragePrecision:F3} (best single score {best.Ranking} {best.AveragePrecision:F3}), {cell.Seconds:F0} s"));
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
