using System.CommandLine;
using Misread.Data;
using Misread.IO;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>The argument <c>RUN</c>: the folder of a run, by default the newest below <c>runs/</c>.</summary>
internal static class RunArgument
{
    /// <summary>A fresh argument for a verb.</summary>
    public static Argument<string?> Create() => new("run")
    {
        HelpName = "RUN",
        Description = "Folder of a run (default: the newest below runs/).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Opens the run that is meant.</summary>
    /// <param name="given">Its folder, or <see langword="null"/> for the newest.</param>
    /// <param name="withModel">Whether only runs that hold a model are looked at for the newest: those of folds and of somebody's predictions do not.</param>
    /// <exception cref="UsageException">None is given and there is none.</exception>
    /// <exception cref="DataFormatException">It is not the folder of a run.</exception>
    public static RunFolder Open(string? given, bool withModel = false) => RunFolder.Open(given ?? Newest(withModel)
        ?? throw new UsageException(
            $"there is no run{(withModel && Newest() is not null ? " with a model" : "")} in {RunDestination.RunsFolder}/; make one with 'misread run', or name the folder of one."));

    /// <summary>The run with its images, from the data set that it was made on.</summary>
    /// <exception cref="DataFormatException">The data set has changed.</exception>
    public static Run Load(RunFolder folder, Output output, CancellationToken cancel)
    {
        Dataset data = DatasetArgument.Open(folder.Info.Dataset.Source, output, cancel).Data;
        return folder.Load(data);
    }

    private static string? Newest(bool withModel = false) => !Directory.Exists(RunDestination.RunsFolder)
        ? null
        : Directory.EnumerateDirectories(RunDestination.RunsFolder)
            .Where(d => !Path.GetFileName(d).StartsWith('.') && File.Exists(Path.Combine(d, RunFolder.InfoFile))
                && (!withModel || File.Exists(Path.Combine(d, RunFolder.ModelFile))))
            .OrderByDescending(d => File.GetLastWriteTimeUtc(Path.Combine(d, RunFolder.InfoFile)))
            .ThenBy(d => d, StringComparer.Ordinal)
            .FirstOrDefault();
}
