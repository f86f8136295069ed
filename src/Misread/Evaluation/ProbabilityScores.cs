using Misread.Data;

namespace Misread.Evaluation;

/// <summary>
/// Scores of the probabilities themselves, over the rows that bear a label, computed in double precision.
/// </summary>
/// <remarks>Thread-safe. Every method throws <see cref="ArgumentException"/> when no row bears a label.</remarks>
public static class ProbabilityScores
{
    /// <summary>
    /// The least probability that <see cref="LogLoss"/> reckons with: 2⁻²³, the spacing of single precision at 1, as
    /// scikit-learn's <c>log_loss</c> takes for float32 probabilities.
    /// </summary>
    public const double Epsilon = 1.0 / (1 << 23);

    /// <summary>
    /// The mean of −ln p(label), in nats: 0 is perfect, ln K is a uniform guess, ln 2²³ ≈ 15.9 the worst. As
    /// scikit-learn's <c>log_loss</c>: each probability is clipped to ε … 1 − ε with ε = <see cref="Epsilon"/>, then each
    /// row is divided by its sum.
    /// </summary>
    /// <exception cref="ArgumentException">No row bears a label.</exception>
    public static double LogLoss(Predictions predictions)
    {
        int[] rows = LabelledRows.Of(predictions);
        double loss = 0;
        foreach (int i in rows)
        {
            double sum = 0;
            foreach (float p in predictions.Probabilities(i))
                sum += Clip(p);
            loss -= Math.Log(Clip(predictions.Probabilities(i)[predictions.Label(i)]) / sum);
        }

        return loss / rows.Length;

        static double Clip(double p) => Math.Clamp(p, Epsilon, 1 - Epsilon);
    }

    /// <summary>
    /// The share of rows whose label is among the <paramref name="k"/> most probable classes, 0 … 1. Of equally probable
    /// classes the lower number comes first, as everywhere here (scikit-learn's <c>top_k_accuracy_score</c> puts the higher
    /// number first).
    /// </summary>
    /// <param name="predictions">The rows; those without a label are left out.</param>
    /// <param name="k">1 or more; with K or more classes asked for, every row counts.</param>
    /// <exception cref="ArgumentException">No row bears a label.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1.</exception>
    public static double TopKAccuracy(Predictions predictions, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        int[] rows = LabelledRows.Of(predictions);
        return rows.Count(i => Rank(predictions.Probabilities(i), predictions.Label(i)) < k) / (double)rows.Length;
    }

    /// <summary>
    /// The mean over the rows of Σ (p − 1 at the label, p elsewhere)² (G. W. Brier, "Verification of forecasts expressed in
    /// terms of probability", 1950): 0 is perfect, 2 is the worst. For two classes it is twice scikit-learn's
    /// <c>brier_score_loss</c>, which counts one class only.
    /// </summary>
    /// <exception cref="ArgumentException">No row bears a label.</exception>
    public static double BrierScore(Predictions predictions)
    {
        int[] rows = LabelledRows.Of(predictions);
        double total = 0;
        foreach (int i in rows)
        {
            ReadOnlySpan<float> p = predictions.Probabilities(i);
            for (int k = 0; k < p.Length; k++)
            {
                double off = p[k] - (k == predictions.Label(i) ? 1.0 : 0.0);
                total += off * off;
            }
        }

        return total / rows.Length;
    }

    private static int Rank(ReadOnlySpan<float> p, int label)
    {
        int rank = 0;
        for (int k = 0; k < p.Length; k++)
        {
            if (p[k] > p[label] || (p[k] == p[label] && k < label))
                rank++;
        }

        return rank;
    }
}
