namespace Misread.IO;

/// <summary>
/// A lock that other processes see, those of other PID namespaces on the same file system too: an open file that nobody else can
/// open. It ends with its process, however that ends; the file is deleted when the lock is given back.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private const int Attempts = 100;

    private readonly string _path;
    private readonly FileStream _held;
    private bool _given;

    private FileLock(string path, FileStream held)
    {
        _path = path;
        _held = held;
    }

    /// <summary>Takes the lock, or returns <see langword="null"/> when somebody else holds it.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be created.</exception>
    public static FileLock? TryTake(string path)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            FileStream held;
            try
            {
                held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
            {
                return null;
            }

            if (IsStillAt(path, held))
                return new FileLock(path, held);
            held.Dispose();
        }

        return null;
    }

    /// <summary>Deletes the file and gives the lock back.</summary>
    public void Dispose()
    {
        if (_given)
            return;
        _given = true;
        // On Windows an open file cannot be deleted, and a closed one can be by anybody.
        if (OperatingSystem.IsWindows())
            _held.Dispose();
        Temporaries.TryDelete(_path);
        _held.Dispose();
    }

    // Between opening and locking, the last owner may have deleted the file: then the lock is on a file that nobody can find any more.
    // A time of our own, read back by the name, tells the two apart.
    private static bool IsStillAt(string path, FileStream held)
    {
        var stamp = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        stamp = stamp.AddMilliseconds(Random.Shared.NextInt64(600_000_000_000));
        File.SetLastWriteTimeUtc(held.SafeFileHandle, stamp);
        return File.GetLastWriteTimeUtc(path) == stamp;
    }
}
