namespace Misread.Clustering;

/// <summary>A clustering: which cluster each point is in, and where the clusters' centroids are.</summary>
/// <remarks>Immutable by agreement; thread-safe.</remarks>
public sealed class KMeansResult
{
    private readonly int[] _labels;
    private readonly double[] _centroids;
    private readonly double[] _squaredDistances;

    internal KMeansResult(int[] labels, double[] centroids, double[] squaredDistances, int iterations, bool converged, int start)
    {
        _labels = labels;
        _centroids = centroids;
        _squaredDistances = squaredDistances;
        Iterations = iterations;
        Converged = converged;
        Start = start;
        Dimensions = 0;
        foreach (double d in squaredDistances)
            Inertia += d;
    }

    /// <summary>Number of clusters, k.</summary>
    public int Clusters => _centroids.Length / Dimensions;

    /// <summary>How many clusters have a member: fewer than <see cref="Clusters"/> where there are fewer distinct points.</summary>
    public int OccupiedClusters => _labels.Distinct().Count();

    /// <summary>Features of a point, D.</summary>
    public required int Dimensions { get; init; }

    /// <summary>The sum of the squared distances of all points to the centroid of their cluster.</summary>
    public double Inertia { get; }

    /// <summary>Passes over the points in the start that was kept.</summary>
    public int Iterations { get; }

    /// <summary>Whether it ended before <see cref="KMeansOptions.MaxIterations"/>.</summary>
    public bool Converged { get; }

    /// <summary>Which start was kept, from 0.</summary>
    public int Start { get; }

    /// <summary>The cluster of each point, <c>[N]</c>, 0 … k − 1: that of the nearest centroid; the lowest number among equals.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>The squared distance of each point to the centroid of its cluster, <c>[N]</c>.</summary>
    public ReadOnlySpan<double> SquaredDistances => _squaredDistances;

    /// <summary>The centroid of cluster <paramref name="k"/>, <c>[D]</c>.</summary>
    public ReadOnlySpan<double> Centroid(int k) => _centroids.AsSpan(k * Dimensions, Dimensions);

    /// <summary>The members of cluster <paramref name="k"/>, those nearest to its centroid first; the lowest index among equals.</summary>
    public int[] Members(int k) =>
        [.. Enumerable.Range(0, _labels.Length).Where(i => _labels[i] == k).OrderBy(i => _squaredDistances[i])];
}
