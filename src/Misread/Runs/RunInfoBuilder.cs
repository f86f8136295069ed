using System.Runtime.InteropServices;
using Misread.Data;
using Misread.Numerics;

namespace Misread.Runs;

/// <summary>Gathers what <c>run.json</c> says.</summary>
public static class RunInfoBuilder
{
    /// <summary>The data set's part.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="source">What opens it again: a name or a full path.</param>
    /// <param name="heldOut">How the test split was drawn, or <see langword="null"/>.</param>
    public static DatasetInfo Describe(Dataset data, string source, HeldOutInfo? heldOut = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        var splits = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < data.Count; i++)
            splits[data.Split(i)] = splits.GetValueOrDefault(data.Split(i)) + 1;
        return new DatasetInfo(data.Name, source, DatasetChecksum.Sha256(data), data.Count, splits, data.Height, data.Width, data.ClassNames, heldOut)
        {
            Channels = data.Channels == 1 ? null : data.Channels,
            LeftOut = data.Reading is { LeftOut.Count: > 0 } left ? left.LeftOutByKind : null,
            Notices = data.Reading?.Sentences() is { Count: > 0 } sentences ? sentences : null,
        };
    }

    /// <summary>What is wrong with the division of a data set that <see cref="MainJob"/> trains on; <see langword="null"/> where nothing is.</summary>
    /// <param name="data">The data set, with a test split.</param>
    public static DivisionInfo? Divided(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        SplitFindings found = SplitCheck.Of(data, MainJob.TrainRows(data), MainJob.TestRows(data));
        return found.Sentences.Count == 0 ? null : new DivisionInfo(found.Leaks.Count, [.. found.UntrainedClasses.Select(k => data.ClassNames[k])], found.Sentences);
    }

    /// <summary>This machine's part.</summary>
    /// <param name="threads">Threads that are used.</param>
    public static MachineInfo ThisMachine(int threads) => new(
        RuntimeInformation.OSDescription,
        RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        threads,
        Simd.InstructionSet,
        RuntimeInformation.FrameworkDescription);

    /// <summary>The whole of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="dataset">From <see cref="Describe"/>.</param>
    /// <param name="program">What writes it, <c>misread 0.1.0</c>.</param>
    /// <param name="reproduce">The command line that makes it again.</param>
    /// <param name="threads">Threads that were used.</param>
    /// <param name="seconds">How long it took.</param>
    public static RunInfo From(Run run, DatasetInfo dataset, string program, string reproduce, int threads, SecondsInfo seconds)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new RunInfo
        {
            Program = program,
            Created = DateTimeOffset.UtcNow,
            Reproduce = reproduce,
            Dataset = dataset,
            Training = run.Training,
            Machine = ThisMachine(threads),
            Seconds = seconds,
            EvaluatedOn = run.Metrics?.EvaluatedOn,
            Accuracy = run.Metrics?.Headline.Accuracy,
            Errors = run.Metrics?.Headline.Errors,
            Fingerprint = new FingerprintInfo(run.Fingerprint.Count),
        };
    }
}
