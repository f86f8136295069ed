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
        Open(parsed.GetValue(CommonOptions.Dataset)!, output, cancel);

    /// <summary>Where the data set of a run lies; <see langword="null"/> when it is known by its name.</summary>
    public static string? LocationOf(RunFolder run) =>
        Path.IsPathFullyQualified(run.Info.Dataset.Source) ? run.Info.Dataset.Source : null;

    public static LoadedDataset Open(string nameOrPath, Output output, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        var catalog = new DataCatalog();
        ResolvedDataset resolved = catalog.Resolve(nameOrPath, new DownloadDisplay(output), cancel);
        if (resolved.Notice is { } notice)
            Output.Notice(notice);
        bool isName = nameOrPath is DataCatalog.Auto || catalog.Entry(nameOrPath) is not null;
        string source = isName ? resolved.Dataset.Name : Path.GetFullPath(resolved.Location ?? nameOrPath);
        return new LoadedDataset(resolved.Dataset, source, Stopwatch.GetElapsedTime(began).TotalSeconds, resolved.Truth, resolved.Location);
    }
}
