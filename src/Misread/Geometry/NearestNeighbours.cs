using System.Numerics.Tensors;
using Misread.Numerics;

namespace Misread.Geometry;

/// <summary>
/// The k nearest other points of every point, by Euclidean distance, exactly: of images by their pixels or, better, by a
/// network's penultimate features. What the neighbours are called is evidence of what a point is that owes nothing to the
/// network's last layer.
/// </summary>
/// <remarks>
/// All pairs are compared, O(N²·D). Candidates are chosen in single precision and their distances computed anew in double; of points
/// that tie the lowest number comes first.
/// The result does not depend on the number of threads. Immutable and thread-safe.
/// </remarks>
public sealed class NearestNeighbours
{
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
        using var team = new ThreadTeam(threads == 0 ? Environment.ProcessorCount : threads);
        int[] near = NearestNeighbors.Find(new FeatureMatrix(points, dimensions), k, team, cancellation).Indices;
        var found = new NearestNeighbours(count, k);
        team.Run(count, (start, end, _) =>
        {
            for (int i = start; i < end; i++)
                found.Keep(i, near.AsSpan(i * k, k), points, dimensions);
        });
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

    // Differences in double, not in single precision: near-duplicates lie close to 0.
    private void Keep(int point, ReadOnlySpan<int> near, float[] points, int dimensions)
    {
        var kept = new (double Distance, int Row)[K];
        for (int n = 0; n < K; n++)
        {
            double squares = 0;
            for (int d = 0; d < dimensions; d++)
            {
                double difference = (double)points[(point * dimensions) + d] - points[(near[n] * dimensions) + d];
                squares += difference * difference;
            }

            kept[n] = (Math.Sqrt(squares), near[n]);
        }

        Array.Sort(kept);
        for (int n = 0; n < K; n++)
            (_distances[(point * K) + n], _rows[(point * K) + n]) = kept[n];
    }
}
