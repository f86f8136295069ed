using Misread.Formats;

namespace Misread.Data;

/// <summary>How original files come into a written data set.</summary>
public enum FilePlacement
{
    /// <summary>Each is copied.</summary>
    Copy,

    /// <summary>Each is linked (a symbolic link to the original), which takes no room; files in an archive are copied.</summary>
    Link,
}

/// <summary>
/// Writes images that are files as they are: original bytes, names and folders. Only the folder of the class changes, where a label
/// did; where folders tell no classes, a table <c>metadata.csv</c> says label, split and every other column.
/// </summary>
internal static class FilesFolder
{
    public const string TableName = "metadata.csv";

    /// <summary>Writes into an existing folder.</summary>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static void Write(Dataset data, string folder, FilePlacement placement, CancellationToken cancel)
    {
        var classes = data.ClassNames.ToHashSet(StringComparer.Ordinal);
        bool byFolder = data.Columns.Count == 0 && Enumerable.Range(0, data.Count).All(i => data.Label(i) < 0 || ClassAt(data.FileName(i)!, classes) >= 0);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        string[] names = new string[data.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Free(byFolder ? Moved(data, i, classes) : data.FileName(i)!, taken);
            cancel.ThrowIfCancellationRequested();
            Place(data, i, Path.Combine(folder, names[i].Replace('/', Path.DirectorySeparatorChar)), placement);
        }

        if (!byFolder)
            WriteTable(data, names, Path.Combine(folder, TableName));
    }

    /// <summary>The name with the folder of the class that the image now has.</summary>
    private static string Moved(Dataset data, int row, HashSet<string> classes)
    {
        string name = data.FileName(row)!;
        int at = ClassAt(name, classes);
        if (at < 0 || data.Label(row) < 0)
            return name;
        string[] parts = name.Split('/');
        parts[at] = data.ClassNames[data.Label(row)];
        return string.Join('/', parts);
    }

    /// <summary>Which folder of a name is that of a class; −1 for none.</summary>
    private static int ClassAt(string name, HashSet<string> classes)
    {
        string[] parts = name.Split('/');
        return Array.FindIndex(parts, 0, parts.Length - 1, classes.Contains);
    }

    /// <summary>A name that no other file has: <c>1.jpg</c>, else <c>1-2.jpg</c> and so on.</summary>
    private static string Free(string name, HashSet<string> taken)
    {
        string extension = Path.GetExtension(name);
        string stem = name[..^extension.Length];
        string free = name;
        for (int n = 2; !taken.Add(free); n++)
            free = $"{stem}-{n}{extension}";
        return free;
    }

    private static void Place(Dataset data, int row, string to, FilePlacement placement)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (placement == FilePlacement.Link && data.FilePath(row) is { } original && !OperatingSystem.IsWindows())
            File.CreateSymbolicLink(to, Path.GetFullPath(original));
        else
            File.WriteAllBytes(to, data.FileBytes(row));
    }

    private static void WriteTable(Dataset data, string[] names, string path)
    {
        string[] own = ["path", "label", "split"];
        int[] others = [.. Enumerable.Range(0, data.Columns.Count).Where(c => !own.Contains(data.Columns[c], StringComparer.OrdinalIgnoreCase))];
        CsvTable.Write(path, [.. own, .. others.Select(c => data.Columns[c])], names.Length, (csv, i) =>
        {
            csv.WriteField(names[i]);
            csv.WriteField(data.Label(i) < 0 ? "" : data.ClassNames[data.Label(i)]);
            csv.WriteField(data.Split(i));
            foreach (int c in others)
                csv.WriteField(data.Value(i, c));
        });
    }
}
