using System.CommandLine;
using Misread.Cli.Jobs;
using Misread.Data;

namespace Misread.Cli.Verbs;

/// <summary><c>misread data convert</c>: writes a data set in another format.</summary>
internal sealed class DataConvertVerb : Verb
{
    private static readonly string[] Formats = ["idx", "csv", "png", "files"];

    private static readonly Argument<string> Source = new("dataset")
    {
        HelpName = "NAME|PATH",
        Description = "Data set: a name (see 'misread data list'), a file or a folder.",
    };

    private static readonly Option<string?> To = ToOption();

    private static readonly Option<string?> Split = new("--split") { HelpName = "NAME", Description = "Only images of this split." };

    private static readonly Option<bool> Gzip = new("--gzip") { Description = "Compress IDX and CSV files." };

    public DataConvertVerb()
        : base("convert", "Writes a data set as a folder of IDX, CSV or PNG files, or of its original files, which can be read back without loss.")
    {
        Define(Work, [Source, To, CommonOptions.Out, Split, Gzip, .. DatasetRemedies.Options, CommonOptions.Strict, CommonOptions.Force]);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread data convert mnist --to png --out mnist-png", "one PNG an image: train/7/00042.png"),
        new("misread data convert my-images/ --to idx --gzip --out my-idx", "the files that MNIST consists of"),
        new("misread data convert digits --to csv --out digits-csv", "rows of pixels, as Kaggle has them"),
        new("misread data convert emnist/ --transpose --to idx --out upright", "images that lie on their side; --invert, --max-value and --move-labels are such remedies too"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        string to = parsed.GetValue(To) ?? throw new UsageException($"--to is missing: expected one of {string.Join(", ", Formats)}.");
        if (string.IsNullOrEmpty(parsed.GetValue(CommonOptions.Out)))
            throw new UsageException("--out is missing: name the folder to write.");
        using var destination = RunDestination.From(parsed, "");
        string folder = destination.Folder;
        ResolvedDataset resolved = new DataCatalog().Resolve(parsed.GetValue(Source)!, new ReadOptions { Strict = parsed.GetValue(CommonOptions.Strict) }, new DownloadDisplay(output), cancel);
        DatasetArgument.Notices(resolved);
        destination.Protect(resolved.Location);
        Dataset data = resolved.Dataset;
        IReadOnlyList<PlantedTruth>? truth = resolved.Truth;
        if (parsed.GetValue(Split) is { } split)
        {
            if (!data.Splits.Contains(split, StringComparer.Ordinal))
                throw new UsageException($"--split {split}: {data.Name} has {string.Join(", ", data.Splits)}{Spelling.Suggest(split, data.Splits)}.");
            truth = truth is null ? null : [.. truth.Where((_, i) => resolved.Dataset.Split(i) == split)];
            data = data.OfSplit(split);
        }

        Dataset remedied = DatasetRemedies.Apply(data, parsed);
        // The record of a generated data set speaks of its rows as they were.
        truth = ReferenceEquals(remedied, data) ? truth : null;
        data = remedied;
        DatasetRemedies.Tell(ContentCheck.Of(data), TrainingArguments.Quoted(parsed.GetValue(Source)!), itself: true);
        DatasetFormat format = (DatasetFormat)Array.IndexOf(Formats, to);
        DatasetWriter.Write(data, destination.Claim, format, parsed.GetValue(Gzip), truth, cancel);
        string[] notKept = [.. NotKept(data, format)];
        if (output.Json)
            Output.Object(new DataConvertSummary(folder, to, data.Count, data.Splits, notKept), DataJson.Default.DataConvertSummary);
        output.Line($"{folder}: {Count.Of(data.Count, "image")} ({string.Join(", ", data.Splits)}) as {to}");
        foreach (string loss in notKept)
            output.Line($"not kept: {loss}");
        output.Next($"misread data info {TrainingArguments.Quoted(folder)}");
        return ExitCode.Done;
    }

    private static IEnumerable<string> NotKept(Dataset data, DatasetFormat format)
    {
        if (format == DatasetFormat.Files)
            yield break;
        if (format == DatasetFormat.Png)
            yield return $"ids; an image is now called after its file, {data.Name}/{data.Split(0)}/…/00000.png say";
        else if (Enumerable.Range(0, data.Count).Any(i => data.Id(i) != $"{data.Name}/{data.Split(i)}/{data.IndexInSplit(i):D5}"))
            yield return $"ids; images are numbered anew in each split, {data.Name}/{data.Split(0)}/00000 say";
        if (data.Splits.Count > 1 && Enumerable.Range(1, data.Count - 1).Count(i => data.Split(i) != data.Split(i - 1)) >= data.Splits.Count)
            yield return "the order in which splits alternate; each split is kept in its own order";
    }

    private static Option<string?> ToOption()
    {
        var option = new Option<string?>("--to") { HelpName = "FORMAT", Description = $"Format to write: {string.Join(", ", Formats)}." };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }, ..] && !Formats.Contains(value, StringComparer.Ordinal))
                result.AddError($"--to {value}: expected one of {string.Join(", ", Formats)}{Spelling.Suggest(value, Formats)}.");
        });
        return option;
    }
}

/// <summary>What <c>data convert --json</c> prints.</summary>
internal sealed record DataConvertSummary(string Out, string Format, int Images, IReadOnlyList<string> Splits, IReadOnlyList<string> NotKept);
