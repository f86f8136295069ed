using System.Security.Cryptography;
using System.Text;
using Misread.IO;

namespace Misread.Formats;

/// <summary>
/// The finished parts of one long job, kept in a folder until the job is written: a job that was stopped goes on with them. The folder
/// names the job that it belongs to, every part bears a hash of that name in its own, and one process at a time may use it.
/// </summary>
/// <remarks>Parts may be kept and found from several threads.</remarks>
public sealed class PartStore : IDisposable
{
    private const string IdentityFile = "checkpoint.txt";
    private const string Header = "misread checkpoint 2";

    private readonly FileLock _lock;
    private readonly string _key;

    private PartStore(string folder, FileLock held, string identity)
    {
        Folder = folder;
        _lock = held;
        _key = KeyOf(identity);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Opens the store of a job, or begins it.</summary>
    /// <param name="folder">The folder; it may be missing or empty.</param>
    /// <param name="identity">All that decides the bits of the parts, words of the form <c>name=value</c>.</param>
    /// <exception cref="DataFormatException">It belongs to a job of other data or settings.</exception>
    /// <exception cref="OutputRefusedException">Something else stands there, or another process uses it.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static PartStore Open(string folder, string identity)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(identity);
        if (File.Exists(folder))
            throw NotOurs(folder);
        Directory.CreateDirectory(folder);
        FileLock held = Lock(folder);
        try
        {
            string path = Path.Combine(folder, IdentityFile);
            if (!File.Exists(path))
            {
                if (Entries(folder).Any(e => !IsStore(e)))
                    throw NotOurs(folder);
                AtomicFile.WriteText(path, $"{Header}\n{identity}\n");
            }

            string kept = IdentityAt(folder) ?? throw NotOurs(folder);
            return kept == identity
                ? new PartStore(folder, held, identity)
                : throw new DataFormatException($"{folder}: what is kept there belongs to a job of other data or settings ({Difference(kept, identity)}).");
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Whether something stands where a store is to be: finished parts, or anything else.</summary>
    public static bool IsTaken(string folder) => File.Exists(folder) || (Directory.Exists(folder) && Entries(folder).Any());

    /// <summary>The job that a store belongs to; <see langword="null"/> for anything that is no store.</summary>
    public static string? IdentityAt(string folder)
    {
        const long MostBytes = 1 << 16;
        string path = Path.Combine(folder, IdentityFile);
        if (new FileInfo(path) is not { Exists: true, Length: <= MostBytes })
            return null;
        return File.ReadAllText(path).Split('\n') is [Header, var identity, ""] ? identity : null;
    }

    /// <summary>Drops a store whatever job it belongs to: nothing that is not Misread's, and nothing at all where there is such a thing.</summary>
    /// <exception cref="OutputRefusedException">Something else stands there, or another process uses it.</exception>
    public static void Discard(string folder)
    {
        if (!IsTaken(folder))
            return;
        if (IdentityAt(folder) is null && !(Directory.Exists(folder) && Entries(folder).All(IsStore)))
            throw NotOurs(folder);
        using var store = new PartStore(folder, Lock(folder), IdentityAt(folder) ?? "");
        if (Entries(folder).FirstOrDefault(e => !store.IsOwn(e)) is { } foreign)
            throw new OutputRefusedException($"{folder}: the folder is not deleted, because '{Path.GetFileName(foreign)}' in it is not Misread's; move it away.");
        store.Delete();
    }

    /// <summary>Where a part is or is to be kept.</summary>
    /// <param name="part">Its name, letters, digits and hyphens.</param>
    /// <param name="extension">Of its format, with the dot.</param>
    public string PathOf(string part, string extension) => Path.Combine(Folder, $"{part}.{_key}{extension}");

    /// <summary>A part of numbers, or <see langword="null"/> when it is not done.</summary>
    /// <param name="part">Its name.</param>
    /// <param name="rows">Rows that it has.</param>
    /// <param name="columns">Numbers a row.</param>
    /// <exception cref="DataFormatException">The file is malformed.</exception>
    public float[]? Find(string part, int rows, int columns)
    {
        string path = PathOf(part, ".npy");
        if (!File.Exists(path))
            return null;
        NpyArray<float> kept = NpyFile.ReadSingles(path);
        return kept.Shape is [var n, var k] && n == rows && k == columns
            ? kept.Values
            : throw new DataFormatException($"{path}: expected an array of shape ({rows}, {columns}), found ({string.Join(", ", kept.Shape)}); delete it.");
    }

    /// <summary>Keeps a part of numbers; it appears whole or not at all.</summary>
    /// <param name="part">Its name.</param>
    /// <param name="values">The numbers, row by row.</param>
    /// <param name="columns">Numbers a row.</param>
    public void Keep(string part, float[] values, int columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        NpyFile.Write(PathOf(part, ".npy"), values, values.Length / columns, columns);
    }

    /// <summary>Deletes the parts of this job; the store stays open.</summary>
    public void Clear()
    {
        foreach (string entry in Entries(Folder).Where(e => IsOwn(e) && Path.GetFileName(e) != IdentityFile).ToArray())
            Temporaries.TryDelete(entry);
    }

    /// <summary>Deletes a store whose job is written, if there is one; what is not Misread's stays.</summary>
    public static void Finish(string folder)
    {
        if (IdentityAt(folder) is { } identity)
            new PartStore(folder, Lock(folder), identity).Delete();
    }

    private void Delete()
    {
        foreach (string entry in Entries(Folder).Where(IsOwn).ToArray())
        {
            if (!Directory.Exists(entry))
                Temporaries.TryDelete(entry);
            else if (IdentityAt(entry) is { } identity)
                new PartStore(entry, Lock(entry), identity).Delete();
        }

        _lock.Dispose();
        if (!Directory.EnumerateFileSystemEntries(Folder).Any())
            Directory.Delete(Folder);
    }

    /// <summary>Lets others use the store.</summary>
    public void Dispose() => _lock.Dispose();

    private static FileLock Lock(string folder) => FileLock.TryTake(LockFile(folder))
        ?? throw new OutputRefusedException($"{folder}: another process is using it.");

    private static string LockFile(string folder) => Path.Combine(folder, ".lock");

    private static IEnumerable<string> Entries(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Where(e => Path.GetFileName(e) != Path.GetFileName(LockFile(folder)));

    private static bool IsStore(string entry) => Directory.Exists(entry) && IdentityAt(entry) is not null;

    private static OutputRefusedException NotOurs(string path) => new(
        $"{path}: this is where unfinished work is to be kept, but what stands there is not of this version of Misread; move or delete it.");

    private static string KeyOf(string identity) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 6));

    private static string Difference(string stored, string wanted)
    {
        foreach ((string a, string b) in stored.Split(' ').Zip(wanted.Split(' ')))
        {
            if (a != b)
                return $"there {a}, here {b}";
        }

        return "its settings differ";
    }

    /// <summary>The identity, a part, a temporary of one of these, or a store within this one.</summary>
    private bool IsOwn(string entry)
    {
        string name = Path.GetFileName(entry);
        if (Directory.Exists(entry))
            return IdentityAt(entry) is { } identity && Entries(entry).All(new PartStore(entry, _lock, identity).IsOwn);
        if (name.StartsWith('.') && name.EndsWith(".tmp", StringComparison.Ordinal))
            return true;
        return name == IdentityFile || Path.GetFileNameWithoutExtension(name).EndsWith($".{_key}", StringComparison.Ordinal);
    }
}
