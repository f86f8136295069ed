namespace Misread.Audit;

/// <summary>
/// Which images are flagged as label issues. Where rows tie for the last place of a count, the lowest row number is taken.
/// All but the two <c>low_…</c> filters never flag a row whose label has the greatest probability (once
/// <see cref="ConfidentJoint.Slack"/> is added to it).
/// </summary>
/// <remarks>Northcutt, Jiang and Chuang 2021, section 3.2; <c>k</c> and <c>j</c> are a given label and another class, <c>C</c> the calibrated confident joint.</remarks>
public enum LabelFilter
{
    /// <summary><c>prune_by_noise_rate</c>: for each k and j, the <c>C[k,j]</c> images of label k with the greatest p(j) − p(k).</summary>
    PruneByNoiseRate,

    /// <summary><c>prune_by_class</c>: for each k, the images with the lowest p(k), as many as <c>C</c> says are not truly k.</summary>
    PruneByClass,

    /// <summary><c>both</c>: flagged by both prune filters: the fewest, and the surest.</summary>
    Both,

    /// <summary><c>confident_learning</c>: counted off the diagonal of the confident joint.</summary>
    ConfidentLearning,

    /// <summary><c>predicted_neq_given</c>: the most probable class is not the label.</summary>
    PredictedNeqGiven,

    /// <summary><c>low_self_confidence</c>: the lowest p(label), as many as <see cref="ConfidentLearning"/> flags.</summary>
    LowSelfConfidence,

    /// <summary><c>low_normalized_margin</c>: the lowest normalized margin, as many as <see cref="ConfidentLearning"/> flags.</summary>
    LowNormalizedMargin,
}

/// <summary>The names of <see cref="LabelFilter"/> in files and options.</summary>
public static class LabelFilterNames
{
    private static readonly string[] Names =
    [
        "prune_by_noise_rate", "prune_by_class", "both", "confident_learning", "predicted_neq_given", "low_self_confidence", "low_normalized_margin",
    ];

    /// <summary>All names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The name, <c>prune_by_class</c> say.</summary>
    public static string ToName(this LabelFilter filter) => Names[(int)filter];

    /// <summary>Finds the filter of a name, by exact spelling.</summary>
    /// <returns>Whether <paramref name="name"/> is the name of a filter.</returns>
    public static bool TryParse(string name, out LabelFilter filter)
    {
        int number = Array.IndexOf(Names, name);
        filter = (LabelFilter)Math.Max(number, 0);
        return number >= 0;
    }
}
