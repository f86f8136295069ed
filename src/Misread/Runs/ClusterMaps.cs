using Misread.Clustering;
using Misread.Data;
using Misread.Geometry;
using Misread.Numerics;

namespace Misread.Runs;

/// <summary>Makes the map of a data set.</summary>
public static class ClusterMaps
{
    /// <summary>Images on a map at most; of more, a random sample is shown.</summary>
    public const int MostImages = 10_000;

    /// <summary>Principal components that t-SNE is given (van der Maaten 2014, section 5), when there are more pixels.</summary>
    public const int TsneComponents = 50;

    private const long SampleStream = 0x6D_61_70;

    /// <summary>Maps the images by their pixels and clusters the map.</summary>
    /// <param name="data">At least two images, and as many as there are clusters.</param>
    /// <param name="method"><c>pca</c>: the first two principal components; <c>tsne</c>: <see cref="Tsne"/>.</param>
    /// <param name="options">Settings of the clustering; the seed decides the sample too.</param>
    /// <param name="progress">Told the steps of t-SNE that are done.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="ArgumentException">The method is unknown.</exception>
    public static ClusterMap Make(
        Dataset data, string method, KMeansOptions options, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        int[] rows = new Prng(options.Seed, SampleStream).Permutation(data.Count)[..Math.Min(MostImages, data.Count)];
        Array.Sort(rows);
        FeatureMatrix points = InPlane(FeatureMatrix.OfPixels(data.Subset(rows)), method, options.Threads, progress, cancellation);
        return new ClusterMap(method, rows, points, KMeans.Fit(points, options, cancellation));
    }

    /// <summary>Points of any number of dimensions as points of the plane, <c>[N,2]</c>.</summary>
    /// <param name="features">At least two points: pixels, or a network's features.</param>
    /// <param name="method"><c>pca</c> or <c>tsne</c>.</param>
    /// <param name="threads">Threads, at least 1; the result does not depend on it.</param>
    /// <param name="progress">Told the steps of t-SNE that are done.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="ArgumentException">The method is unknown.</exception>
    public static FeatureMatrix InPlane(
        FeatureMatrix features, string method, int threads, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        FeatureMatrix points = method switch
        {
            "pca" => Reduce(features, 2, threads),
            "tsne" => Tsne.Map(Reduce(features, TsneComponents, threads), new TsneOptions { Threads = threads }, progress, cancellation),
            _ => throw new ArgumentException($"{method}: expected pca or tsne", nameof(method)),
        };
        return points.Dimensions > 1 ? points : new FeatureMatrix([.. points.Values.ToArray().SelectMany(v => new[] { v, 0 })], 2);
    }

    private static FeatureMatrix Reduce(FeatureMatrix points, int components, int threads) =>
        points.Dimensions <= components && points.Dimensions > 2 ? points
        : Pca.Fit(points, Math.Min(components, Math.Min(points.Count, points.Dimensions)), threads).Transform(points);
}
