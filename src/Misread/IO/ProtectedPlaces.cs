namespace Misread.IO;

/// <summary>Places that no output may be, contain or lie in.</summary>
internal static class ProtectedPlaces
{
    /// <summary>Refuses an output that is, contains or lies in an input.</summary>
    /// <param name="path">The output, as it was named.</param>
    /// <param name="real">Its real path.</param>
    /// <param name="input">The input.</param>
    public static void Check(string path, string real, string input)
    {
        string place = RealPath.Of(input);
        string? how = RealPath.Same(real, place) ? "is"
            : RealPath.LiesIn(place, real) ? "contains"
            : Directory.Exists(place) && RealPath.LiesIn(real, place) ? "lies in"
            : null;
        if (how is not null)
            throw new OutputRefusedException($"{path}: the output {how} {input}, which is read here.");
    }

    /// <summary>Refuses an output that contains the current or the home folder, or is the latter.</summary>
    public static void CheckSurroundings(string path, string real)
    {
        string current = RealPath.Of(Environment.CurrentDirectory);
        if (RealPath.LiesIn(current, real))
            throw new OutputRefusedException($"{path}: the output contains the current folder, {current}.");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (home.Length == 0)
            return;
        home = RealPath.Of(home);
        if (RealPath.Same(home, real) || RealPath.LiesIn(home, real))
            throw new OutputRefusedException($"{path}: the output {(RealPath.Same(home, real) ? "is" : "contains")} the home folder, {home}.");
    }

    /// <summary>Whether a real path is the current folder.</summary>
    public static bool IsCurrent(string real) => RealPath.Same(RealPath.Of(Environment.CurrentDirectory), real);
}
