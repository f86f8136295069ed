using Misread.Clustering;
using Misread.Data;
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
        FeatureMatrix pixels = FeatureMatrix.OfPixels(data.Subset(rows));
        FeatureMatrix points = method switch
        {
            "pca" => Reduce(pixels, 2, options.Threads),
            "tsne" => Tsne.Map(Reduce(pixels, TsneComponents, options.Threads), new TsneOptions { Threads = options.Threads }, progress, cancellation),
            _ => throw new ArgumentException($"{method}: expected pca or tsne", nameof(method)),
        };
        if (points.Dimensions == 1)
            points = new FeatureMatrix([.. points.Values.ToArray().SelectMany(v => new[] { v, 0 })], 2);
        return new ClusterMap(method, rows, points, KMeans.Fit(points, options, cancellation));
    }

    private static FeatureMatrix Reduce(FeatureMatrix points, int components, int threads) =>
        points.Dimensions <= components && points.Dimensions > 2 ? points
        : Pca.Fit(points, Math.Min(components, Math.Min(points.Count, points.Dimensions)), threads).Transform(points);
}
