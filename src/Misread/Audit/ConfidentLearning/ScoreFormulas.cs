namespace Misread.Audit;

/// <summary>The formulas of <see cref="LabelScore"/> on one row.</summary>
internal static class ScoreFormulas
{
    private const double LeastDoubt = 1e-6;

    public static double Compute(LabelScore score, ReadOnlySpan<double> p, int label) => score switch
    {
        LabelScore.SelfConfidence or LabelScore.SelfConfidenceAdjusted => p[label],
        LabelScore.NormalizedMargin or LabelScore.NormalizedMarginAdjusted => NormalizedMargin(p[label], GreatestOther(p, label)),
        LabelScore.ConfidenceWeightedEntropy or LabelScore.ConfidenceWeightedEntropyAdjusted => ConfidenceWeightedEntropy(p, label),
        _ => throw new ArgumentOutOfRangeException(nameof(score), score, "expected a score"),
    };

    public static bool IsAdjusted(LabelScore score) => score >= LabelScore.SelfConfidenceAdjusted;

    public static double NormalizedMargin(double given, double other) => (given - other + 1) / 2;

    /// <summary><c>(p − t + max t) / Σ(p − t + max t)</c>; the result may be written over p.</summary>
    public static void Adjust(ReadOnlySpan<double> p, ReadOnlySpan<double> thresholds, Span<double> adjusted)
    {
        double greatest = System.Numerics.Tensors.TensorPrimitives.Max(thresholds);
        double sum = 0;
        for (int k = 0; k < p.Length; k++)
        {
            adjusted[k] = p[k] - thresholds[k] + greatest;
            sum += adjusted[k];
        }

        for (int k = 0; k < p.Length; k++)
            adjusted[k] /= sum;
    }

    private static double GreatestOther(ReadOnlySpan<double> p, int label)
    {
        double greatest = double.NegativeInfinity;
        for (int k = 0; k < p.Length; k++)
        {
            if (k != label)
                greatest = Math.Max(greatest, p[k]);
        }

        return greatest;
    }

    private static double ConfidenceWeightedEntropy(ReadOnlySpan<double> p, int label)
    {
        double entropy = 0;
        foreach (double q in p)
        {
            if (q > 0)
                entropy -= q * Math.Log(q);
        }

        double x = entropy / (Math.Log(p.Length) * Math.Max(p[label], LeastDoubt));

        // ln(1 + x) loses what 1 + x rounds away, so for small x its series; above, to the bit what others compute, which
        // is right within 1.2e-10.
        return x < LeastDoubt ? 1 - (x / 2) + (x * x / 3) : Math.Log(1 + x) / x;
    }
}
