namespace Misread.Data;

/// <summary>Where an image stands: its split and its class, <see langword="null"/> where there is none.</summary>
/// <param name="Split">Name of the split.</param>
/// <param name="Class">Name of the class.</param>
internal readonly record struct ImagePlace(string Split, string? Class);

/// <summary>
/// Finds splits and classes in the folders of images: one folder a class, as deep as the images lie below it, with folders of
/// splits above the classes (<c>train/cat/1.jpg</c>) or below them (<c>cat/train/1.jpg</c>). An archive that was unpacked one
/// level too deep (<c>my/my/cat/1.jpg</c>) is descended into. Images beside the folders of classes have no label.
/// </summary>
internal static class ImageLayout
{
    /// <summary>The places of images, and the folders above that belong to none of them.</summary>
    /// <param name="names">Names of the images, with <c>/</c> between folders; at least one.</param>
    public static (ImagePlace[] Places, string Descended) Of(IReadOnlyList<string> names)
    {
        string[][] parts = [.. names.Select(n => n.Split('/'))];
        int top = Descend(parts);
        string descended = string.Join('/', parts[0].Take(top));
        string[] folders = [.. parts.Where(p => p.Length > top + 1).Select(p => p[top]).Distinct(StringComparer.Ordinal)];
        if (AreSplits(folders))
            return (SplitsFirst(parts, top), descended);
        if (SplitsBelow(parts, top))
            return ([.. parts.Select(p => new ImagePlace(SplitNames.Known(p[top + 1])!, p[top]))], descended);
        return ([.. parts.Select(p => new ImagePlace(SplitNames.All, p.Length > top + 1 ? p[top] : null))], descended);
    }

    /// <summary>How many folders hold nothing but one folder, which is neither a split nor the only class.</summary>
    private static int Descend(string[][] parts)
    {
        int top = 0;
        while (true)
        {
            // Every image must lie below one folder, and below a further one within it: else that folder is a class.
            string? only = parts[0].Length > top + 2 ? parts[0][top] : null;
            if (only is null || SplitNames.Known(only) is not null || parts.Any(p => p.Length <= top + 2 || p[top] != only))
                return top;
            top++;
        }
    }

    /// <summary>Whether folders are splits: all of them by name, or at least two, one of them the training split.</summary>
    private static bool AreSplits(string[] folders)
    {
        string?[] known = Array.ConvertAll(folders, SplitNames.Known);
        return known.Length > 0
            && (Array.TrueForAll(known, k => k is not null)
                || (known.Contains(SplitNames.Train) && known.Count(k => k is not null) > 1));
    }

    private static ImagePlace[] SplitsFirst(string[][] parts, int top)
    {
        // Within the splits an archive may have been unpacked one level too deep as well.
        string[][] within = [.. parts.Where(p => p.Length > top + 1).Select(p => p[(top + 1)..])];
        int deeper = within.Length == 0 ? 0 : Descend(within);
        int at = top + 1 + deeper;
        return [.. parts.Select(p => p.Length > top + 1
            ? new ImagePlace(SplitNames.Known(p[top]) ?? p[top], p.Length > at + 1 ? p[at] : null)
            : new ImagePlace(SplitNames.All, null))];
    }

    private static bool SplitsBelow(string[][] parts, int top) =>
        Array.TrueForAll(parts, p => p.Length > top + 2 && SplitNames.Known(p[top + 1]) is not null)
            && parts.Select(p => SplitNames.Known(p[top + 1])).Distinct(StringComparer.Ordinal).Count() > 1;
}
