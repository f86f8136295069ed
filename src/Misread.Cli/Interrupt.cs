using System.Runtime.InteropServices;
using Misread.IO;

namespace Misread.Cli;

/// <summary>
/// Ctrl-C (and SIGTERM) asks the running verb to stop at a good place. What has not stopped within a second, because it waits
/// for a file, say, is ended, unless it is just writing: then right behind that. A second Ctrl-C ends the process at once.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly CancellationTokenSource Source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public Interrupt()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }

    /// <summary>Cancelled when the user asks to stop.</summary>
    public static CancellationToken Token => Source.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private static void Stop(PosixSignalContext context)
    {
        if (Source.IsCancellationRequested)
            Environment.Exit(ExitCode.Interrupted);
        context.Cancel = true;
        new Thread(EndSoon) { IsBackground = true }.Start();
        Source.Cancel();
    }

    private static void EndSoon()
    {
        Thread.Sleep(Patience);
        while (PendingWrites.Any)
            Thread.Sleep(Look);
        Console.Error.WriteLine("misread: interrupted.");
        Environment.Exit(ExitCode.Interrupted);
    }
}
