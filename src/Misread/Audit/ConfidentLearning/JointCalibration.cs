using Misread.Evaluation;

namespace Misread.Audit;

/// <summary>Scales a confident joint to the label counts and rounds it to whole images.</summary>
internal static class JointCalibration
{
    private const double Tiny = 1e-100;

    /// <param name="counts"><c>[K,K]</c>, row-major.</param>
    /// <param name="labelCounts"><c>[K]</c>.</param>
    public static int[] Calibrate(int[] counts, int[] labelCounts)
    {
        int classes = labelCounts.Length;
        double[] scaled = new double[counts.Length];
        for (int i = 0; i < classes; i++)
        {
            double rowTotal = 0;
            foreach (int count in counts.AsSpan(i * classes, classes))
                rowTotal += count;
            for (int j = 0; j < classes; j++)
                scaled[(i * classes) + j] = counts[(i * classes) + j] / Math.Max(rowTotal, Tiny) * labelCounts[i];
        }

        double total = Math.Max(PairwiseSum.Of(scaled), Tiny);
        double images = labelCounts.Sum();
        for (int c = 0; c < scaled.Length; c++)
            scaled[c] = scaled[c] / total * images;
        int[] rounded = new int[counts.Length];
        for (int i = 0; i < classes; i++)
            RoundKeepingSum(scaled.AsSpan(i * classes, classes), rounded.AsSpan(i * classes, classes));
        return rounded;
    }

    /// <summary>Rounds half to even, then moves as many numbers by one as the sum needs, those first that rounding moved most the other way.</summary>
    internal static void RoundKeepingSum(ReadOnlySpan<double> values, Span<int> rounded)
    {
        double[] residual = new double[values.Length];
        long sum = 0;
        for (int j = 0; j < values.Length; j++)
        {
            double whole = Math.Round(values[j], MidpointRounding.ToEven);
            residual[j] = values[j] - whole;
            rounded[j] = (int)whole;
            sum += rounded[j];
        }

        long missing = (long)Math.Round(PairwiseSum.Of(values), MidpointRounding.ToEven) - sum;
        if (missing == 0)
            return;

        // At most half of each number is rounded away, so fewer numbers are moved than there are.
        int step = Math.Sign(missing);
        var moved = new LowestRows((int)Math.Abs(missing));
        for (int j = 0; j < residual.Length; j++)
            moved.Offer(-step * residual[j], step > 0 ? -j : j);
        foreach ((_, int j) in moved.Kept)
            rounded[Math.Abs(j)] += step;
    }
}
