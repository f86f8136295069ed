using System.Globalization;
using System.IO.Enumeration;
using System.Text;

namespace Misread.IO;

/// <summary>
/// The list <c>.misread</c> of all files that an output folder was written with, a line <c>BYTES TAB PATH</c> each: by it a folder that
/// Misread wrote, and nobody changed since, is known.
/// </summary>
internal static class OutputManifest
{
    /// <summary>Name of the list.</summary>
    public const string FileName = ".misread";

    private const string Header = "misread output 1";
    private const long MostBytes = 1 << 28;

    /// <summary>Files that Misread itself writes anew in a finished folder.</summary>
    private static readonly HashSet<string> WrittenAgain = new(StringComparer.Ordinal) { "report.html", "planted.csv", "planted.md" };

    /// <summary>Writes the list of what a folder holds.</summary>
    public static void Write(string folder)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach ((string path, long bytes) in Files(folder).OrderBy(f => f.Path, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{bytes}\t{path}\n");
        File.WriteAllText(Path.Combine(folder, FileName), text.ToString());
    }

    /// <summary>Whether a folder bears such a list.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>
    /// The first file of a folder that Misread did not write, or that was changed since; <see langword="null"/> when there is none: the
    /// folder may be replaced.
    /// </summary>
    public static string? Foreign(string folder)
    {
        string list = Path.Combine(folder, FileName);
        if (!File.Exists(list))
            return EarlierOutput.Foreign(folder, Files(folder));
        if (Read(list) is not { } written)
            return FileName;
        foreach ((string path, long bytes) in Files(folder))
        {
            if (!WrittenAgain.Contains(path) && !Temporaries.IsUnfinished(Path.GetFileName(path.AsSpan())) && (!written.TryGetValue(path, out long then) || then != bytes))
                return path;
        }

        return null;
    }

    private static Dictionary<string, long>? Read(string list)
    {
        if (new FileInfo(list) is not { LinkTarget: null, Length: <= MostBytes })
            return null;
        string[] lines = File.ReadAllLines(list);
        if (lines is not [Header, ..])
            return null;
        var written = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string line in lines.AsSpan(1))
        {
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab < 0 || !long.TryParse(line.AsSpan(0, tab), NumberStyles.None, CultureInfo.InvariantCulture, out long bytes))
                return null;
            written[line[(tab + 1)..]] = bytes;
        }

        return written;
    }

    /// <summary>Everything in a folder but folders and the list; links are not followed. A link has no bytes.</summary>
    private static FileSystemEnumerable<(string Path, long Bytes)> Files(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
        return new FileSystemEnumerable<(string Path, long Bytes)>(folder, Found, options)
        {
            ShouldIncludePredicate = (ref entry) => (!entry.IsDirectory || IsLink(entry)) && !IsList(entry),
            ShouldRecursePredicate = (ref entry) => !IsLink(entry),
        };

        (string Path, long Bytes) Found(ref FileSystemEntry entry) => (
            Path.GetRelativePath(folder, entry.ToFullPath()).Replace(Path.DirectorySeparatorChar, '/'),
            IsLink(entry) ? -1 : entry.Length);

        static bool IsLink(in FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

        bool IsList(in FileSystemEntry entry) => entry.FileName is FileName && entry.Directory.Length == entry.RootDirectory.Length;
    }
}
