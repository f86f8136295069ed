using Misread.Numerics;

namespace Misread.Geometry;

/// <summary>
/// How much each pair of near points belongs together: the sparse symmetric matrix P of t-SNE in rows, row i being
/// <c>Start[i] … Start[i + 1] − 1</c>; all its values sum to 1.
/// </summary>
internal sealed record NeighborAffinities(int[] Start, int[] Column, float[] Value)
{
    private const int MaxSearch = 100;
    private const double Tolerance = 1e-5;

    /// <summary>
    /// Gaussian affinities of each point to its neighbours, of the width that gives the perplexity (van der Maaten and Hinton
    /// 2008, section 2), made symmetric (their section 3.1). Neighbours only: van der Maaten 2014, section 4.1.
    /// </summary>
    public static NeighborAffinities From(NearestNeighbors neighbors, double perplexity, ThreadTeam team)
    {
        int perPoint = neighbors.PerPoint;
        int count = neighbors.Indices.Length / perPoint;
        double[] conditional = new double[neighbors.Indices.Length];
        team.Run(count, (start, end, _) =>
        {
            for (int i = start; i < end; i++)
            {
                Range row = (i * perPoint)..((i + 1) * perPoint);
                Fill(neighbors.SquaredDistances.AsSpan()[row], perplexity, conditional.AsSpan()[row]);
            }
        });
        return Symmetric(neighbors.Indices, conditional, count, perPoint);
    }

    // Searches for the precision β at which the entropy of exp(−β d²) is log(perplexity), by bisection.
    private static void Fill(ReadOnlySpan<double> squared, double perplexity, Span<double> affinities)
    {
        double target = Math.Log(perplexity);
        double mean = 0;
        foreach (double d in squared)
            mean += (d - squared[0]) / squared.Length;
        double beta = mean > 0 ? 1 / mean : 1, low = 0, high = double.PositiveInfinity;
        for (int step = 0; step < MaxSearch; step++)
        {
            double sum = 0, weighted = 0;
            for (int n = 0; n < squared.Length; n++)
            {
                // Less the least distance: the nearest neighbour has weight 1, so the sum is never 0.
                double distance = squared[n] - squared[0];
                affinities[n] = Denormals.Exp(-beta * distance);
                sum += affinities[n];
                weighted += affinities[n] * distance;
            }

            for (int n = 0; n < squared.Length; n++)
                affinities[n] /= sum;
            double excess = Math.Log(sum) + (beta * weighted / sum) - target;
            if (Math.Abs(excess) <= Tolerance)
                return;
            if (excess > 0)
                low = beta;
            else
                high = beta;
            beta = double.IsInfinity(high) ? beta * 2 : (low + high) / 2;
        }
    }

    // P = (C + Cᵀ) / 2N, each row in ascending order of columns.
    private static NeighborAffinities Symmetric(int[] indices, double[] conditional, int count, int perPoint)
    {
        var rows = new SortedDictionary<int, double>[count];
        for (int i = 0; i < count; i++)
            rows[i] = [];
        for (int i = 0; i < count; i++)
        {
            for (int n = i * perPoint; n < (i + 1) * perPoint; n++)
            {
                int j = indices[n];
                double share = conditional[n] / (2.0 * count);
                rows[i][j] = rows[i].GetValueOrDefault(j) + share;
                rows[j][i] = rows[j].GetValueOrDefault(i) + share;
            }
        }

        int[] start = new int[count + 1];
        for (int i = 0; i < count; i++)
            start[i + 1] = checked(start[i] + rows[i].Count);
        return new NeighborAffinities(
            start,
            [.. rows.SelectMany(r => r.Keys)],
            [.. rows.SelectMany(r => r.Values).Select(v => Denormals.Flush((float)v))]);
    }
}
