using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Misread.Numerics;

namespace Misread.Geometry;

/// <summary>The exact nearest neighbours of each of some points, by Euclidean distance.</summary>
/// <param name="PerPoint">Neighbours of a point, k.</param>
/// <param name="Indices"><c>[N, k]</c>, the nearest first; the lowest index among equals.</param>
/// <param name="SquaredDistances"><c>[N, k]</c>.</param>
internal sealed record NearestNeighbors(int PerPoint, int[] Indices, double[] SquaredDistances)
{
    // Points that are compared with all queries at once: their features stay in the cache.
    private const int Chunk = 512;

    /// <summary>Finds each point's among the others by comparing all pairs, N²·D multiplications.</summary>
    /// <param name="features">N points.</param>
    /// <param name="perPoint">k, 1 … N − 1.</param>
    /// <param name="team">Threads; the result does not depend on their number.</param>
    /// <param name="cancellation">Stops between two chunks of points.</param>
    public static NearestNeighbors Find(FeatureMatrix features, int perPoint, ThreadTeam team, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perPoint, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(perPoint, features.Count);
        var points = new KMeansPoints(features, team);
        return Find(points, points, perPoint, team, cancellation);
    }

    /// <summary>Finds each query's among the points by comparing all pairs, Q·N·D multiplications.</summary>
    /// <param name="queries">Q points of D features.</param>
    /// <param name="features">N points of D features; one that is equal to a query counts as any other.</param>
    /// <param name="perPoint">k, 1 … N.</param>
    /// <param name="team">Threads; the result does not depend on their number.</param>
    /// <param name="cancellation">Stops between two chunks of points.</param>
    public static NearestNeighbors Find(FeatureMatrix queries, FeatureMatrix features, int perPoint, ThreadTeam team, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perPoint, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(perPoint, features.Count);
        if (queries.Dimensions != features.Dimensions)
            throw new ArgumentException($"queries of {queries.Dimensions} features, points of {features.Dimensions}", nameof(queries));
        var points = new KMeansPoints(features, team);
        return Find(new KMeansPoints(queries, team, points.Offset.ToArray()), points, perPoint, team, cancellation);
    }

    // Queries that are the points themselves are not their own neighbours.
    private static NearestNeighbors Find(KMeansPoints queries, KMeansPoints points, int perPoint, ThreadTeam team, CancellationToken cancellation)
    {
        int dimensions = points.Dimensions;
        bool same = ReferenceEquals(queries, points);
        int[] indices = new int[checked(queries.Count * perPoint)];
        float[] scores = new float[indices.Length];
        Array.Fill(scores, float.PositiveInfinity);
        var chunkScores = new CentroidScores(Math.Min(Chunk, points.Count), dimensions, team.Size);
        float[] x = new float[dimensions];
        for (int first = 0; first < points.Count; first += Chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(Chunk, points.Count - first);
            double[] others = new double[count * dimensions];
            for (int r = 0; r < count; r++)
            {
                points.Load(first + r, x);
                PointKernels.Add(others.AsSpan(r * dimensions, dimensions), x);
            }

            chunkScores.Set(others);
            team.Run(queries.Count, (start, end, worker) =>
            {
                for (int i = start; i < end; i += CentroidScores.BlockRows)
                {
                    int rows = Math.Min(CentroidScores.BlockRows, end - i);
                    for (int r = 0; r < rows; r++)
                        queries.Load(i + r, chunkScores.Row(worker, r));
                    Span<float> block = chunkScores.Run(worker, rows);
                    for (int r = 0; r < rows; r++)
                    {
                        Range own = ((i + r) * perPoint)..((i + r + 1) * perPoint);
                        int self = same ? i + r - first : -1;
                        Merge(self, first, block.Slice(r * chunkScores.Width, chunkScores.Width), indices.AsSpan()[own], scores.AsSpan()[own]);
                    }
                }
            });
        }

        return new NearestNeighbors(perPoint, indices, Refine(queries, points, perPoint, indices, team));
    }

    // Keeps the k least scores in ascending order. A later point does not displace an equal one, whose index is lower.
    // Most vectors hold no score that is low enough; scores behind the last point are infinite.
    private static void Merge(int self, int first, ReadOnlySpan<float> found, Span<int> indices, Span<float> scores)
    {
        for (int j = 0; j < found.Length; j += Vector512<float>.Count)
        {
            if (!Vector512.LessThanAny(Vector512.Create(found[j..]), Vector512.Create(scores[^1])))
                continue;
            for (int l = j; l < j + Vector512<float>.Count; l++)
            {
                if (found[l] < scores[^1] && l != self)
                    Insert(found[l], first + l, scores, indices);
            }
        }
    }

    private static void Insert(float score, int index, Span<float> scores, Span<int> indices)
    {
        int at = scores.Length - 1;
        for (; at > 0 && scores[at - 1] > score; at--)
            (scores[at], indices[at]) = (scores[at - 1], indices[at - 1]);
        (scores[at], indices[at]) = (score, index);
    }

    // Scores are single precision; the distances of the chosen are computed anew in double, and put in order.
    private static double[] Refine(KMeansPoints queries, KMeansPoints points, int perPoint, int[] indices, ThreadTeam team)
    {
        double[] distances = new double[indices.Length];
        team.Run(queries.Count, (start, end, _) =>
        {
            float[] x = new float[points.Dimensions];
            float[] y = new float[points.Dimensions];
            for (int i = start; i < end; i++)
            {
                queries.Load(i, x);
                Span<int> neighbours = indices.AsSpan(i * perPoint, perPoint);
                Span<double> squared = distances.AsSpan(i * perPoint, perPoint);
                neighbours.Sort();
                for (int n = 0; n < perPoint; n++)
                {
                    points.Load(neighbours[n], y);
                    TensorPrimitives.Subtract(y, x, y);
                    squared[n] = PointKernels.SquaredNorm(y);
                }

                InsertionSort(squared, neighbours);
            }
        });
        return distances;
    }

    // Stable, unlike Span.Sort: equal distances keep ascending indices.
    private static void InsertionSort(Span<double> keys, Span<int> items)
    {
        for (int n = 1; n < keys.Length; n++)
        {
            (double key, int item) = (keys[n], items[n]);
            int at = n;
            for (; at > 0 && keys[at - 1] > key; at--)
                (keys[at], items[at]) = (keys[at - 1], items[at - 1]);
            (keys[at], items[at]) = (key, item);
        }
    }
}
