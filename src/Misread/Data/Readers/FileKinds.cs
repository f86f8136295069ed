namespace Misread.Data;

/// <summary>What a file's name says before it is opened.</summary>
internal static class FileKinds
{
    private static readonly HashSet<string> Images = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp", ".dib",
        ".tif", ".tiff", ".heic", ".heif", ".avif", ".jxl", ".jp2", ".ppm", ".pgm", ".psd", ".ico",
    };

    private static readonly HashSet<string> Litter = new(StringComparer.OrdinalIgnoreCase)
    {
        "__MACOSX", "Thumbs.db", "ehthumbs.db", "desktop.ini", "Icon\r", "$RECYCLE.BIN", "System Volume Information", "@eaDir",
    };

    /// <summary>Whether the extension is that of an image, read or not, in any case.</summary>
    public static bool IsImageName(string name) => Images.Contains(Path.GetExtension(name));

    /// <summary>Whether a part of the path is hidden, or what an operating system or we leave behind: no class and no image.</summary>
    public static bool IsIgnored(string name)
    {
        if (name is CorrectionLog.FileName)
            return true;
        foreach (string part in name.Split('/'))
        {
            if (part.StartsWith('.') || Litter.Contains(part))
                return true;
        }

        return false;
    }

    /// <summary>How a file that is no image is counted: its extension, or a word where it has none.</summary>
    public static string KindOf(string name)
    {
        string extension = Path.GetExtension(name);
        return extension.Length is > 1 and <= 10 ? extension.ToLowerInvariant() : "without extension";
    }
}
