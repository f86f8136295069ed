using System.Diagnostics;

namespace Misread.IO;

/// <summary>
/// A file that several processes read and add to: who writes has it alone, who reads shares it with other readers, and both
/// wait for their turn.
/// </summary>
/// <remarks>
/// The lock lies on the file itself (<see cref="FileShare.None"/>, which is <c>flock</c> where there is no other), so it holds
/// whatever name, link or hard link a process reached the file by, and ends with the process. Programs that do not ask for a
/// lock are not kept out.
/// </remarks>
internal static class LockedFile
{
    /// <summary>A hundred writers that flush to a slow disk are done by then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Opens a file to read it; while it is open nobody adds to it.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="DataFormatException">It is no regular file.</exception>
    /// <exception cref="IOException">It does not exist, cannot be read, or somebody else holds it for minutes.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream OpenRead(string path, CancellationToken cancel)
    {
        FileKind.RequireRegular(path);
        return Wait(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, cancel);
    }

    /// <summary>Opens a file to read and write it alone; a missing one is begun, empty. Nothing is buffered.</summary>
    /// <exception cref="UnauthorizedAccessException">It may not be written: also where it is marked as read-only and the user could write it nevertheless.</exception>
    /// <inheritdoc cref="OpenRead"/>
    public static FileStream OpenWrite(string path, CancellationToken cancel)
    {
        if (FileKind.Exists(path))
        {
            FileKind.RequireRegular(path);
            if (IsReadOnly(path))
                throw new UnauthorizedAccessException($"{path}: the file is read-only; make it writable or name another.");
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }

        return Wait(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, cancel);
    }

    private static FileStream Wait(string path, FileMode mode, FileAccess access, FileShare share, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, mode, access, share, bufferSize: 0);
            }
            catch (IOException e) when (IsTaken(e))
            {
                if (Stopwatch.GetElapsedTime(began) > Patience)
                    throw new IOException($"{path}: another program has held it open for {Patience.TotalMinutes} minutes; close it there, then try again.", e);
                // Not in step with the others who wait.
                cancel.WaitHandle.WaitOne(Random.Shared.Next(1, 20));
            }
        }
    }

    /// <summary>The superuser may write everything, but who took away the right to write meant something by it.</summary>
    private static bool IsReadOnly(string path)
    {
        if (OperatingSystem.IsWindows())
            return false; // Opening it fails.
        const UnixFileMode Writable = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        return (File.GetUnixFileMode(path) & Writable) == UnixFileMode.None;
    }

    private static bool IsTaken(IOException e)
    {
        const int WouldBlockOnLinux = 11;
        const int WouldBlockOnMac = 35;
        const int SharingViolation = unchecked((int)0x8007_0020);
        return e.HResult is WouldBlockOnLinux or WouldBlockOnMac or SharingViolation;
    }
}
