using System.CommandLine;
using System.Globalization;
using Misread.Cli.Jobs;
using Misread.Data;
using Spectre.Console;

namespace Misread.Cli.Verbs;

/// <summary><c>misread data info</c>: what is in a data set.</summary>
internal sealed class DataInfoVerb : Verb
{
    private static readonly Argument<string> Source = new("dataset")
    {
        HelpName = "NAME|PATH",
        Description = "Data set: a name (see 'misread data list'), a file or a folder.",
    };

    private static readonly Option<bool> Verify = new("--verify")
    {
        Description = "Compare the files of a known data set with their published SHA-256.",
    };

    public DataInfoVerb()
        : base("info", "Describes a data set: image size, splits, images a class, checksum.")
    {
        Define(Work, Source, Verify, CommonOptions.Strict);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread data info mnist", "sizes, splits and images a class"),
        new("misread data info my-images/", "a folder of images, one subfolder a class"),
        new("misread data info train.csv --json", "one JSON object"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        string asked = parsed.GetValue(Source)!;
        var catalog = new DataCatalog();
        ResolvedDataset resolved = catalog.Resolve(asked, new ReadOptions { Strict = parsed.GetValue(CommonOptions.Strict) }, new DownloadDisplay(output), cancel);
        DatasetArgument.Notices(resolved);
        bool? verified = null;
        if (parsed.GetValue(Verify))
        {
            CatalogEntry entry = catalog.Entry(resolved.Dataset.Name) is { } e && resolved.Location is not null && resolved.Location == catalog.Find(e)
                ? e
                : throw new UsageException($"{asked}: --verify compares a downloaded data set with what was published; there is nothing to compare this one with.");
            DataCatalog.Verify(entry, resolved.Location!);
            verified = true;
        }

        bool isName = catalog.Entry(asked) is not null || asked == DataCatalog.Auto;
        DataInfoSummary info = Summarise(resolved, verified);
        if (output.Json)
            Output.Object(info, DataJson.Default.DataInfoSummary);
        else
            Write(info, isName ? catalog.Entry(resolved.Dataset.Name)?.Source : null, output);
        output.Next(resolved.Dataset.IsLabelled
            ? $"misread run --dataset {TrainingArguments.Quoted(isName ? resolved.Dataset.Name : asked)}"
            : $"misread predict {TrainingArguments.Quoted(asked)}");
        return ExitCode.Done;
    }

    private static DataInfoSummary Summarise(ResolvedDataset resolved, bool? verified)
    {
        Dataset data = resolved.Dataset;
        DataInfoSplit[] splits =
        [
            .. data.Splits.Select(name =>
            {
                Dataset split = data.OfSplit(name);
                int[] perClass = new int[data.ClassCount];
                int unlabelled = 0;
                foreach (int label in split.Labels())
                    _ = label < 0 ? unlabelled++ : perClass[label]++;
                return new DataInfoSplit(name, split.Count, perClass, unlabelled);
            }),
        ];
        return new DataInfoSummary(
            data.Name, resolved.Location, data.Count, data.Height, data.Width, data.MaxValue, data.ClassNames, splits, DatasetChecksum.Sha256(data), verified)
        {
            Channels = data.Channels,
            LeftOut = data.Reading?.LeftOut ?? [],
            Notices = data.Reading?.Sentences() ?? [],
        };
    }

    private static void Write(DataInfoSummary info, string? source, Output output)
    {
        bool labelled = info.Splits.Any(s => s.Unlabelled < s.Images);
        string classes = labelled ? $"{info.ClassNames.Count} classes" : "no labels";
        output.Line($"{info.Name}: {Count.Of(info.Images, "image")}{(info.Height == 0 ? " of several sizes" : $" of {info.Width}×{info.Height}")}{(info.Channels == 1 ? "" : " in colour")}, pixels 0 … {info.MaxValue}, {classes}");
        output.Line($"where      {info.Location ?? "built in"}");
        if (source is not null)
            output.Line($"by         {source}");
        output.Line($"checksum   {info.Sha256}");
        if (info.Verified == true)
            output.Line("verified   every file has its published SHA-256");
        output.Line();
        var table = new Table { Border = TableBorder.None };
        table.AddColumn(new TableColumn(new Text("class", new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, 3, 0) });
        bool single = info.Splits.Count == 1;
        foreach (DataInfoSplit split in info.Splits)
            AddNumbers(table, split.Name);
        if (!single)
            AddNumbers(table, "sum");
        for (int k = 0; k < info.ClassNames.Count && labelled; k++)
            AddRow(table, info.ClassNames[k], [.. info.Splits.Select(s => s.PerClass[k])], single);
        if (info.Splits.Any(s => s.Unlabelled > 0))
            AddRow(table, "no label", [.. info.Splits.Select(s => s.Unlabelled)], single);
        AddRow(table, "sum", [.. info.Splits.Select(s => s.Images)], single);
        output.Table(table);
    }

    private static void AddNumbers(Table table, string title) =>
        table.AddColumn(new TableColumn(new Text(title, new Style(decoration: Decoration.Bold))) { Alignment = Justify.Right, Padding = new Padding(0, 0, 3, 0) });

    private static void AddRow(Table table, string name, int[] counts, bool single) =>
        table.AddRow([new Text(name), .. (single ? counts : [.. counts, counts.Sum()]).Select(n => new Text(n.ToString("N0", CultureInfo.InvariantCulture)))]);
}

/// <summary>What <c>data info --json</c> prints.</summary>
internal sealed record DataInfoSummary(
    string Name,
    string? Location,
    int Images,
    int Height,
    int Width,
    int MaxValue,
    IReadOnlyList<string> ClassNames,
    IReadOnlyList<DataInfoSplit> Splits,
    string Sha256,
    bool? Verified)
{
    public int Channels { get; init; } = 1;

    public IReadOnlyList<LeftOutFile> LeftOut { get; init; } = [];

    public IReadOnlyList<string> Notices { get; init; } = [];
}

/// <summary>One split of it.</summary>
internal sealed record DataInfoSplit(string Name, int Images, IReadOnlyList<int> PerClass, int Unlabelled);
