using System.CommandLine;
using System.Globalization;
using Misread.Audit;
using Misread.Cli.Verbs;
using Misread.Data;
using Misread.IO;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>What an audit is made of: a run, or files of probabilities and labels.</summary>
/// <param name="Rows">The audited rows.</param>
/// <param name="Source">The run folder or the file of probabilities.</param>
/// <param name="Run">The run, or <see langword="null"/> for files.</param>
/// <param name="Images">The images of the rows, by their numbers, or <see langword="null"/> when there are none at hand.</param>
/// <param name="Opened">What is to be disposed of at the end.</param>
/// <param name="Places">Files and folders that are read.</param>
internal sealed record AuditInput(AuditedRows Rows, string Source, RunFolder? Run, Func<Dataset>? Images, IDisposable? Opened, IReadOnlyList<string?> Places) : IDisposable
{
    private const long GreatestInMemory = 1L << 25;

    /// <summary>Opens what the command line names and audits it.</summary>
    public static AuditInput Open(ParseResult parsed, Output output, CancellationToken cancel)
    {
        string? predictions = parsed.GetValue(AuditVerb.Predictions);
        string? run = parsed.GetValue(AuditVerb.RunFolderArgument);
        if (predictions is not null && run is not null)
            throw new UsageException("a run and --predictions exclude each other; drop one of them.");
        if (parsed.GetValue(AuditVerb.CrossValidate) is int folds)
        {
            if (predictions is not null || run is not null)
                throw new UsageException("--cross-validate makes a run of its own; drop the run, or --predictions.");
            return FromRun(CrossValidated(parsed, folds, output, cancel), parsed, output, cancel);
        }

        if (AuditVerb.TrainingOptions.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } idle)
            throw new UsageException($"{idle.Name} goes with --cross-validate or --planted.");
        bool alone = parsed.GetValue(AuditVerb.Labels) is null && parsed.GetValue(AuditVerb.Images) is null && !parsed.GetValue(AuditVerb.Softmax);
        if (predictions is not null && alone && RunOf(predictions) is { } own)
            return FromRun(RunFolder.Open(own), parsed, output, cancel);
        if (predictions is not null)
            return FromFiles(predictions, parsed, output, cancel);
        if (!alone)
            throw new UsageException("--labels, --softmax and --images go with --predictions.");
        return FromRun(RunArgument.Open(FolderOf(run)), parsed, output, cancel);
    }

    // The table that a run keeps holds the class that was read; its probabilities lie beside it.
    private static string? FolderOf(string? run) => !File.Exists(run) ? run
        : RunOf(run) ?? throw new UsageException($"{run} is a file, and a run is a folder; predictions of another program are audited with --predictions {TrainingArguments.Quoted(run)}.");

    private static string? RunOf(string file) =>
        Path.GetFileName(file) == RunFolder.PredictionsFile && Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder
        && File.Exists(Path.Combine(folder, RunFolder.InfoFile)) ? folder : null;

    /// <summary>
    /// What is known of the audited rows: all that an out-of-fold run kept, else their probabilities; <see langword="null"/> when those
    /// are of a file too large to be held in memory with their ids.
    /// </summary>
    public AuditEvidence? Evidence()
    {
        if (Run is not null)
        {
            AuditEvidence kept = EvidenceFiles.Read(Run);
            return Rows.Audit.Count == kept.Count
                ? kept
                : new AuditEvidence(kept.Predictions.Subset([.. Enumerable.Range(0, Rows.Audit.Count).Select(Rows.Number)]));
        }

        (int count, int classes) = (Rows.Audit.Count, Rows.Audit.ClassCount);
        if ((long)count * classes > GreatestInMemory)
            return null;
        int[] rows = [.. Enumerable.Range(0, count)];
        return new AuditEvidence(new Predictions(
            [.. rows.Select(Rows.Id)],
            [.. rows.Select(Rows.Audit.Label)],
            [.. rows.SelectMany(row => Rows.Audit.Probabilities(row).Select(p => (float)p))],
            [.. rows.Select(_ => PredictionOrigin.HeldOut)],
            Rows.ClassNames));
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => Opened?.Dispose();

    private static RunFolder CrossValidated(ParseResult parsed, int folds, Output output, CancellationToken cancel)
    {
        string folder = CrossValidationJob.FolderOf(parsed, AuditVerb.Model, output, folds, parsed.GetValue(AuditVerb.Seeds) ?? 1, cancel);
        output.Progress($"out-of-fold predictions and their evidence: {folder}");
        return RunFolder.Open(folder);
    }

    private static AuditInput FromRun(RunFolder folder, ParseResult parsed, Output output, CancellationToken cancel)
    {
        Predictions predictions = folder.ReadPredictions();
        bool unseenOnly = parsed.GetValue(AuditVerb.Unseen);
        int seen = Enumerable.Range(0, predictions.Count).Count(i => predictions.Origin(i) == PredictionOrigin.TrainSeen);
        if (seen > 0 && !unseenOnly)
        {
            Output.Notice(string.Create(
                CultureInfo.InvariantCulture,
                $"the model was trained on {seen:N0} of {predictions.Count:N0} rows and has half-memorised their labels, wrong ones too; add --unseen to leave them out, or predict them out-of-fold (misread run --cross-validate 5)."));
        }

        try
        {
            var rows = AuditedRows.From(predictions, unseenOnly, parsed.GetValue(CommonOptions.Threads) ?? 0, cancel);
            var images = new Lazy<Dataset>(() => RunArgument.Load(folder, output, cancel).Data);
            return new AuditInput(rows, folder.Path, folder, () => images.Value, null, [folder.Path, DatasetArgument.LocationOf(folder)]);
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{folder.Path}: {TrainingArguments.Sentence(e)}", e);
        }
    }

    private static AuditInput FromFiles(string predictions, ParseResult parsed, Output output, CancellationToken cancel)
    {
        if (parsed.GetValue(AuditVerb.Unseen))
            throw new UsageException("--unseen goes with a run; files of probabilities do not say which rows were trained on.");
        LoadedDataset? loaded = parsed.GetValue(AuditVerb.Images) is { } name ? DatasetArgument.Open(name, output, cancel) : null;
        Dataset? images = loaded?.Data;
        string?[] places = [.. FilesOf(predictions), .. FilesOf(parsed.GetValue(AuditVerb.Labels)), loaded?.Location];
        var source = ProbabilitySource.Open(predictions, parsed.GetValue(AuditVerb.Labels), parsed.GetValue(AuditVerb.Softmax), images);
        try
        {
            if (source.IsTopOnly && RunOf(predictions) is { } run)
                throw new UsageException($"{predictions} is the table of a run, whose probabilities lie beside it: 'misread audit {TrainingArguments.Quoted(run)}' audits them.");
            if (source.IsTopOnly)
                throw new DataFormatException($"{predictions}: an audit needs the probability of every class, and these are only the classes that were read; 'misread run --dataset DATASET --predictions {predictions}' says which images are misread.");
            int threads = parsed.GetValue(CommonOptions.Threads) ?? 0;
            if (images is null)
            {
                (ProbabilitySource labelled, int[]? numbers) = source.Labelled();
                Notify(labelled.Notices);
                var alone = LabelAudit.Of(labelled.Probabilities, labelled.Labels, threads, cancel);
                return new AuditInput(new AuditedRows(alone, numbers, labelled.Ids, labelled.ClassNames), predictions, null, null, labelled, places);
            }

            JoinedProbabilities joined = JoinedProbabilities.From(source, images).Labelled();
            Notify(joined.Notices);
            var audit = LabelAudit.Of(joined.Probabilities, joined.Labels, threads, cancel);
            var rows = new AuditedRows(audit, joined.Join.Images, [.. joined.Join.Images.Select(joined.Data.Id)], joined.Data.ClassNames);
            return new AuditInput(rows, predictions, null, () => joined.Data, joined, places);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>What <c>--predictions</c> or <c>--labels</c> names; <c>FILE.npz:NAME</c> names an array of a file.</summary>
    public static IEnumerable<string> FilesOf(string? named) =>
        named is null ? [] : named.LastIndexOf(':') is > 0 and var colon ? [named, named[..colon]] : [named];

    private static void Notify(IEnumerable<string> notices)
    {
        foreach (string notice in notices)
            Output.Notice(notice);
    }
}
