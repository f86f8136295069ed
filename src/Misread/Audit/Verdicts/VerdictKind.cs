namespace Misread.Audit;

/// <summary>Whose fault it is that an image is suspicious. What decides between them is written at <see cref="VerdictRules"/>.</summary>
public enum VerdictKind
{
    /// <summary><c>label_error</c>: the evidence together says that the given label is wrong.</summary>
    LabelError,

    /// <summary><c>ambiguous</c>: the evidence is divided between two classes; people might be, too.</summary>
    Ambiguous,

    /// <summary><c>hard_but_right</c>: some evidence doubts the label, the evidence together upholds it.</summary>
    HardButRight,

    /// <summary><c>outlier</c>: it is like no other image, so that nothing else can speak for or against its label.</summary>
    Outlier,

    /// <summary><c>duplicate</c>: an image that is all but the same bears another label: one of the two is wrong.</summary>
    Duplicate,

    /// <summary><c>model_weakness</c>: the networks misread it, though images like it bear its label.</summary>
    ModelWeakness,
}

/// <summary>The names of <see cref="VerdictKind"/> in files, and in words.</summary>
public static class VerdictKindNames
{
    private static readonly string[] Names = ["label_error", "ambiguous", "hard_but_right", "outlier", "duplicate", "model_weakness"];

    /// <summary>All names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The name, <c>label_error</c> say.</summary>
    public static string ToName(this VerdictKind kind) => Names[(int)kind];

    /// <summary>The name in words, <c>label error</c> say.</summary>
    public static string ToWords(this VerdictKind kind) => Names[(int)kind].Replace('_', ' ');

    /// <summary>Finds the kind of a name, by exact spelling.</summary>
    /// <returns>Whether <paramref name="name"/> is the name of a kind.</returns>
    public static bool TryParse(string name, out VerdictKind kind)
    {
        int number = Array.IndexOf(Names, name);
        kind = (VerdictKind)Math.Max(number, 0);
        return number >= 0;
    }
}
