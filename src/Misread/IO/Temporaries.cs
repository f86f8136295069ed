using System.Security.Cryptography;
using System.Text;

namespace Misread.IO;

/// <summary>
/// What stands beside a destination while it is written: <c>.NAME.ID.tmp</c>, which is to become it, and <c>.NAME.ID.replaced</c>,
/// which it was. Only who holds the lock <c>.NAME.lock</c> may look after them.
/// </summary>
internal static class Temporaries
{
    private const string New = ".tmp";
    private const string Old = ".replaced";
    private const int IdLength = 32;

    /// <summary>The lock of a destination.</summary>
    public static string LockOf(string full) => Path.Combine(Path.GetDirectoryName(full)!, $"{Prefix(full)}lock");

    /// <summary>A fresh path for what is to become the destination.</summary>
    public static string NewOf(string full) => Sibling(full, New);

    /// <summary>A fresh path for what the destination was.</summary>
    public static string OldOf(string full) => Sibling(full, Old);

    /// <summary>
    /// Under the destination's lock, after a kill: puts the old content back if the new one had not taken its place yet, and deletes
    /// what is left of both.
    /// </summary>
    public static void Recover(string full)
    {
        string? parent = Path.GetDirectoryName(full);
        if (parent is null || !Directory.Exists(parent))
            return;
        foreach (string old in Of(full, parent, Old))
        {
            if (Directory.Exists(full) || File.Exists(full))
                TryDelete(old);
            else if (Directory.Exists(old))
                Directory.Move(old, full);
        }

        foreach (string unfinished in Of(full, parent, New))
            TryDelete(unfinished);
    }

    /// <summary>Under the destination's lock: what a killed process had begun.</summary>
    public static IReadOnlyList<string> Unfinished(string full) =>
        Path.GetDirectoryName(full) is { } parent && Directory.Exists(parent) ? Of(full, parent, New) : [];

    /// <summary>Whether something of the destination is waiting to be put back.</summary>
    public static bool IsWaiting(string full) =>
        Path.GetDirectoryName(full) is { } parent && Directory.Exists(parent) && Of(full, parent, Old).Count > 0;

    /// <summary>Deletes a file or a folder; that it cannot be deleted is no reason to fail.</summary>
    public static void TryDelete(string path)
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

    /// <summary>Deletes a file unless some process holds it.</summary>
    public static void TryDeleteUnheld(string path)
    {
        try
        {
            using var unheld = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
            if (OperatingSystem.IsWindows())
                unheld.Dispose();
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is somebody's, or gone, or another one will delete it.
        }
    }

    /// <summary>Whether a name is of something unfinished, <c>.NAME.ID.tmp</c>.</summary>
    public static bool IsUnfinished(ReadOnlySpan<char> name)
    {
        int begin = name.Length - New.Length - IdLength;
        return begin > 2 && name[0] == '.' && name[begin - 1] == '.' && name.EndsWith(New, StringComparison.Ordinal)
            && Guid.TryParseExact(name.Slice(begin, IdLength), "N", out _);
    }

    private static string Sibling(string full, string extension) =>
        Path.Combine(Path.GetDirectoryName(full)!, $"{Prefix(full)}{Guid.NewGuid():N}{extension}");

    private static string Prefix(string full)
    {
        const int Longest = 120; // Of 255 bytes that a name may have.
        string name = Path.GetFileName(full);
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        return bytes.Length <= Longest ? $".{name}." : $".{Convert.ToHexStringLower(SHA256.HashData(bytes))}.";
    }

    private static List<string> Of(string full, string parent, string extension)
    {
        string prefix = Prefix(full);
        return [.. Directory.EnumerateFileSystemEntries(parent).Where(entry => IsOne(Path.GetFileName(entry.AsSpan())))];

        bool IsOne(ReadOnlySpan<char> name) =>
            name.Length == prefix.Length + IdLength + extension.Length
            && name.StartsWith(prefix, StringComparison.Ordinal)
            && name.EndsWith(extension, StringComparison.Ordinal)
            && Guid.TryParseExact(name.Slice(prefix.Length, IdLength), "N", out _);
    }
}
