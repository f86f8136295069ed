using System.Numerics.Tensors;
using Misread.Audit.ConfidentLearning;
using Misread.Numerics;

namespace Misread.Audit.Neighbours;

/// <summary>
/// The k nearest other points of every point, by Euclidean distance, exactly: of images by their pixels or, better, by a
/// network's penultimate features. What the neighbours are called is evidence of what a point is that owes nothing to the
/// network's last layer.
/// </summary>
/// <remarks>
/// All N² products are computed in blocks, O(N²·D). Candidates are chosen in single precision, by
/// ‖a‖² + ‖b‖² − 2ab, and their distances computed anew in double; of points that tie the lowest number comes first.
/// The result does not depend on the number of threads. Immutable and thread-safe.
/// </remarks>
public sealed class NearestNeighbours
{
    private const int Queries = 64;
    private const int Candidates = 1024;

    private readonly int[] _rows;
    private readonly double[] _distances;

    private NearestNeighbours(int count, int k)
    {
        Count = count;
        K = k;
        _rows = new int[checked(count * k)];
        _distances = new double[count * k];
    }

    /// <summary>Number of points, <c>N</c>.</summary>
    public int Count { get; }

    /// <summary>Number of neighbours of each.</summary>
    public int K { get; }

    /// <summary>Finds them.</summary>
    /// <param name="points"><c>[N,D]</c>, row-major, finite.</param>
    /// <param name="dimensions">D, 1 or more.</param>
    /// <param name="k">1 … N − 1.</param>
    /// <param name="threads">1 or more, or 0 for all cores.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The points are not whole rows, or k is out of range.</exception>
    public static NearestNeighbours Find(float[] points, int dimensions, int k, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (points.Length % dimensions != 0)
            throw new ArgumentException($"{points.Length} numbers are not a whole number of points of {dimensions}", nameof(points));
        int count = points.Length / dimensions;
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(k, count);
        var found = new NearestNeighbours(count, k);
        float[] columns = new float[points.Length];
        float[] norms = new float[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> point = points.AsSpan(i * dimensions, dimensions);
            norms[i] = TensorPrimitives.SumOfSquares(point);
            for (int d = 0; d < dimensions; d++)
                columns[(d * count) + i] = point[d];
        }

        Parallel.For(
            0,
            (count + Queries - 1) / Queries,
            new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads, CancellationToken = cancellation },
            () => new float[Queries * Candidates],
            (block, _, products) =>
            {
                found.FindBlock(block * Queries, points, columns, norms, products);
                return products;
            },
            _ => { });
        return found;
    }

    /// <summary>The neighbours of a point, nearest first.</summary>
    public ReadOnlySpan<int> Rows(int point) => _rows.AsSpan(point * K, K);

    /// <summary>Their distances, ascending.</summary>
    public ReadOnlySpan<double> Distances(int point) => _distances.AsSpan(point * K, K);

    /// <summary>How many of a point's neighbours bear a label.</summary>
    public int CountWithLabel(int point, ReadOnlySpan<int> labels, int label)
    {
        int count = 0;
        foreach (int row in Rows(point))
            count += labels[row] == label ? 1 : 0;
        return count;
    }

    /// <summary>
    /// How far a point lies from its neighbours, as a multiple of how far those lie from theirs, both as means: about 1
    /// within a crowd, far above it for an outlier (a simplified local outlier factor; Breunig et al. 2000, "LOF").
    /// 0 when it coincides with all its neighbours.
    /// </summary>
    public double OutlierScore(int point)
    {
        double theirs = 0;
        foreach (int row in Rows(point))
            theirs += MeanDistance(row);
        double own = MeanDistance(point);
        return own == 0 ? 0 : own / (theirs / K);
    }

    /// <summary>Pairs that lie no further apart than <paramref name="distance"/>, each once, nearest first: near-duplicates, those of a training and a test image too. Pairs beyond the k nearest of both are not seen.</summary>
    public IReadOnlyList<(int First, int Second, double Distance)> PairsWithin(double distance)
    {
        var pairs = new HashSet<(int, int, double)>();
        for (int i = 0; i < Count; i++)
        {
            for (int n = 0; n < K && Distances(i)[n] <= distance; n++)
                pairs.Add((Math.Min(i, Rows(i)[n]), Math.Max(i, Rows(i)[n]), Distances(i)[n]));
        }

        return [.. pairs.OrderBy(p => p.Item3).ThenBy(p => p.Item1).ThenBy(p => p.Item2)];
    }

    private double MeanDistance(int point) => TensorPrimitives.Sum(Distances(point)) / K;

    private unsafe void FindBlock(int first, float[] points, float[] columns, float[] norms, float[] products)
    {
        int dimensions = points.Length / Count;
        int queries = Math.Min(Queries, Count - first);
        LowestRows[] nearest = [.. Enumerable.Range(0, queries).Select(_ => new LowestRows(K))];
        fixed (float* a = points, b = columns, c = products)
        {
            for (int at = 0; at < Count; at += Candidates)
            {
                int candidates = Math.Min(Candidates, Count - at);
                new Gemm
                {
                    M = queries,
                    N = candidates,
                    K = dimensions,
                    A = a + ((nint)first * dimensions),
                    ARow = dimensions,
                    AColumn = 1,
                    B = b + at,
                    BRow = Count,
                    C = c,
                    CRow = Candidates,
                }.Run();
                for (int q = 0; q < queries; q++)
                {
                    for (int j = 0; j < candidates; j++)
                    {
                        // ‖query‖² is the same for all candidates.
                        double key = norms[at + j] - (2 * products[(q * Candidates) + j]);
                        if (key <= nearest[q].Cutoff && at + j != first + q)
                            nearest[q].Offer(key, at + j);
                    }
                }
            }
        }

        for (int q = 0; q < queries; q++)
            Keep(first + q, nearest[q], points, dimensions);
    }

    private void Keep(int point, LowestRows nearest, float[] points, int dimensions)
    {
        var kept = new List<(double Distance, int Row)>(K);
        foreach ((_, int row) in nearest.Kept)
        {
            double squares = 0;
            for (int d = 0; d < dimensions; d++)
            {
                double difference = (double)points[(point * dimensions) + d] - points[(row * dimensions) + d];
                squares += difference * difference;
            }

            kept.Add((Math.Sqrt(squares), row));
        }

        kept.Sort();
        for (int n = 0; n < K; n++)
            (_distances[(point * K) + n], _rows[(point * K) + n]) = kept[n];
    }
}
