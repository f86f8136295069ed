namespace Misread.Audit;

/// <summary>
/// How well a label fits what the model says: 0 is suspicious, 1 is clean. <c>p</c> is a row of probabilities and <c>y</c> its
/// label. The adjusted scores put <c>(p − t + max t) / Σ</c> in place of p, <c>t</c> being the class thresholds
/// (<see cref="ConfidentJoint.Thresholds"/>): a class of which the model is seldom confident is then not suspected for that
/// (Northcutt, Jiang and Chuang 2021, section 3.2; formulas as in cleanlab 2.9).
/// </summary>
public enum LabelScore
{
    /// <summary><c>self_confidence</c>: <c>p(y)</c>.</summary>
    SelfConfidence,

    /// <summary><c>normalized_margin</c>: <c>(p(y) − max p(j≠y) + 1) / 2</c>.</summary>
    NormalizedMargin,

    /// <summary>
    /// <c>confidence_weighted_entropy</c>: <c>ln(1 + x) / x</c> with <c>x = H(p) / (ln K · max(p(y), 10⁻⁶))</c>, and 1 where x is 0:
    /// the entropy, weighted by the doubt of the label.
    /// </summary>
    /// <remarks>
    /// cleanlab divides by <c>max(x, 10⁻⁶)</c>, so that there the surest and rightest rows, x → 0, score 0 and look worst. Here
    /// they score 1, the limit; from x = 10⁻⁶ on the two agree.
    /// </remarks>
    ConfidenceWeightedEntropy,

    /// <summary><c>self_confidence_adjusted</c>.</summary>
    SelfConfidenceAdjusted,

    /// <summary><c>normalized_margin_adjusted</c>.</summary>
    NormalizedMarginAdjusted,

    /// <summary><c>confidence_weighted_entropy_adjusted</c>.</summary>
    ConfidenceWeightedEntropyAdjusted,
}

/// <summary>The names of <see cref="LabelScore"/> in files and options.</summary>
public static class LabelScoreNames
{
    private static readonly string[] Names =
    [
        "self_confidence", "normalized_margin", "confidence_weighted_entropy",
        "self_confidence_adjusted", "normalized_margin_adjusted", "confidence_weighted_entropy_adjusted",
    ];

    /// <summary>All names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The name, <c>normalized_margin</c> say.</summary>
    public static string ToName(this LabelScore score) => Names[(int)score];

    /// <summary>Finds the score of a name, by exact spelling.</summary>
    /// <returns>Whether <paramref name="name"/> is the name of a score.</returns>
    public static bool TryParse(string name, out LabelScore score)
    {
        int number = Array.IndexOf(Names, name);
        score = (LabelScore)Math.Max(number, 0);
        return number >= 0;
    }
}
