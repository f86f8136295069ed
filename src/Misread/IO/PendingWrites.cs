namespace Misread.IO;

/// <summary>
/// Whether anything of this process is being written that should be written to its end: who ends the process by force (on a
/// signal, say) waits for it. Thread-safe.
/// </summary>
public static class PendingWrites
{
    private static int _count;

    /// <summary>Whether something is being written.</summary>
    public static bool Any => Volatile.Read(ref _count) > 0;

    /// <summary>From now until the result is disposed something is being written.</summary>
    internal static Scope Begin()
    {
        Interlocked.Increment(ref _count);
        return new Scope(1);
    }

    internal readonly ref struct Scope(int writes)
    {
        public void Dispose() => Interlocked.Add(ref _count, -writes);
    }
}
