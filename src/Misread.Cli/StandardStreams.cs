using System.Text;

namespace Misread.Cli;

/// <summary>
/// What is written to stdout and stderr, guarded in one place: a stream that is closed, full or broken never stops the work
/// whose progress or result it was to show.
/// </summary>
internal static class StandardStreams
{
    private static GuardedWriter? _output;

    /// <summary>Puts the guards in the place of <see cref="Console.Out"/> and <see cref="Console.Error"/>.</summary>
    public static void Guard()
    {
        _output = new GuardedWriter(static () => Console.Out);
        Console.SetOut(_output);
        Console.SetError(new GuardedWriter(static () => Console.Error));
    }

    /// <summary>
    /// The exit code of work that ended with <paramref name="code"/>: a result that did not fit on the disk that stdout leads to
    /// is a failure, which is told after the work. Who closed stdout, or stopped reading, wanted no more of it.
    /// </summary>
    public static int Close(int code)
    {
        if (code != ExitCode.Done || _output?.Failure is not IOException failure)
            return code;
        Console.Error.WriteLine(
            $"misread: the work was done, but its result could not be written to standard output ({failure.Message.ReplaceLineEndings(" ").TrimEnd('.')}).");
        return ExitCode.Failed;
    }

    /// <summary>A writer that is silent from its first failure on.</summary>
    private sealed class GuardedWriter : TextWriter
    {
        private readonly TextWriter _inner = Null;

        /// <summary>Opens the stream; one that is closed cannot even be opened.</summary>
        public GuardedWriter(Func<TextWriter> open)
        {
            try
            {
                _inner = open();
            }
            catch (Exception e) when (IsStreamFailure(e))
            {
                Failure = e;
            }
        }

        /// <summary>What went wrong first.</summary>
        public Exception? Failure { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Try(w => w.Write(value));

        public override void Write(string? value) => Try(w => w.Write(value));

        public override void Write(char[] buffer, int index, int count) => Try(w => w.Write(buffer, index, count));

        public override void WriteLine(string? value) => Try(w => w.WriteLine(value));

        public override void WriteLine() => Try(w => w.WriteLine());

        public override void Flush() => Try(w => w.Flush());

        private void Try(Action<TextWriter> write)
        {
            if (Failure is not null)
                return;
            try
            {
                write(_inner);
            }
            catch (Exception e) when (IsStreamFailure(e))
            {
                Failure = e;
            }
        }

        private static bool IsStreamFailure(Exception e) => e is IOException or UnauthorizedAccessException or ObjectDisposedException;
    }
}
