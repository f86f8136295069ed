namespace Misread.Data;

/// <summary>The usual names of splits, and their order.</summary>
internal static class SplitNames
{
    public const string Train = "train";
    public const string Validation = "validation";
    public const string Test = "test";

    /// <summary>The one split of a data set that came without any.</summary>
    public const string All = "all";

    /// <summary>Train first, then validation, test and the others by name.</summary>
    public static IComparer<string> Order { get; } = Comparer<string>.Create((a, b) =>
    {
        int byRank = Rank(a).CompareTo(Rank(b));
        return byRank != 0 ? byRank : string.CompareOrdinal(a, b);
    });

    /// <summary>The split of a usual name, in any case: <c>t10k</c> is test, <c>val</c> is validation; else <see langword="null"/>.</summary>
    public static string? Known(string name) => name.ToUpperInvariant() switch
    {
        "TRAIN" or "TRAINING" => Train,
        "VAL" or "VALID" or "VALIDATION" => Validation,
        "TEST" or "TESTING" or "T10K" => Test,
        _ => null,
    };

    /// <summary>The split that the last word of a name says: <c>emnist-letters-train</c> is train.</summary>
    public static string? Last(string name) => Known(name[(name.LastIndexOfAny(['-', '_', '.', ' ']) + 1)..]);

    private static int Rank(string split) => split switch { Train => 0, Validation => 1, Test => 2, _ => 3 };
}
