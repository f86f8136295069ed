namespace Misread.Experiments;

/// <summary>How wrong labels come about.</summary>
public enum PlantedKind
{
    /// <summary><c>uniform</c>: <see cref="PlantedErrors.Uniform"/>.</summary>
    Uniform,

    /// <summary><c>class-pair</c>: <see cref="PlantedErrors.ClassPair"/>.</summary>
    ClassPair,

    /// <summary><c>look-alike</c>: <see cref="PlantedErrors.LookAlike"/>.</summary>
    LookAlike,

    /// <summary><c>own</c>: those that a generated data set was made with, at the rate that it has.</summary>
    Own,
}

/// <summary>The names of <see cref="PlantedKind"/> in files and options.</summary>
public static class PlantedKindNames
{
    private static readonly string[] Names = ["uniform", "class-pair", "look-alike", "own"];

    /// <summary>All names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The name, <c>class-pair</c> say.</summary>
    public static string ToName(this PlantedKind kind) => Names[(int)kind];

    /// <summary>Finds the kind of a name, by exact spelling.</summary>
    /// <returns>Whether <paramref name="name"/> is the name of a kind.</returns>
    public static bool TryParse(string name, out PlantedKind kind)
    {
        int number = Array.IndexOf(Names, name);
        kind = (PlantedKind)Math.Max(number, 0);
        return number >= 0;
    }
}
