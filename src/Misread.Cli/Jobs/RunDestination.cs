using System.CommandLine;
using Misread.Cli.Verbs;
using Misread.IO;

namespace Misread.Cli.Jobs;

/// <summary>Where a run is to be written, checked before the work begins.</summary>
/// <param name="Folder">The run folder.</param>
/// <param name="Overwrite">Whether a folder that stands there is replaced.</param>
internal sealed record RunDestination(string Folder, bool Overwrite)
{
    /// <summary>Where runs are written unless <c>--out</c> says otherwise.</summary>
    public const string RunsFolder = "runs";

    /// <summary>The state of a training that was stopped, beside the folder that it was to become.</summary>
    public string CheckpointPath => Path.TrimEndingDirectorySeparator(Folder) + ".checkpoint";

    /// <summary>What <c>--out</c> says, or else the first free name among <c>runs/NAME</c>, <c>runs/NAME-2</c> ….</summary>
    /// <exception cref="IOException">Something stands there and <c>--force</c> is not given, or it cannot be written to.</exception>
    public static RunDestination From(ParseResult parsed, string name)
    {
        string? given = parsed.GetValue(CommonOptions.Out);
        return given is "" ? throw new UsageException("--out: expected a folder.") : At(given, name, parsed.GetValue(CommonOptions.Force));
    }

    /// <summary>The first free name below <c>runs/</c>, for a verb whose <c>--out</c> is for something else.</summary>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public static RunDestination InRuns(string name) => At(null, name, force: false);

    private static RunDestination At(string? given, string name, bool force)
    {
        string folder = given ?? Path.Combine(RunsFolder, name);
        for (int number = 2; given is null && !force && IsTaken(folder); number++)
            folder = Path.Combine(RunsFolder, $"{name}-{number}");
        AtomicFile.EnsureFree(folder, force);
        EnsureWritable(folder);
        var destination = new RunDestination(folder, force);
        AtomicFile.RemoveAbandoned(folder);
        AtomicFile.RemoveAbandoned(destination.CheckpointPath);
        return destination;
    }

    private static bool IsTaken(string folder) => File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any());

    /// <summary>Finds out now, not after minutes of training.</summary>
    private static void EnsureWritable(string folder)
    {
        string parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))
            ?? throw new UsageException($"--out {folder}: expected a folder below another one.");
        try
        {
            Directory.CreateDirectory(parent);
            string probe = Path.Combine(parent, $".misread-{Guid.NewGuid():N}.tmp");
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{parent}: cannot be written to ({e.Message}); choose another --out.", e);
        }
    }
}
