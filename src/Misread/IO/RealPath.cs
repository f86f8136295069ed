namespace Misread.IO;

/// <summary>Paths as the file system means them: every symbolic link on the way is followed.</summary>
internal static class RealPath
{
    private static readonly StringComparison Comparison =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>The full path without links; what does not exist yet stays as it is.</summary>
    public static string Of(string path) => Of(path, depth: 0);

    /// <summary>Whether two real paths are the same.</summary>
    public static bool Same(string a, string b) => string.Equals(a, b, Comparison);

    /// <summary>Whether a real path lies below another one.</summary>
    public static bool LiesIn(string path, string folder) =>
        path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, Comparison);

    private static string Of(string path, int depth)
    {
        const int Deepest = 40; // As Linux has it: more is a circle.
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string real = Path.GetPathRoot(full)!;
        foreach (string part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            real = depth < Deepest && TargetOf(next) is { } target ? Of(Path.Combine(real, target), depth + 1) : next;
        }

        return real;
    }

    private static string? TargetOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
