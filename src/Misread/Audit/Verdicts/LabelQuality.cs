using Misread.Audit.Evidence;
using Misread.Data;
using Misread.Training;

namespace Misread.Audit.Verdicts;

/// <summary>
/// How likely each label is right by all evidence together, 0 (dirty) … 1 (clean): the combined ranking, and the number that a
/// verdict begins with.
/// </summary>
/// <remarks>
/// <para>
/// For an image with label y, each class k is given <c>s(k) = ln p(k) + w₁ ln(n(k)/n + 1/30)</c>: the calibrated log probability of
/// networks that had not seen it (the mean over the seeds), and the share of its nearest neighbours that bear label k. The label's lead is
/// <c>Λ = s(y) − ln Σ exp(s(j) + r(j,y)) + w₂ AUM / median |AUM|</c> over j ≠ y, where r(j,y) is how usual it is in this data set that a j
/// is labelled y, and AUM how training fared with the label. The quality is
/// <c>1 / (1 + exp(−(b + a Λ)))</c>, a logistic combination of log-odds as in naive Bayes with weights for what the parts say twice.
/// </para>
/// <para>
/// A missing part is left out of the sum: with probabilities alone Λ is their log-odds. The weights were chosen on synthetic digits only, by
/// <c>bench/audit/label-quality.cs</c>. Immutable and thread-safe; O(N·K·S).
/// </para>
/// </remarks>
public sealed class LabelQuality
{
    private readonly double[] _values;
    private readonly int[] _suggested;

    private LabelQuality(double[] values, int[] suggested)
    {
        _values = values;
        _suggested = suggested;
    }

    /// <summary>The quality of every label, <c>[N]</c>, 0 … 1; 1 for a row without a label.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>The class that the evidence prefers to the given one; of a row without a label, to none.</summary>
    public int Suggested(int row) => _suggested[row];

    /// <summary>Weighs the evidence.</summary>
    /// <param name="evidence">All that is known; whatever is missing is left out.</param>
    /// <exception cref="ArgumentException">There are fewer than two classes.</exception>
    public static LabelQuality Of(AuditEvidence evidence) => Of(evidence, QualityWeights.Fitted);

    /// <summary>Weighs the evidence by weights of one's own.</summary>
    /// <inheritdoc cref="Of(AuditEvidence)"/>
    /// <param name="evidence">All that is known; whatever is missing is left out.</param>
    /// <param name="weights">The weights.</param>
    public static LabelQuality Of(AuditEvidence evidence, QualityWeights weights)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(weights);
        Predictions p = evidence.Predictions;
        ArgumentOutOfRangeException.ThrowIfLessThan(p.ClassCount, 2, nameof(evidence));
        var logits = new PooledLogits(evidence);
        LabelNoise noise = NoiseOf(p, logits);
        double[] margins = Margins(evidence.Dynamics, p.Count);
        double[] values = new double[p.Count];
        int[] suggested = new int[p.Count];
        double[] s = new double[p.ClassCount];
        for (int i = 0; i < p.Count; i++)
        {
            int given = p.Label(i);
            logits.Row(i, s);
            AddNeighbours(evidence.Neighbours, i, weights.Neighbours, s);
            for (int k = 0; k < s.Length && given >= 0; k++)
                s[k] += k == given ? 0 : noise.Log(k, given);
            suggested[i] = Greatest(s, except: given);
            double lead = given < 0 ? double.PositiveInfinity : s[given] - PooledLogits.LogSumExp(s, given) + (weights.Margin * margins[i]);
            values[i] = 1 / (1 + Math.Exp(-(weights.Intercept + (weights.Slope * lead))));
        }

        return new LabelQuality(values, suggested);
    }

    private static LabelNoise NoiseOf(Predictions p, PooledLogits logits)
    {
        int[] labels = new int[p.Count];
        int[] read = new int[p.Count];
        float[] confidence = new float[p.Count];
        double[] z = new double[p.ClassCount];
        for (int i = 0; i < p.Count; i++)
        {
            logits.Row(i, z);
            labels[i] = p.Label(i);
            read[i] = Greatest(z, except: -1);
            confidence[i] = (float)z[read[i]];
        }

        return LabelNoise.Estimate(labels, read, confidence, p.ClassCount);
    }

    private static void AddNeighbours(NeighbourVotes? neighbours, int row, double weight, Span<double> s)
    {
        if (neighbours is null)
            return;
        ReadOnlySpan<int> votes = neighbours.Votes(row);
        for (int k = 0; k < s.Length; k++)
            s[k] += weight * Math.Log((votes[k] / (double)neighbours.Asked) + QualityWeights.NeighbourPrior);
    }

    /// <summary>AUM by the data set's own scale, since that of logits differs between networks; 0 for an image that no network was trained on.</summary>
    private static double[] Margins(IReadOnlyList<DynamicsScores?>? dynamics, int count)
    {
        double[] margins = new double[count];
        double[] sizes = [.. (dynamics ?? []).Where(d => d is not null).Select(d => Math.Abs(d!.Value.AreaUnderMargin)).Order()];
        if (sizes.Length == 0 || sizes[sizes.Length / 2] == 0)
            return margins;
        for (int i = 0; i < count; i++)
            margins[i] = (dynamics![i]?.AreaUnderMargin ?? 0) / sizes[sizes.Length / 2];
        return margins;
    }

    private static int Greatest(ReadOnlySpan<double> s, int except)
    {
        int best = except == 0 ? 1 : 0;
        for (int k = best + 1; k < s.Length; k++)
            best = k != except && s[k] > s[best] ? k : best;
        return best;
    }
}
