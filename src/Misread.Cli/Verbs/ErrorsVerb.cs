using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Misread.Audit;
using Misread.Charts;
using Misread.Cli.Jobs;
using Misread.Data;
using Misread.Experiments;
using Misread.Findings;
using Misread.Geometry;
using Misread.Imaging;
using Misread.IO;
using Misread.Runs;
using Misread.Training;
using Spectre.Console;

namespace Misread.Cli.Verbs;

/// <summary><c>misread errors</c>: selects images of a run by how they were read, lists them and exports them.</summary>
internal sealed class ErrorsVerb : Verb
{
    private const int DefaultListed = 15;
    private const int MapLeast = 5;

    private static readonly Argument<string?> RunFolderArgument = RunArgument.Create();

    private static readonly Option<string> Select = Ranged.OneOf("--select", "Which images, in which order", "KIND", Selection.Names, "misread");

    private static readonly Option<int?> Top = Ranged.Whole("--top", "Only the first N of them.", 1, int.MaxValue);

    private static readonly Option<string?> Split = new("--split") { HelpName = "NAME", Description = "Only images of this split." };

    private static readonly Option<string?> Pred = new("--pred") { HelpName = "CLASS", Description = "Only images predicted as this class." };

    private static readonly Option<string?> True = new("--true") { HelpName = "CLASS", Description = "Only images with this label." };

    private static readonly Option<bool> Seen = new("--seen") { Description = "Only images that the model was trained on." };

    private static readonly Option<bool> Unseen = new("--unseen") { Description = "Only images that the model was not trained on." };

    private static readonly Option<string> NameBy = Ranged.OneOf(
        "--name", "What begins the file names: a running number, or the index in the split", "KIND", ["number", "index"], "number");

    private static readonly Option<bool> Map = new("--map")
    {
        Description = "With --out: also a map (t-SNE) on which images lie together that the network sees alike: its penultimate features.",
    };

    public ErrorsVerb()
        : base("errors", "Selects images of a run by how they were read: lists them, and exports them with --out.")
    {
        Define(Work, RunFolderArgument, Select, Top, Split, Pred, True, Seen, Unseen, NameBy, Map, CommonOptions.Out, CommonOptions.Force);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread errors", "the misread images of the newest run"),
        new("misread errors runs/mnist-cnn-small --select top-errors --split test --top 10", "the ten worst errors on the test images"),
        new("misread errors --select ambiguous --true 4 --pred 9 --out exported", "PNGs, index.csv and a contact sheet of 4s read as 9s"),
        new("misread errors --split test --out misread --map", "and a map of them as the network sees them"),
        new("misread errors --select least-certain --unseen --top 100 --out doubtful --name index", "what to look at next"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        RunFolder folder = RunArgument.Open(parsed.GetValue(RunFolderArgument));
        using RunDestination? destination = RunDestination.IfGiven(parsed);
        destination?.Protect(folder.Path, DatasetArgument.LocationOf(folder));
        Run run = RunArgument.Load(folder, output, cancel);
        _ = Selection.TryParse(parsed.GetValue(Select)!, out SelectionKind kind);
        int[] rows = Selection.Rows(run.Data, run.Predictions, kind, Filter(parsed, run.Data));
        IReadOnlyList<FingerprintEntry> entries = Fingerprint.From(run.Data, run.Predictions, rows, ByIndex(parsed));
        bool map = parsed.GetValue(Map);
        if (map && destination is null)
            throw new UsageException("--map goes with --out; name the folder to write.");
        if (map && entries.Count is < MapLeast or > ClusterMaps.MostImages)
            throw new UsageException($"--map: {entries.Count:N0} images are selected; a map takes {MapLeast} to {ClusterMaps.MostImages:N0}.");
        if (destination is not null)
            Export(destination, run, entries, parsed.GetValue(Select)!, map, cancel);
        if (output.Json)
            Output.Object(Summary(folder, destination, parsed, entries), ErrorsJson.Default.ErrorsSummary);
        else
            List(run, entries, folder, destination, parsed, output);
        return ExitCode.Done;
    }

    private static FingerprintNaming ByIndex(ParseResult parsed) =>
        parsed.GetValue(NameBy) == "index" ? FingerprintNaming.Index : FingerprintNaming.Number;

    private static SelectionFilter Filter(ParseResult parsed, Dataset data)
    {
        bool seen = parsed.GetValue(Seen);
        if (seen && parsed.GetValue(Unseen))
            throw new UsageException("--seen and --unseen exclude each other; drop one of them.");
        string? split = parsed.GetValue(Split);
        if (split is not null && !data.Splits.Contains(split, StringComparer.Ordinal))
            throw new UsageException($"--split {split}: expected one of {string.Join(", ", data.Splits)}{Spelling.Suggest(split, data.Splits)}.");
        return new SelectionFilter
        {
            Split = split,
            Predicted = ClassNumber("--pred", parsed.GetValue(Pred), data),
            Label = ClassNumber("--true", parsed.GetValue(True), data),
            Seen = seen ? true : parsed.GetValue(Unseen) ? false : null,
            Top = parsed.GetValue(Top),
        };
    }

    private static int? ClassNumber(string option, string? name, Dataset data)
    {
        if (name is null)
            return null;
        int number = data.ClassNames.ToList().IndexOf(name);
        return number >= 0
            ? number
            : throw new UsageException($"{option} {name}: expected a class of {string.Join(", ", data.ClassNames.Take(30))}{Spelling.Suggest(name, data.ClassNames)}.");
    }

    private static void Export(
        RunDestination destination, Run run, IReadOnlyList<FingerprintEntry> entries, string title, bool map, CancellationToken cancel) =>
        destination.Write(folder =>
        {
            FingerprintFolder.Write(folder, run.Data, entries, Environment.ProcessorCount);
            if (entries.Count > 0)
                RunSheets.Write(Path.Combine(folder, "sheet.png"), title, run.Data, entries);
            if (map)
                WriteMap(folder, run, [.. entries.Select(e => e.Row)], title, cancel);
        });

    private static void WriteMap(string folder, Run run, int[] rows, string title, CancellationToken cancel)
    {
        Classifier model = run.Model ?? throw new UsageException("--map needs the network's features, but the predictions of this run are not of one model.");
        Dataset images = run.Data.Subset(rows);
        var features = new FeatureMatrix(model.PredictFeatures(images, Environment.ProcessorCount, cancel), model.FeatureCount);
        FeatureMatrix plane = ClusterMaps.InPlane(features, "tsne", Environment.ProcessorCount, null, cancel);
        PlotScene scene = ThumbnailMapPlot.Create($"As the network sees them: {title}", images, plane);
        AtomicFile.WriteText(Path.Combine(folder, "map.svg"), scene.ToSvg());
        PngEncoder.Write(Path.Combine(folder, "map.png"), scene.ToBitmap());
    }

    private static ErrorsSummary Summary(RunFolder folder, RunDestination? destination, ParseResult parsed, IReadOnlyList<FingerprintEntry> entries) => new(
        folder.Path,
        parsed.GetValue(Select)!,
        entries.Count,
        destination?.Folder,
        [.. entries.Select(e => new ErrorsItem(
            e.Id, e.Split, e.IndexInSplit, e.Origin.ToName(), e.Label < 0 ? null : folder.Info.Dataset.ClassNames[e.Label],
            folder.Info.Dataset.ClassNames[e.Predicted], e.Confidence, e.LabelProbability, e.FileName))]);

    private static void List(
        Run run, IReadOnlyList<FingerprintEntry> entries, RunFolder folder, RunDestination? destination, ParseResult parsed, Output output)
    {
        int listed = Math.Min(entries.Count, parsed.GetValue(Top) ?? DefaultListed);
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{Count.Of(entries.Count, "image")} selected ({parsed.GetValue(Select)}) of {run.Data.Count:N0} in {folder.Path}"));
        if (entries.Count > 0)
        {
            output.Table(Table(run.Data, entries.Take(listed)));
            if (listed < entries.Count)
                output.Line(string.Create(CultureInfo.InvariantCulture, $"… and {entries.Count - listed:N0} more; --top N lists N."));
        }

        if (destination is not null)
        {
            output.Line(string.Create(CultureInfo.InvariantCulture, $"written to {destination.Folder}: {Count.Of(entries.Count, "PNG")}, index.csv, sheet.png{(parsed.GetValue(Map) ? ", map.svg, map.png" : "")}"));
            output.Next($"misread report {TrainingArguments.Quoted(folder.Path)}");
        }
        else if (entries.Count > 0)
        {
            output.Next("the same with --out FOLDER exports the images");
        }
        else
        {
            output.Next($"misread errors {TrainingArguments.Quoted(folder.Path)} --select least-certain");
        }
    }

    private static Table Table(Dataset data, IEnumerable<FingerprintEntry> entries)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        foreach ((string title, bool number) in (ReadOnlySpan<(string, bool)>)[("#", true), ("id", false), ("label", false), ("read as", false), ("p(read)", true), ("p(label)", true), ("seen", false)])
            table.AddColumn(new TableColumn(title) { Alignment = number ? Justify.Right : Justify.Left });
        foreach (FingerprintEntry e in entries)
        {
            table.AddRow(
                new Text(e.Number.ToString(CultureInfo.InvariantCulture)),
                new Text(e.Id),
                new Text(e.Label < 0 ? "" : data.ClassNames[e.Label]),
                new Text(data.ClassNames[e.Predicted], e.Label == e.Predicted ? Style.Plain : new Style(Color.Orange1)),
                new Text(e.Confidence.ToString("F4", CultureInfo.InvariantCulture)),
                new Text(e.LabelProbability?.ToString("F4", CultureInfo.InvariantCulture) ?? ""),
                new Text(e.Origin.ToName()));
        }

        return table;
    }
}

/// <summary>What <c>errors --json</c> prints.</summary>
internal sealed record ErrorsSummary(string Run, string Select, int Count, string? Out, IReadOnlyList<ErrorsItem> Images);

/// <summary>One image of it.</summary>
internal sealed record ErrorsItem(
    string Id, string Split, int Index, string Seen, string? Label, string Predicted, float Confidence, float? LabelProbability, string File);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorsSummary))]
internal sealed partial class ErrorsJson : JsonSerializerContext;
