namespace Misread.Evaluation;

/// <summary>
/// Sums in the order of NumPy's <c>sum</c> (pairwise, in blocks of 128 with eight running sums), so that averages agree
/// with scikit-learn's to the last bit and a report's rounded digits with them.
/// </summary>
internal static class PairwiseSum
{
    private const int Block = 128;

    public static double Of(ReadOnlySpan<double> values)
    {
        if (values.Length > Block)
        {
            int half = values.Length / 2;
            half -= half % 8;
            return Of(values[..half]) + Of(values[half..]);
        }

        double sum = 0;
        int at = 0;
        if (values.Length >= 8)
        {
            Span<double> r = stackalloc double[8];
            values[..8].CopyTo(r);
            for (at = 8; at + 8 <= values.Length; at += 8)
            {
                for (int j = 0; j < 8; j++)
                    r[j] += values[at + j];
            }

            sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
        }

        for (; at < values.Length; at++)
            sum += values[at];
        return sum;
    }
}
