using Misread.IO;

namespace Misread.Clustering;

/// <summary>How the first centroids are chosen.</summary>
public enum KMeansInit
{
    /// <summary>
    /// k-means++ (Arthur and Vassilvitskii 2007), greedy: each next centroid is the best of 2 + ⌊ln k⌋ points drawn with
    /// probability proportional to the squared distance to the nearest centroid so far (their section 5; as scikit-learn does).
    /// </summary>
    KMeansPlusPlus,

    /// <summary>k different points, every choice equally likely.</summary>
    Random,
}

/// <summary>Settings of <see cref="KMeans"/>; names and defaults are scikit-learn's but for the seed. Immutable.</summary>
public sealed record KMeansOptions
{
    /// <summary>Number of clusters k, 1 … number of points.</summary>
    public int Clusters { get; init; } = 10;

    /// <summary>How the first centroids are chosen.</summary>
    public KMeansInit Init { get; init; }

    /// <summary>How often to start afresh (scikit-learn's <c>n_init</c>), at least 1; the start of lowest inertia is kept, the first among equals.</summary>
    public int Starts { get; init; } = 10;

    /// <summary>Passes over the points in a start at most (<c>max_iter</c>), at least 1.</summary>
    public int MaxIterations { get; init; } = 300;

    /// <summary>
    /// A start ends when the squared movement of all centroids is at most this times the mean variance of a feature
    /// (<c>tol</c>), or when no point changes its cluster; at least 0.
    /// </summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Decides the first centroids. Start s of a seed is the same however many starts there are.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Threads, 1 … 1,024; by default all processors. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether points whose cluster cannot have changed are passed over; off, every distance is computed. Same result.</summary>
    internal bool Prune { get; init; } = true;

    internal void Check(int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        Guard.Range(Clusters, 1, points);
        Guard.Range(Starts, 1, int.MaxValue);
        Guard.Range(MaxIterations, 1, int.MaxValue);
        Guard.Range(Threads, 1, 1024);
        Guard.NotNegative(Tolerance);
    }
}
