namespace Misread.Data;

/// <summary>The names of <see cref="PredictionOrigin"/> in files and options.</summary>
public static class PredictionOriginNames
{
    private static readonly string[] Names = ["train-seen", "out-of-fold", "held-out", "given"];

    /// <summary>The name: <c>train-seen</c>, <c>out-of-fold</c>, <c>held-out</c> or <c>given</c>.</summary>
    public static string ToName(this PredictionOrigin origin) => Names[(int)origin];

    /// <summary>Finds the origin of a name, by exact spelling.</summary>
    /// <returns>Whether <paramref name="name"/> is the name of an origin.</returns>
    public static bool TryParse(string name, out PredictionOrigin origin)
    {
        int number = Array.IndexOf(Names, name);
        origin = (PredictionOrigin)Math.Max(number, 0);
        return number >= 0;
    }
}
