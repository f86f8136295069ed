using Misread.IO;

namespace Misread.Data;

/// <summary>
/// The files of an IDX data set by name: <c>train-images-idx3-ubyte</c> beside <c>train-labels-idx1-ubyte</c> and the
/// like (<c>t10k</c> is the split <c>test</c>), with a point for the second dash as some copies have it, and <c>.gz</c> or not.
/// </summary>
internal static class IdxFolder
{
    private const string Gzip = ".gz";

    /// <summary>The splits whose images lie in <paramref name="folder"/>: train first, test last.</summary>
    /// <exception cref="DataFormatException">Two files hold the same split.</exception>
    public static IReadOnlyList<(string Split, string Images)> Find(string folder)
    {
        var found = new SortedDictionary<string, string>(SplitNames.Order);
        foreach (string path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (!IsImages(path))
                continue;
            string split = SplitOf(path);
            if (!found.TryGetValue(split, out string? earlier))
                found.Add(split, path);
            else if (!string.Equals(earlier + Gzip, path, StringComparison.Ordinal))
                throw new DataFormatException($"{folder}: {Path.GetFileName(earlier)} and {Path.GetFileName(path)} both hold the split '{split}'; name the file to read.");
        }

        return [.. found.Select(f => (f.Key, f.Value))];
    }

    /// <summary>The split that a file of images is named after; <c>all</c> when its name says none.</summary>
    public static string SplitOf(string imagesPath)
    {
        string name = Path.GetFileName(imagesPath);
        int end = name.IndexOf("images", StringComparison.Ordinal);
        string prefix = end < 0 ? "" : name[..end].TrimEnd('-', '_', '.');
        return SplitNames.Last(prefix) ?? (prefix.Length == 0 ? SplitNames.All : prefix);
    }

    /// <summary>The file of labels beside a file of images, or <see langword="null"/>.</summary>
    public static string? LabelsOf(string imagesPath)
    {
        string name = Path.GetFileName(imagesPath);
        if (!IsImages(name))
            return null;
        name = name.Replace("images", "labels", StringComparison.Ordinal).Replace("idx3", "idx1", StringComparison.Ordinal);
        if (name.EndsWith(Gzip, StringComparison.Ordinal))
            name = name[..^Gzip.Length];
        string plain = Path.Combine(Path.GetDirectoryName(imagesPath) ?? "", name);
        return File.Exists(plain) ? plain : File.Exists(plain + Gzip) ? plain + Gzip : null;
    }

    /// <summary>The names under which a split is written.</summary>
    public static (string Images, string Labels) FileNames(string split, bool gzip)
    {
        string prefix = split == SplitNames.Test ? "t10k" : split;
        string suffix = gzip ? Gzip : "";
        return ($"{prefix}-images-idx3-ubyte{suffix}", $"{prefix}-labels-idx1-ubyte{suffix}");
    }

    private static bool IsImages(string path)
    {
        string name = Path.GetFileName(path);
        if (name.EndsWith(Gzip, StringComparison.Ordinal))
            name = name[..^Gzip.Length];
        return name.EndsWith("images-idx3-ubyte", StringComparison.Ordinal) || name.EndsWith("images.idx3-ubyte", StringComparison.Ordinal);
    }
}
