using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Misread.Cli.Jobs;
using Misread.Data;
using Misread.IO;
using Misread.Runs;

namespace Misread.Cli.Verbs;

/// <summary><c>misread fix</c>: records which labels are wrong, and writes the data set without those errors.</summary>
internal sealed class FixVerb : Verb
{
    private static readonly string[] Formats = ["idx", "csv", "png", "files"];

    private const string Auto = "auto";

    private static readonly Argument<string> Source = new("run")
    {
        HelpName = "RUN|DATASET",
        Description = "The data set to correct: that of a run, or a name, a file or a folder.",
    };

    private static readonly Option<string?> Accept = new("--accept")
    {
        HelpName = "FILE",
        Description = "issues.csv or verdicts.csv of 'misread audit --out', of which --accept-top (of verdicts: label errors only) or --accept-ids choose, or a file of corrections, of which all are taken.",
    };

    private static readonly Option<int?> AcceptTop = Ranged.Whole("--accept-top", "Accept the first N of --accept.", 1, int.MaxValue);

    private static readonly Option<string[]> AcceptIds = Ids("--accept-ids", "Accept what --accept suggests for these images.");

    private static readonly Option<string[]> Undo = Ids("--undo", "Give these images back their original labels.");

    private static readonly Option<string?> Log = new("--corrections")
    {
        HelpName = "FILE",
        Description = "The record of all corrections, to which lines are added (default: the file of --accept if it is one, else corrections.csv).",
    };

    private static readonly Option<string?> Reason = new("--reason") { HelpName = "TEXT", Description = "Recorded with what is accepted or undone." };

    private static readonly Option<string?> By = new("--by") { HelpName = "NAME", Description = "Who decides (default: the user's name on this machine)." };

    private static readonly Option<string> To = Ranged.OneOf("--to", "Format of --out; files are the original ones (their default), idx that of pixels", "FORMAT", [Auto, .. Formats], Auto);

    public FixVerb()
        : base("fix", "Records accepted label corrections, each with its original label, and writes the corrected data set.")
    {
        Define(Work, Source, Accept, AcceptTop, AcceptIds, Undo, Log, Reason, By, To, CommonOptions.Out, CommonOptions.Force);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread fix mnist --accept audit/verdicts.csv --accept-ids mnist/train/59915 --out mnist-fixed", "one accepted label; recorded in corrections.csv"),
        new("misread fix runs/mnist-cnn-small --accept audit/verdicts.csv --accept-top 20 --by anna", "the twenty likeliest label errors, recorded only"),
        new("misread fix mnist --accept corrections.csv --out mnist-fixed", "the data set with every recorded correction"),
        new("misread fix mnist --undo mnist/train/59915 --out mnist-fixed --force", "takes one back"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        using RunDestination? destination = RunDestination.IfGiven(parsed);
        string? accept = parsed.GetValue(Accept);
        string[] ids = parsed.GetValue(AcceptIds) ?? [];
        string[] undo = parsed.GetValue(Undo) ?? [];
        if (accept is null && (ids.Length > 0 || parsed.GetValue(AcceptTop) is not null))
            throw new UsageException("--accept-top and --accept-ids choose from a file; add --accept FILE.");
        AcceptedFile? accepted = accept is null ? null : AcceptedFile.Read(accept);
        string log = parsed.GetValue(Log) ?? (accepted is { IsLog: true } ? accept! : CorrectionLog.FileName);
        var entries = new FixEntries(TimeProvider.System.GetUtcNow(), parsed.GetValue(Reason), parsed.GetValue(By) ?? Environment.UserName);
        IReadOnlyList<Suggestion> chosen = accepted is null ? [] : FixEntries.Choose(accepted, accept!, parsed.GetValue(AcceptTop), ids);
        CorrectionTail? standing = Path.Exists(log) ? CorrectionLog.ReadSince(log, 0, cancel) : null;
        if (standing?.Torn is { } torn)
            Output.Notice($"{log}: its last line was not written to its end and was never reported as recorded: '{torn}'; the next line that is added moves it to {log}.torn.");
        if (entries.From(standing?.Corrections ?? [], chosen, undo, log).Count == 0 && standing is not { Corrections.Count: > 0 })
            throw new UsageException($"there is nothing to correct: {log} does not exist or is empty; add --accept FILE.");

        (Dataset data, string?[] places) = Open(parsed.GetValue(Source)!, output, cancel);
        destination?.Protect([log, accept, .. places]);
        Dataset corrected = data;
        IReadOnlyList<Correction> added = [];
        // Others may have added to the record since; what is added depends on all that stands there, and is checked with it.
        IReadOnlyList<Correction> all = CorrectionLog.Append(
            log,
            before =>
            {
                added = CorrectedDataset.WithIdsOf(data, entries.From(before, chosen, undo, log), accept ?? log);
                corrected = CorrectedDataset.Apply(data, [.. before, .. added], added.Count == 0 ? log : $"{log} with what is added");
                return corrected.Count > 0
                    ? added
                    : throw new DataFormatException($"{log}: every image of {data.Name} is excluded; nothing would be left.");
            },
            cancel);
        if (destination is not null)
            CorrectedDataset.Write(corrected, all, destination.Claim, FormatOf(parsed.GetValue(To)!, corrected));
        FixSummary summary = FixSummary.From(data, corrected, log, added, all, destination?.Folder);
        if (output.Json)
            Output.Object(summary, FixJson.Default.FixSummary);
        else
            Show(summary, parsed.GetValue(Source)!, output);
        return ExitCode.Done;
    }

    /// <summary>The data set; that of a run with the test split that the run drew, so that a training on the corrected labels keeps it.</summary>
    private static (Dataset Data, string?[] Places) Open(string source, Output output, CancellationToken cancel)
    {
        if (!File.Exists(Path.Combine(source, RunFolder.InfoFile)))
        {
            LoadedDataset named = DatasetArgument.Open(source, output, cancel);
            return (named.Data, [named.Location]);
        }

        RunFolder run = RunFolder.Open(source);
        LoadedDataset loaded = DatasetArgument.Open(run.Info.Dataset.Source, output, cancel);
        Dataset data = run.Match(loaded.Data) ?? throw new DataFormatException(
            $"{source}: the run was made on {run.Info.Dataset.Name} with checksum {run.Info.Dataset.Sha256}, but {run.Info.Dataset.Source} now has another; name the data set itself to correct it as it is.");
        return (data, [source, loaded.Location]);
    }

    private static DatasetFormat FormatOf(string name, Dataset corrected) => name != Auto
        ? (DatasetFormat)Array.IndexOf(Formats, name)
        : corrected.HasFiles ? DatasetFormat.Files : DatasetFormat.Idx;

    private static void Show(FixSummary s, string source, Output output)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        output.Line(string.Create(plain, $"{s.Corrections}: {Count.Of(s.Added, "line")} added; {Count.Of(s.Relabelled, "image")} relabelled and {s.Excluded:N0} excluded of {s.Count:N0}"));
        if (s.Out is null)
        {
            output.Next($"misread fix {TrainingArguments.Quoted(source)} --accept {TrainingArguments.Quoted(s.Corrections)} --out FOLDER");
            return;
        }

        output.Line(string.Create(plain, $"written to {s.Out}: {Count.Of(s.Count - s.Excluded, "image")} and {CorrectionLog.FileName}"));
        if (s.Excluded > 0)
            output.Line("Images behind an excluded one have moved up: ids of the corrected data set are not those of the original, which the corrections name.");
        output.Next($"misread run --dataset {TrainingArguments.Quoted(s.Out)}");
    }

    private static Option<string[]> Ids(string name, string description) =>
        new(name) { HelpName = "ID…", Description = description, AllowMultipleArgumentsPerToken = true };
}

/// <summary>What <c>fix --json</c> prints.</summary>
internal sealed record FixSummary(
    string Dataset, int Count, string Corrections, int Added, int Relabelled, int Excluded, string? Out, IReadOnlyList<FixItem> Images)
{
    public static FixSummary From(Dataset data, Dataset corrected, string log, IReadOnlyList<Correction> added, IReadOnlyList<Correction> all, string? folder)
    {
        IReadOnlyDictionary<string, Correction> inForce = CorrectionLog.InForce(all);
        int excluded = data.Count - corrected.Count;
        FixItem[] images = [.. inForce.Values.OrderBy(c => c.Id, StringComparer.Ordinal).Select(c => new FixItem(c.Id, c.Original, c.Label, c.Reason, c.By))];
        return new FixSummary(data.Name, data.Count, log, added.Count, inForce.Count - excluded, excluded, folder, images);
    }
}

/// <summary>A correction in force.</summary>
internal sealed record FixItem(string Id, string Original, string Label, string Reason, string By);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FixSummary))]
internal sealed partial class FixJson : JsonSerializerContext;
