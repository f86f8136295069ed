using Misread.Data;

namespace Misread.Evaluation;

/// <summary>The rows whose confidence lies in one interval: a bar of a reliability diagram.</summary>
/// <param name="Low">The confidence that the bin begins after (exclusive).</param>
/// <param name="High">The confidence that the bin ends with (inclusive).</param>
/// <param name="Count">Number of rows.</param>
/// <param name="MeanConfidence">Their mean confidence; 0 for an empty bin.</param>
/// <param name="Accuracy">The share of them predicted as labelled; 0 for an empty bin.</param>
public sealed record ReliabilityBin(double Low, double High, int Count, double MeanConfidence, double Accuracy);

/// <summary>
/// Whether confidence means what it says: of the images read with 80 % confidence, are 80 % right? (C. Guo, G. Pleiss,
/// Y. Sun, K. Weinberger, "On calibration of modern neural networks", ICML 2017, section 2.)
/// </summary>
/// <remarks>Thread-safe. Rows without a label are left out.</remarks>
public static class Calibration
{
    /// <summary>The number of bins that the paper uses.</summary>
    public const int DefaultBins = 15;

    /// <summary>Sorts the rows by confidence into bins of equal width, (0, 1/M], (1/M, 2/M] … (1 − 1/M, 1].</summary>
    /// <param name="predictions">The rows; those without a label are left out.</param>
    /// <param name="bins">The number of bins, <c>M</c>, at least 1.</param>
    /// <returns>All M bins, by rising confidence; empty ones too.</returns>
    /// <exception cref="ArgumentException">No row bears a label.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bins"/> is less than 1.</exception>
    public static IReadOnlyList<ReliabilityBin> Reliability(Predictions predictions, int bins = DefaultBins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        int[] count = new int[bins];
        int[] correct = new int[bins];
        double[] confidence = new double[bins];
        foreach (int i in LabelledRows.Of(predictions))
        {
            double p = predictions.Confidence(i);

            // Rows sum to 1 within 1e-3 only, so a confidence may exceed 1 by that much.
            int bin = Math.Clamp((int)Math.Ceiling(p * bins) - 1, 0, bins - 1);
            count[bin]++;
            confidence[bin] += p;
            correct[bin] += predictions.IsMisread(i) ? 0 : 1;
        }

        return [.. Enumerable.Range(0, bins).Select(b => new ReliabilityBin(
            b / (double)bins,
            (b + 1) / (double)bins,
            count[b],
            count[b] == 0 ? 0 : confidence[b] / count[b],
            count[b] == 0 ? 0 : correct[b] / (double)count[b]))];
    }

    /// <summary>
    /// Expected calibration error: the mean gap between confidence and accuracy, each bin weighted by its rows, 0 … 1, less
    /// is better (equation 3 of the paper).
    /// </summary>
    /// <inheritdoc cref="Reliability"/>
    /// <returns>Σ count / N · |accuracy − mean confidence|.</returns>
    public static double ExpectedError(Predictions predictions, int bins = DefaultBins)
    {
        IReadOnlyList<ReliabilityBin> reliability = Reliability(predictions, bins);
        int total = reliability.Sum(b => b.Count);
        return reliability.Sum(b => b.Count * Math.Abs(b.Accuracy - b.MeanConfidence)) / total;
    }
}
