using System.CommandLine;
using System.Diagnostics;
using Misread.Cli.Verbs;
using Misread.Data;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>A data set that was opened.</summary>
/// <param name="Data">The data set.</param>
/// <param name="Source">What opens it again: a name or a full path.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="Truth">What is known of each image of a generated data set; <see langword="null"/> for any other.</param>
/// <param name="Location">The file or folder that it was read from; <see langword="null"/> for a generated one.</param>
internal sealed record LoadedDataset(Dataset Data, string Source, double Seconds, IReadOnlyList<PlantedTruth>? Truth = null, string? Location = null);

/// <summary>Opens what <c>--dataset</c> names.</summary>
internal static class DatasetArgument
{
    public static LoadedDataset Open(ParseResult parsed, Output output, CancellationToken cancel) =>
        Open(parsed.GetValue(CommonOptions.Dataset)!, output, cancel, parsed.GetValue(CommonOptions.Strict));

    /// <summary>Where the data set of a run lies; <see langword="null"/> when it is known by its name.</summary>
    public static string? LocationOf(RunFolder run) =>
        Path.IsPathFullyQualified(run.Info.Dataset.Source) ? run.Info.Dataset.Source : null;

    /// <summary>As the options of <see cref="DatasetRemedies"/> want it.</summary>
    public static LoadedDataset Remedied(LoadedDataset loaded, string nameOrPath, ParseResult parsed)
    {
        Dataset data = DatasetRemedies.Apply(loaded.Data, parsed);
        DatasetRemedies.Tell(ContentCheck.Of(data), TrainingArguments.Quoted(nameOrPath), itself: true);
        return loaded with { Data = data };
    }

    public static LoadedDataset Open(string nameOrPath, Output output, CancellationToken cancel, bool strict = false, bool told = true)
    {
        long began = Stopwatch.GetTimestamp();
        var catalog = new DataCatalog();
        ResolvedDataset resolved = catalog.Resolve(nameOrPath, new ReadOptions { Strict = strict }, new DownloadDisplay(output), cancel);
        Notices(resolved);
        if (told)
            DatasetRemedies.Tell(ContentCheck.Of(resolved.Dataset), TrainingArguments.Quoted(nameOrPath), itself: false);
        bool isName = nameOrPath is DataCatalog.Auto || catalog.Entry(nameOrPath) is not null;
        string source = isName ? resolved.Dataset.Name : Path.GetFullPath(resolved.Location ?? nameOrPath);
        return new LoadedDataset(resolved.Dataset, source, Stopwatch.GetElapsedTime(began).TotalSeconds, resolved.Truth, resolved.Location);
    }

    /// <summary>Tells what stood out: a data set that took another's place, images that were left out.</summary>
    public static void Notices(ResolvedDataset resolved)
    {
        if (resolved.Notice is { } notice)
            Output.Notice(notice);
        foreach (string sentence in resolved.Dataset.Reading?.Sentences() ?? [])
            Output.Notice(sentence);
    }
}
