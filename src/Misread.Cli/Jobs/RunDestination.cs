using System.CommandLine;
using Misread.Cli.Verbs;
using Misread.Formats;
using Misread.IO;

namespace Misread.Cli.Jobs;

/// <summary>Where a verb writes, claimed before the work begins.</summary>
internal sealed class RunDestination : IDisposable
{
    /// <summary>Where runs are written unless <c>--out</c> says otherwise.</summary>
    public const string RunsFolder = "runs";

    private readonly OutputFolder _output;

    private RunDestination(OutputFolder output) => _output = output;

    /// <summary>The claim on the folder.</summary>
    public OutputFolder Claim => _output;

    /// <summary>The folder.</summary>
    public string Folder => _output.Path;

    /// <summary>The state of a training that was stopped, beside the folder that it was to become.</summary>
    public string CheckpointPath => CheckpointOf(Folder);

    /// <summary>What <c>--out</c> says, or else the first free name among <c>runs/NAME</c>, <c>runs/NAME-2</c> ….</summary>
    /// <exception cref="OutputRefusedException">Something would be lost there.</exception>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public static RunDestination From(ParseResult parsed, string name) =>
        Given(parsed) is { } folder ? new RunDestination(OutputFolder.Open(folder, parsed.GetValue(CommonOptions.Force))) : Free(name, _ => true);

    /// <summary>The same if <c>--out</c> is there, else nothing.</summary>
    /// <inheritdoc cref="From(ParseResult, string)"/>
    public static RunDestination? IfGiven(ParseResult parsed) => Given(parsed) is null ? null : From(parsed, "");

    /// <summary>The same to go on with what stands there, which a file of the name <paramref name="mark"/> tells.</summary>
    /// <inheritdoc cref="From(ParseResult, string)"/>
    public static RunDestination? Continued(ParseResult parsed, string mark) => Given(parsed) is not { } folder ? null
        : new RunDestination(OutputFolder.Open(folder, parsed.GetValue(CommonOptions.Force) || File.Exists(Path.Combine(folder, mark))));

    /// <summary>
    /// The same for a job that keeps what is finished until all is. Unfinished work that stands there is only continued or dropped when
    /// that is asked for.
    /// </summary>
    /// <inheritdoc cref="From(ParseResult, string)"/>
    public static RunDestination ForTraining(ParseResult parsed, string name)
    {
        bool resume = parsed.GetValue(CommonOptions.Resume);
        if (Given(parsed) is not { } folder)
            return InRuns(name, resume);
        var destination = new RunDestination(OutputFolder.Open(folder, parsed.GetValue(CommonOptions.Force)));
        try
        {
            destination.ClearCheckpoint(resume, parsed.GetValue(CommonOptions.Force));
            return destination;
        }
        catch
        {
            destination.Dispose();
            throw;
        }
    }

    /// <summary>The first name below <c>runs/</c> that neither a run nor unfinished work has, or whose unfinished work is to be continued.</summary>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public static RunDestination InRuns(string name, bool resume)
    {
        string? unfinished = resume ? Known(name).FirstOrDefault(folder => !IsTaken(folder)) : null;
        if (unfinished is not null)
            return new RunDestination(OutputFolder.Open(unfinished));
        RunDestination destination = Free(name, folder => !PartStore.IsTaken(CheckpointOf(folder)));
        string first = Numbered(name, 1);
        if (!resume && destination.Folder != first && PartStore.IsTaken(CheckpointOf(first)))
            Output.Notice($"{CheckpointOf(first)} holds unfinished work, which --resume continues; this run becomes {destination.Folder}.");
        return destination;
    }

    /// <summary>Names something that the work reads: the output must not be it, contain it or lie in it.</summary>
    public RunDestination Protect(params IEnumerable<string?> inputs)
    {
        try
        {
            foreach (string input in inputs.OfType<string>())
                _output.Protect(input);
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="OutputFolder.Write"/>
    public void Write(Action<string> fill)
    {
        try
        {
            _output.Write(fill);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && Path.Exists(CheckpointPath))
        {
            Misread.Cli.Output.Notice($"what was trained is kept in {CheckpointPath}; the same command with --resume writes it.");
            throw;
        }
    }

    public void Dispose() => _output.Dispose();

    private static string? Given(ParseResult parsed) =>
        parsed.GetValue(CommonOptions.Out) is "" ? throw new UsageException("--out: expected a folder.") : parsed.GetValue(CommonOptions.Out);

    private static RunDestination Free(string name, Func<string, bool> suits)
    {
        for (int number = 1; ; number++)
        {
            string folder = Numbered(name, number);
            OutputFolder.Recover(folder);
            if (!IsTaken(folder) && suits(folder) && OutputFolder.TryOpen(folder) is { } output)
                return new RunDestination(output);
        }
    }

    /// <summary>The folders of a name that are written or have unfinished work, in their order.</summary>
    public static IEnumerable<string> Known(string name) => Enumerable.Range(1, int.MaxValue)
        .Select(number => Numbered(name, number))
        .TakeWhile(folder => IsTaken(folder) || PartStore.IsTaken(CheckpointOf(folder)));

    // A data set may be called what no folder can be.
    private static string Numbered(string name, int number)
    {
        const int Longest = 100;
        string usual = string.Concat(name.Take(Longest).Select(c => "/\\:*?\"<>|".Contains(c, StringComparison.Ordinal) || char.IsControl(c) ? '_' : c));
        return Path.Combine(RunsFolder, number == 1 ? usual : $"{usual}-{number}");
    }

    private static bool IsTaken(string folder) => File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any());

    private static string CheckpointOf(string folder) => Path.TrimEndingDirectorySeparator(folder) + ".checkpoint";

    private void ClearCheckpoint(bool resume, bool force)
    {
        if (resume || !PartStore.IsTaken(CheckpointPath))
            return;
        if (!force)
            throw new OutputRefusedException($"{CheckpointPath}: unfinished work stands there.", OutputRemedy.Resume);
        PartStore.Discard(CheckpointPath);
    }
}
