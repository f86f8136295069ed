using System.CommandLine;
using System.Globalization;
using Misread.Audit.ConfidentLearning;
using Misread.Cli.Verbs;
using Misread.Data;
using Misread.Formats;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>What an audit is made of: a run, or files of probabilities and labels.</summary>
/// <param name="Rows">The audited rows.</param>
/// <param name="Source">The run folder or the file of probabilities.</param>
/// <param name="Run">The run, or <see langword="null"/> for files.</param>
/// <param name="Images">The images of the rows, by their numbers, or <see langword="null"/> when there are none at hand.</param>
/// <param name="Opened">What is to be disposed of at the end.</param>
internal sealed record AuditInput(AuditedRows Rows, string Source, RunFolder? Run, Func<Dataset>? Images, IDisposable? Opened) : IDisposable
{
    /// <summary>Opens what the command line names and audits it.</summary>
    public static AuditInput Open(ParseResult parsed, Output output, CancellationToken cancel)
    {
        string? predictions = parsed.GetValue(AuditVerb.Predictions);
        string? run = parsed.GetValue(AuditVerb.RunFolderArgument);
        if (predictions is not null && run is not null)
            throw new UsageException("a run and --predictions exclude each other; drop one of them.");
        if (predictions is not null)
            return FromFiles(predictions, parsed, output, cancel);
        if (parsed.GetValue(AuditVerb.Labels) is not null || parsed.GetValue(AuditVerb.Softmax) || parsed.GetValue(AuditVerb.Images) is not null)
            throw new UsageException("--labels, --softmax and --images go with --predictions.");
        return FromRun(RunArgument.Open(run), parsed, output, cancel);
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => Opened?.Dispose();

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
            return new AuditInput(rows, folder.Path, folder, () => RunArgument.Load(folder, output, cancel).Data, null);
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{folder.Path}: {e.Message}.", e);
        }
    }

    private static AuditInput FromFiles(string predictions, ParseResult parsed, Output output, CancellationToken cancel)
    {
        if (parsed.GetValue(AuditVerb.Unseen))
            throw new UsageException("--unseen goes with a run; files of probabilities do not say which rows were trained on.");
        Dataset? images = parsed.GetValue(AuditVerb.Images) is { } name ? DatasetArgument.Open(name, output, cancel).Data : null;
        var source = ProbabilitySource.Open(predictions, parsed.GetValue(AuditVerb.Labels), parsed.GetValue(AuditVerb.Softmax));
        try
        {
            if (images is not null)
                images = Matching(images, source, predictions);
            var audit = LabelAudit.Of(source.Probabilities, source.Labels, parsed.GetValue(CommonOptions.Threads) ?? 0, cancel);
            IReadOnlyList<string>? ids = images is null ? source.Ids : [.. Enumerable.Range(0, images.Count).Select(images.Id)];
            var rows = new AuditedRows(audit, null, ids, images?.ClassNames ?? source.ClassNames);
            return new AuditInput(rows, predictions, null, images is null ? null : () => images, source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The images that the rows are of: the whole data set, or the one split with as many images.</summary>
    private static Dataset Matching(Dataset images, ProbabilitySource source, string predictions)
    {
        if (images.ClassCount != source.Probabilities.ClassCount)
            throw new DataFormatException($"{predictions}: expected {images.ClassCount} classes as in {images.Name}, found {source.Probabilities.ClassCount}.");
        if (images.Count == source.Labels.Length)
            return images;
        string[] fit = [.. images.Splits.Where(s => images.OfSplit(s).Count == source.Labels.Length)];
        return fit is [string only]
            ? images.OfSplit(only)
            : throw new DataFormatException(
                $"{predictions}: expected a row for each of the {images.Count} images of {images.Name}, or of one split, found {source.Labels.Length}.");
    }
}
