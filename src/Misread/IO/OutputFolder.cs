namespace Misread.IO;

/// <summary>
/// A folder that is to be written, claimed before the work begins: it is certain then that it can be written, that nobody else writes
/// it, and that nothing of anybody's is lost by it. The folder appears whole or not at all.
/// </summary>
/// <remarks>
/// <para>Refused, whatever may be replaced, is a place that is, contains or lies in one of the inputs, or that is or contains the home
/// folder or, unless it is empty, the current one; and a folder that holds anything which Misread did not write or which was
/// changed since. Symbolic links are followed first.</para>
/// <para>It is built beside its destination and renamed. A process that was killed in between leaves the old folder under another name;
/// whoever opens the destination next puts it back. An empty folder that cannot be replaced by renaming (a mount point, the
/// current folder, one in a folder that may not be written) is filled in place, the list of its files last.</para>
/// <para>Not thread-safe; any number of processes may open the same place, one of which gets it.</para>
/// </remarks>
public sealed class OutputFolder : IDisposable
{
    private const string InPlace = "misread";

    private readonly string _real;
    private readonly string _anchor;
    private readonly FileLock _lock;
    private readonly bool _replace;

    private OutputFolder(string path, string real, string anchor, FileLock held, bool replace)
    {
        Path = path;
        _real = real;
        _anchor = anchor;
        _lock = held;
        _replace = replace;
    }

    /// <summary>The folder, as it was named.</summary>
    public string Path { get; }

    private bool IsInPlace => _anchor != _real;

    /// <summary>Claims a folder.</summary>
    /// <param name="path">The folder to write; missing parents are created.</param>
    /// <param name="replace">Whether a folder that Misread wrote is replaced. When <see langword="false"/>, only an empty one is.</param>
    /// <param name="inputs">Files and folders that the work reads; see <see cref="Protect"/>.</param>
    /// <exception cref="OutputRefusedException">Something would be lost, or another process writes there.</exception>
    /// <exception cref="IOException">It cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written to.</exception>
    public static OutputFolder Open(string path, bool replace = false, params IEnumerable<string> inputs)
    {
        return TryOpen(path, replace, inputs) ?? throw new OutputRefusedException($"{path}: another process is writing there.");
    }

    /// <summary>The same, or <see langword="null"/> when another process holds the place.</summary>
    /// <inheritdoc cref="Open" path="/param|/exception"/>
    public static OutputFolder? TryOpen(string path, bool replace = false, params IEnumerable<string> inputs)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(inputs);
        string real = RealPath.Of(path);
        foreach (string input in inputs)
            ProtectedPlaces.Check(path, real, input);
        ProtectedPlaces.CheckSurroundings(path, real);
        string anchor = Anchor(path, real);
        FileLock? held = FileLock.TryTake(Temporaries.LockOf(anchor));
        if (held is null)
            return null;
        var output = new OutputFolder(path, real, anchor, held, replace);
        try
        {
            output.Prepare();
            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <summary>Puts back a folder whose replacement was killed half-way, if there is one; does nothing when it is being written.</summary>
    public static void Recover(string path)
    {
        string real = RealPath.Of(path);
        if (Directory.Exists(real) || !Temporaries.IsWaiting(real))
            return;
        using FileLock? held = FileLock.TryTake(Temporaries.LockOf(real));
        if (held is not null)
            Temporaries.Recover(real);
    }

    /// <summary>Names something that the work reads.</summary>
    /// <param name="input">A file or folder; a path that does not exist is nothing to protect.</param>
    /// <exception cref="OutputRefusedException">The output is the input, contains it or lies in it.</exception>
    public void Protect(string input) => ProtectedPlaces.Check(Path, _real, input);

    /// <summary>Writes the folder; on failure what stood there stays.</summary>
    /// <param name="fill">Fills the empty folder whose path it is given.</param>
    /// <exception cref="IOException">Writing failed, or what stands there was changed in the meantime.</exception>
    /// <exception cref="UnauthorizedAccessException">The destination may not be written.</exception>
    public void Write(Action<string> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        using PendingWrites.Scope pending = PendingWrites.Begin();
        string temporary = Temporaries.NewOf(_anchor);
        Directory.CreateDirectory(temporary);
        try
        {
            fill(temporary);
            OutputManifest.Write(temporary);
            if (IsInPlace)
                MoveInto(temporary);
            else
                Swap(temporary);
        }
        catch
        {
            if (!IsInPlace || !OutputManifest.IsIn(temporary))
                Temporaries.TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Gives the claim back.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>What temporaries are named after: the folder, or something in it when they cannot stand beside it.</summary>
    private static string Anchor(string path, string real)
    {
        string parent = System.IO.Path.GetDirectoryName(real) ?? throw new OutputRefusedException($"{path}: expected a folder below another one.");
        string within = System.IO.Path.Combine(real, InPlace);
        if (Directory.Exists(real) && (ProtectedPlaces.IsCurrent(real) || IsMountPoint(real)))
            return within;
        try
        {
            Directory.CreateDirectory(parent);
            string probe = Temporaries.NewOf(real);
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return real;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Directory.Exists(real) ? within : throw new OutputRefusedException($"{path}: cannot be written to ({e.Message.TrimEnd('.')}).");
        }
    }

    private static bool IsMountPoint(string real)
    {
        try
        {
            return DriveInfo.GetDrives().Any(d => RealPath.Same(System.IO.Path.TrimEndingDirectorySeparator(d.Name), real));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Prepare()
    {
        if (IsInPlace)
            FinishInPlace();
        else
            Temporaries.Recover(_real);
        CheckFree(_real);
        if (Directory.Exists(_real))
            return;
        // Finds out now that the file system does not take this name, not after minutes of work.
        Directory.CreateDirectory(_real);
        Directory.Delete(_real);
    }

    private void CheckFree(string at)
    {
        if (File.Exists(at))
            throw new OutputRefusedException($"{Path}: a file stands where a folder is to be written.");
        string? first = Directory.Exists(at) ? Entries(at).FirstOrDefault() : null;
        if (first is null)
            return;
        if (IsInPlace)
            throw new OutputRefusedException($"{Path}: the folder is not empty, and as the current folder or a mount point it cannot be replaced; empty it first.");
        if (OutputManifest.Foreign(at) is { } foreign)
        {
            throw new OutputRefusedException(
                $"{Path}: the folder exists and is not empty, and is never replaced, because '{foreign}' in it is not as Misread wrote it; move it away.");
        }

        if (!_replace)
            throw new OutputRefusedException($"{Path}: the folder exists and is not empty.", OutputRemedy.Replace);
    }

    private IEnumerable<string> Entries(string at) =>
        Directory.EnumerateFileSystemEntries(at).Where(entry => entry != Temporaries.LockOf(_anchor));

    private void Swap(string temporary)
    {
        if (!Directory.Exists(_real))
        {
            Directory.Move(temporary, _real);
            return;
        }

        CheckFree(_real);
        string aside = Temporaries.OldOf(_real);
        Directory.Move(_real, aside);
        try
        {
            // Nobody finds the folder by its name any more: what is in it now is what would be lost.
            CheckFree(aside);
            Directory.Move(temporary, _real);
        }
        catch
        {
            Directory.Move(aside, _real);
            throw;
        }

        Temporaries.TryDelete(aside);
    }

    /// <summary>The list of files last: with it the folder is whole.</summary>
    private void MoveInto(string temporary)
    {
        foreach (string entry in Directory.GetFileSystemEntries(temporary).OrderBy(File.GetLastWriteTimeUtc).ThenBy(e => e, StringComparer.Ordinal))
        {
            if (System.IO.Path.GetFileName(entry) != OutputManifest.FileName)
                Move(entry);
        }

        Move(System.IO.Path.Combine(temporary, OutputManifest.FileName));
        Temporaries.TryDelete(temporary);

        void Move(string entry)
        {
            string to = System.IO.Path.Combine(_real, System.IO.Path.GetFileName(entry));
            if (Directory.Exists(entry))
                Directory.Move(entry, to);
            else
                File.Move(entry, to);
        }
    }

    /// <summary>After a kill: goes on moving what was complete, and deletes what was not.</summary>
    private void FinishInPlace()
    {
        foreach (string unfinished in Temporaries.Unfinished(_anchor))
        {
            if (OutputManifest.IsIn(unfinished))
                MoveInto(unfinished);
        }

        Temporaries.Recover(_anchor);
    }
}
