using System.Text.RegularExpressions;
using Misread.Data;
using Misread.IO;
using Misread.Training;

namespace Misread.Cli;

/// <summary>Turns an exception into one sentence on stderr and an exit code; never a stack trace unless it is asked for.</summary>
internal static partial class Failure
{
    private const string TraceVariable = "MISREAD_TRACE";

    /// <summary>Writes the sentence and returns the exit code.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="error">Where the sentence goes.</param>
    /// <param name="json">Whether stdout is for one JSON object, which then tells the same.</param>
    public static int Report(Exception exception, TextWriter error, bool json = false)
    {
        exception = Unwrap(exception);
        (string message, int code) = Describe(exception);
        error.WriteLine($"misread: {Visible.Text(message)}");
        if (Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 } and not "0")
            error.WriteLine(exception);
        if (json)
            FailureSummary.Print(message, code);
        return code;
    }

    private static (string Message, int Code) Describe(Exception exception) => exception switch
    {
        UsageException => (exception.Message, ExitCode.WrongUsage),
        OperationCanceledException => ("interrupted.", ExitCode.Interrupted),
        OutputRefusedException refused => ($"{OneLine(exception.Message)[..^1]}; {Remedy(refused)}.", ExitCode.Failed),
        ScoresException { Kind: ScoreKind.Logits or ScoreKind.LogProbabilities } => ($"{OneLine(exception.Message).TrimEnd('.')}: add --softmax.", ExitCode.Failed),
        DataFormatException or TrainingException => (OneLine(exception.Message), ExitCode.Failed),
        IOException io when IsDiskFull(io) => (
            $"{OneLine(exception.Message)}; free some space or choose another place.",
            ExitCode.Failed),
        IOException or UnauthorizedAccessException => (OneLine(exception.Message) + Undecodable(exception.Message), ExitCode.Failed),
        OutOfMemoryException => (
            "not enough memory; use a smaller data set, --train-size or --batch-size.", ExitCode.Failed),
        _ => (
            $"unexpected {exception.GetType().Name}: {OneLine(exception.Message)} This is a fault in misread; run again with {TraceVariable}=1 for a trace to report.",
            ExitCode.Failed),
    };

    private static string Remedy(OutputRefusedException refused) => refused.Remedy switch
    {
        OutputRemedy.Replace => "add --force to replace it, or choose another --out",
        OutputRemedy.Resume => "add --resume to continue it or --force to drop it, or choose another --out",
        _ => "choose another --out",
    };

    private static bool IsDiskFull(IOException exception)
    {
        const int NoSpaceLeft = 28; // ENOSPC, which .NET passes on as it is
        const int DiskFull = unchecked((int)0x8007_0070); // ERROR_DISK_FULL
        return exception.HResult is NoSpaceLeft or DiskFull;
    }

    /// <summary>Parallel code wraps what went wrong; the first cause is what the user wants to read.</summary>
    private static Exception Unwrap(Exception exception)
    {
        while (exception is AggregateException { InnerExceptions.Count: > 0 } aggregate)
            exception = aggregate.InnerExceptions[0];
        return exception;
    }

    /// <summary>.NET replaces what is no UTF-8 in a name by this character, and then does not find the file.</summary>
    private static string Undecodable(string message) =>
        message.Contains('\uFFFD', StringComparison.Ordinal) ? " A name in it is not UTF-8; rename the file or folder." : "";

    /// <summary>One line, without the name of a parameter, which says nothing to whoever typed a command line.</summary>
    private static string OneLine(string message) => Parameter().Replace(message.ReplaceLineEndings(" "), "");

    [GeneratedRegex(@" ?\(Parameter '[^']*'\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
