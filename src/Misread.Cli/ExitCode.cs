namespace Misread.Cli;

/// <summary>What the program tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>The verb did what was asked.</summary>
    public const int Done = 0;

    /// <summary>The verb failed: bad data, a missing file, a full disk.</summary>
    public const int Failed = 1;

    /// <summary>The command line was wrong; nothing was done.</summary>
    public const int WrongUsage = 2;

    /// <summary>The user stopped it (128 + SIGINT, as shells count).</summary>
    public const int Interrupted = 130;
}
