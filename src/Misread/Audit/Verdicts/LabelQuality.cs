using Misread.Data;
using Misread.Training;

namespace Misread.Audit;

/// <summary>
/// How likely each label is right by all evidence together, 0 (dirty) … 1 (clean): the combined ranking, and the number that a
/// verdict begins with.
/// </summary>
/// <remarks>
/// <para>
/// For an image with label y, each class k is given <c>s(k) = ln p(k) + w₁ ln(n(k)/n + 1/30)</c>: the calibrated log probability of
/// networks that had not seen it (the mean over the seeds), and the share of its nearest neighbours that bear label k. The label's lead is
/// <c>Λ = s(y) − ln Σ exp(s(j) + w₂ r(j,y)) + w₃ AUM / median |AUM| − w₄ EL2N</c> over j ≠ y, where r(j,y) is how much more usual it is
/// in this data set that a j is labelled y than the reverse (<c>docs/audit/verdict.md</c>), and AUM and EL2N tell how training fared with the label. The quality is
/// <c>1 / (1 + exp(−(b + a Λ)))</c>: a logistic combination of log-odds and of two scores that have no scale of their own.
/// </para>
/// <para>
/// A missing part is left out of the sum, and a and b are those that were fitted without it: with probabilities alone Λ is their log-odds, and
/// the usual pairs. The weights were chosen on synthetic digits only, by
/// <c>bench/audit/label-quality.cs</c>. Immutable and thread-safe; O(N·K·S).
/// </para>
/// </remarks>
public sealed class LabelQuality
{
    private readonly double[] _values;

    private LabelQuality(double[] values) => _values = values;

    /// <summary>The quality of every label, <c>[N]</c>, 0 … 1; 1 for a row without a label.</summary>
    public IReadOnlyList<double> Values => _values;

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
        double[] trained = Trained(evidence.Dynamics, p.Count, weights);
        Logistic fit = evidence.Dynamics is not null ? weights.Whole : evidence.Neighbours is not null ? weights.Untrained : weights.Alone;
        double[] values = new double[p.Count];
        double[] s = new double[p.ClassCount];
        for (int i = 0; i < p.Count; i++)
        {
            int given = p.Label(i);
            logits.Row(i, s);
            AddNeighbours(evidence.Neighbours, i, weights.Neighbours, s);
            for (int k = 0; k < s.Length && given >= 0; k++)
                s[k] += k == given ? 0 : weights.Pair * (noise.Log(k, given) - noise.Log(given, k));
            double lead = given < 0 ? double.PositiveInfinity : s[given] - PooledLogits.LogSumExp(s, given) + trained[i];
            values[i] = fit.Of(lead);
        }

        return new LabelQuality(values);
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
            read[i] = Greatest(z);
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

    /// <summary>
    /// What training says: AUM by the data set's own scale, since that of logits differs between networks, less EL2N. An image that no
    /// network was trained on is given the data set's medians.
    /// </summary>
    private static double[] Trained(IReadOnlyList<DynamicsScores?>? dynamics, int count, QualityWeights weights)
    {
        double[] trained = new double[count];
        DynamicsScores[] known = [.. (dynamics ?? []).Where(d => d is not null).Select(d => d!.Value)];
        if (known.Length == 0)
            return trained;
        double scale = Median([.. known.Select(d => Math.Abs(d.AreaUnderMargin))]);
        double usual = Median([.. known.Select(d => Said(d))]);
        for (int i = 0; i < count; i++)
            trained[i] = dynamics![i] is { } d ? Said(d) : usual;
        return trained;

        double Said(in DynamicsScores d) => (scale > 0 ? weights.Margin * d.AreaUnderMargin / scale : 0) - (weights.ErrorNorm * d.ErrorNorm);
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static int Greatest(ReadOnlySpan<double> s)
    {
        int best = 0;
        for (int k = 1; k < s.Length; k++)
            best = s[k] > s[best] ? k : best;
        return best;
    }
}
