using System.Diagnostics;
using System.Globalization;

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
        string temporary = Sibling(full);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
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

    /// <summary>
    /// Builds a folder beside its destination and renames it into place when <paramref name="fill"/> succeeds; on
    /// failure nothing is left behind.
    /// </summary>
    /// <param name="path">Destination folder.</param>
    /// <param name="overwrite">
    /// Whether an existing destination is replaced (it is moved aside first and deleted last). When
    /// <see langword="false"/>, an existing, non-empty destination is refused.
    /// </param>
    /// <param name="fill">Fills the temporary folder whose path it is given.</param>
    /// <exception cref="IOException">The destination exists and may not be replaced, or writing failed.</exception>
    /// <exception cref="UnauthorizedAccessException">The destination may not be written.</exception>
    public static void WriteFolder(string path, bool overwrite, Action<string> fill)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(fill);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        EnsureFree(full, overwrite);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string temporary = Sibling(full);
        using PendingWrites.Scope pending = PendingWrites.Begin();
        Directory.CreateDirectory(temporary);
        try
        {
            fill(temporary);
            Swap(temporary, full, overwrite);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Checks, before long work, that a folder may be written: it does not exist, is empty, or may be replaced.</summary>
    /// <param name="path">Destination folder.</param>
    /// <param name="overwrite">Whether an existing folder may be replaced.</param>
    /// <exception cref="IOException">A file stands there, or a non-empty folder that may not be replaced.</exception>
    public static void EnsureFree(string path, bool overwrite)
    {
        if (File.Exists(path))
            throw new IOException($"{path}: a file stands where a folder is to be written; choose another --out.");
        if (!overwrite && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new IOException($"{path}: the folder exists and is not empty; add --force to replace it, or choose another --out.");
    }

    private static void Swap(string temporary, string destination, bool overwrite)
    {
        if (!Directory.Exists(destination))
        {
            Directory.Move(temporary, destination);
            return;
        }

        EnsureFree(destination, overwrite);
        string aside = Sibling(destination);
        Directory.Move(destination, aside);
        try
        {
            Directory.Move(temporary, destination);
        }
        catch
        {
            Directory.Move(aside, destination);
            throw;
        }

        TryDelete(aside);
    }

    /// <summary>
    /// Deletes temporary siblings of a destination that a killed process left behind: those of a process of this machine
    /// that no longer runs.
    /// </summary>
    /// <param name="path">A destination of <see cref="Write"/> or <see cref="WriteFolder"/>.</param>
    public static void RemoveAbandoned(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string? parent = Path.GetDirectoryName(full);
        if (parent is null || !Directory.Exists(parent))
            return;
        string prefix = $".{Path.GetFileName(full)}.{Host}-";
        foreach (string entry in Directory.EnumerateFileSystemEntries(parent, $"{prefix}*.tmp"))
        {
            string process = Path.GetFileName(entry)[prefix.Length..].Split('-')[0];
            if (int.TryParse(process, CultureInfo.InvariantCulture, out int id) && id != Environment.ProcessId && !IsRunning(id))
                TryDelete(entry);
        }
    }

    private static string Host { get; } =
        string.Concat(Environment.MachineName.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_').Take(32));

    private static string Sibling(string full) => Path.Combine(
        Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Host}-{Environment.ProcessId}-{Guid.NewGuid():N}.tmp");

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure being reported matters more than a stray temporary.
        }
    }
}
