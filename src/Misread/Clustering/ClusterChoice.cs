using System.Text.Json.Serialization;
using Misread.Data;

namespace Misread.Clustering;

/// <summary>What a number of clusters gives: a help to choose it.</summary>
/// <param name="Clusters">k.</param>
/// <param name="Inertia">The lowest inertia of the starts. It falls with every cluster more; where it stops falling steeply is "the elbow".</param>
/// <param name="Silhouette">The mean silhouette on a sample, greatest where clusters are most apart; none for one cluster.</param>
public sealed record ClusterChoice([property: JsonPropertyName("k")] int Clusters, double Inertia, double? Silhouette)
{
    /// <summary>Clusters the images with each number of clusters in turn.</summary>
    /// <param name="images">N images; N is greater than <paramref name="last"/>.</param>
    /// <param name="first">The least k, at least 1.</param>
    /// <param name="last">The greatest k.</param>
    /// <param name="options">Settings; <see cref="KMeansOptions.Clusters"/> is not used.</param>
    /// <param name="sample">Images on which the silhouette is computed; the seed of the options decides which.</param>
    /// <param name="progress">Told each result.</param>
    /// <param name="cancellation">Stops between two passes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or reaches N, or a setting is out of its range.</exception>
    public static IReadOnlyList<ClusterChoice> Try(
        Dataset images,
        int first,
        int last,
        KMeansOptions options,
        int sample = 2000,
        IProgress<ClusterChoice>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(last, images.Count);
        var choices = new List<ClusterChoice>();
        for (int k = first; k <= last; k++)
        {
            KMeansResult result = KMeans.Fit(images, options with { Clusters = k }, cancellation);
            double? silhouette = Clustering.Silhouette.OfImages(images, result.Labels, sample, options.Seed, options.Threads);
            choices.Add(new ClusterChoice(k, result.Inertia, silhouette));
            progress?.Report(choices[^1]);
        }

        return choices;
    }
}
