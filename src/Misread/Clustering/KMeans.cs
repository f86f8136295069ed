using Misread.Data;
using Misread.Geometry;
using Misread.Numerics;

namespace Misread.Clustering;

/// <summary>
/// k-means clustering: k centroids such that the sum of the squared Euclidean distances of all points to their nearest
/// centroid (the inertia) is a local minimum; by <see cref="Lloyd"/>'s iteration from several starts.
/// </summary>
/// <remarks>
/// Settings, the end of a start, and the treatment of empty clusters are scikit-learn's; a fit from the same first
/// centroids ends in the same clusters. The same seed gives the same bits at any number of threads. Thread-safe.
/// </remarks>
public static class KMeans
{
    // Multiplications of a pass that are worth a thread: some tenths of a millisecond.
    private const double WorkPerThread = 4e6;

    /// <summary>Clusters the images of a data set by their pixels, unscaled (0 … <see cref="Dataset.MaxValue"/>).</summary>
    /// <param name="images">N images; N is at least k.</param>
    /// <param name="options">Settings; by default 10 clusters and 10 starts.</param>
    /// <param name="cancellation">Stops between two passes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range, or there are fewer points than clusters.</exception>
    public static KMeansResult Fit(Dataset images, KMeansOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        options ??= new KMeansOptions();
        options.Check(images.Count);
        using ThreadTeam team = TeamFor(images.Count, images.Height * images.Width, options);
        return Best(new KMeansPoints(images, team), options, team, cancellation);
    }

    /// <summary>Clusters the rows of a matrix.</summary>
    /// <inheritdoc cref="Fit(Dataset, KMeansOptions?, CancellationToken)"/>
    /// <param name="features">N points; N is at least k.</param>
    /// <param name="options">Settings; by default 10 clusters and 10 starts.</param>
    /// <param name="cancellation">Stops between two passes.</param>
    public static KMeansResult Fit(FeatureMatrix features, KMeansOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        options ??= new KMeansOptions();
        options.Check(features.Count);
        using ThreadTeam team = TeamFor(features.Count, features.Dimensions, options);
        return Best(new KMeansPoints(features, team), options, team, cancellation);
    }

    /// <summary>Clusters images from given first centroids, in one start.</summary>
    /// <inheritdoc cref="Fit(Dataset, KMeansOptions?, CancellationToken)"/>
    /// <param name="images">N images; N is at least k.</param>
    /// <param name="centroids">The first centroids, <c>[k, H·W]</c>, row-major, in pixel values.</param>
    /// <param name="options">Settings; number of clusters, kind of start and seed are not used.</param>
    /// <param name="cancellation">Stops between two passes.</param>
    /// <exception cref="ArgumentException">The centroids are not whole rows.</exception>
    public static KMeansResult FitFrom(
        Dataset images, ReadOnlySpan<double> centroids, KMeansOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        options = OptionsFor(centroids, images.Height * images.Width, images.Count, options);
        using ThreadTeam team = TeamFor(images.Count, images.Height * images.Width, options);
        return From(new KMeansPoints(images, team), centroids.ToArray(), options, team, cancellation);
    }

    /// <summary>Clusters the rows of a matrix from given first centroids, in one start.</summary>
    /// <inheritdoc cref="FitFrom(Dataset, ReadOnlySpan{double}, KMeansOptions?, CancellationToken)"/>
    /// <param name="features">N points; N is at least k.</param>
    /// <param name="centroids">The first centroids, <c>[k, D]</c>, row-major.</param>
    /// <param name="options">Settings; number of clusters, kind of start and seed are not used.</param>
    /// <param name="cancellation">Stops between two passes.</param>
    public static KMeansResult FitFrom(
        FeatureMatrix features, ReadOnlySpan<double> centroids, KMeansOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        options = OptionsFor(centroids, features.Dimensions, features.Count, options);
        using ThreadTeam team = TeamFor(features.Count, features.Dimensions, options);
        return From(new KMeansPoints(features, team), centroids.ToArray(), options, team, cancellation);
    }

    private static KMeansResult Best(KMeansPoints points, KMeansOptions options, ThreadTeam team, CancellationToken cancellation)
    {
        var seeding = new KMeansSeeding(points, team);
        var lloyd = new Lloyd(points, options, team);
        KMeansResult? best = null;
        for (int start = 0; start < options.Starts; start++)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] chosen = seeding.Choose(options.Init, options.Clusters, new Prng(options.Seed, start));
            KMeansResult result = lloyd.Run(seeding.Features(chosen), start, cancellation);
            if (best is null || result.Inertia < best.Inertia)
                best = result;
        }

        return best!;
    }

    private static KMeansResult From(
        KMeansPoints points, double[] centroids, KMeansOptions options, ThreadTeam team, CancellationToken cancellation)
    {
        for (int j = 0; j < centroids.Length; j++)
            centroids[j] -= points.Offset[j % points.Dimensions];
        return new Lloyd(points, options, team).Run(centroids, start: 0, cancellation);
    }

    // A pass over few points is over before a second thread has begun.
    private static ThreadTeam TeamFor(int points, int dimensions, KMeansOptions options)
    {
        double work = (double)points * dimensions * options.Clusters;
        return new ThreadTeam((int)Math.Clamp(work / WorkPerThread, 1, options.Threads));
    }

    private static KMeansOptions OptionsFor(ReadOnlySpan<double> centroids, int dimensions, int points, KMeansOptions? options)
    {
        if (centroids.Length % dimensions != 0)
            throw new ArgumentException($"{centroids.Length} values are not whole centroids of {dimensions}", nameof(centroids));
        options = (options ?? new KMeansOptions()) with { Clusters = centroids.Length / dimensions, Starts = 1 };
        options.Check(points);
        return options;
    }
}
