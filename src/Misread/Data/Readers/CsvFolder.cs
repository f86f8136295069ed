using Misread.IO;

namespace Misread.Data;

/// <summary>The CSV files of a data set by name: <c>train.csv</c>, <c>test.csv</c> and the like, or a single file.</summary>
internal static class CsvFolder
{
    private static readonly string[] Suffixes = [".csv", ".csv.gz"];

    /// <summary>The splits whose CSV files lie in <paramref name="folder"/>; none when there is no CSV file.</summary>
    /// <exception cref="DataFormatException">There are several files, and their names do not tell which to read.</exception>
    public static IReadOnlyList<(string Split, string Path)> Find(string folder, DatasetDescription? described)
    {
        string[] files = [.. Directory.EnumerateFiles(folder).Where(IsCsv).Order(StringComparer.Ordinal)];
        var found = new SortedDictionary<string, string>(SplitNames.Order);
        foreach (string path in files)
        {
            string stem = Stem(path);
            string? split = described is null ? SplitNames.Last(stem) : described.Splits.FirstOrDefault(s => s == stem);
            if (split is null)
                continue;
            if (!found.TryAdd(split, path))
                throw new DataFormatException($"{folder}: {Path.GetFileName(found[split])} and {Path.GetFileName(path)} both hold the split '{split}'; name the file to read.");
        }

        // A described folder names its files after its splits; other tables may lie beside them.
        if (found.Count > 0 || described is not null)
            return [.. found.Select(f => (f.Key, f.Value))];
        return files switch
        {
            [] => [],
            [string only] => [(SplitNames.All, only)],
            _ => throw new DataFormatException($"{folder}: expected train.csv and test.csv, or one CSV file, found {files.Length} others; name the file to read."),
        };
    }

    /// <summary>The file's name without <c>.csv</c>, <c>.gz</c> or any other one extension.</summary>
    public static string Stem(string path)
    {
        string name = Path.GetFileName(path);
        string? suffix = Suffixes.LastOrDefault(s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase));
        string stem = suffix is null ? Path.GetFileNameWithoutExtension(name) : name[..^suffix.Length];
        return stem.Length > 0 ? stem : "data";
    }

    private static bool IsCsv(string path) =>
        Suffixes.Any(s => path.EndsWith(s, StringComparison.OrdinalIgnoreCase)) && Path.GetFileName(path)[0] != '.'
        && Path.GetFileName(path) != CorrectionLog.FileName;
}
