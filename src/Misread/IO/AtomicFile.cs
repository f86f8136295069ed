namespace Misread.IO;

/// <summary>
/// Writes files and folders that appear whole or not at all: the content goes to a temporary sibling, is flushed,
/// and is then renamed over the destination. Thread-safe for distinct destinations.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file through a stream; the destination changes only when <paramref name="write"/> succeeds.</summary>
    /// <param name="path">Destination; missing parent folders are created. An existing file is replaced.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The disk is full or the destination cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The destination may not be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        using PendingWrites.Scope pending = PendingWrites.Begin();
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string temporary = Temporaries.NewOf(full);
        try
        {
            using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
            write(stream);
            stream.Flush(flushToDisk: true);
            // Held until it has its name, so that nobody takes it for abandoned; Windows renames no open file.
            if (OperatingSystem.IsWindows())
                stream.Dispose();
            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            Temporaries.TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Writes a text file as UTF-8 without a byte order mark.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    /// <param name="path">Destination; missing parent folders are created. An existing file is replaced.</param>
    /// <param name="text">The whole content.</param>
    public static void WriteText(string path, string text) =>
        Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(text);
        });

    /// <summary>Deletes what writers of a file that were killed left beside it; what somebody is writing now stays.</summary>
    /// <param name="path">A destination of <see cref="Write"/>.</param>
    public static void RemoveAbandoned(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        foreach (string temporary in Temporaries.Unfinished(Path.GetFullPath(path)).Where(File.Exists))
            Temporaries.TryDeleteUnheld(temporary);
    }

    /// <summary>
    /// Builds a folder beside its destination and renames it into place when <paramref name="fill"/> succeeds; on
    /// failure nothing is left behind. Same as <see cref="OutputFolder.Write"/> of <see cref="OutputFolder.Open"/>.
    /// </summary>
    /// <param name="path">Destination folder.</param>
    /// <param name="overwrite">
    /// Whether an existing folder that Misread wrote is replaced. When <see langword="false"/>, an existing, non-empty destination is refused.
    /// </param>
    /// <param name="fill">Fills the temporary folder whose path it is given.</param>
    /// <exception cref="OutputRefusedException">Something would be lost, or another process writes there.</exception>
    /// <exception cref="IOException">Writing failed.</exception>
    /// <exception cref="UnauthorizedAccessException">The destination may not be written.</exception>
    public static void WriteFolder(string path, bool overwrite, Action<string> fill)
    {
        using var output = OutputFolder.Open(path, overwrite);
        output.Write(fill);
    }
}
