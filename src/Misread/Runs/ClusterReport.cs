using Misread.Clustering;
using Misread.Data;
using Misread.Geometry;

namespace Misread.Runs;

/// <summary>A map of (some of) the images of a clustering.</summary>
/// <param name="Method">How it was made: <c>pca</c> or <c>tsne</c>.</param>
/// <param name="Rows">Which images are on it, ascending.</param>
/// <param name="Points">Where they lie, <c>[rows, 2]</c>.</param>
/// <param name="Clustering">k-means of the map, with the settings of the main clustering.</param>
public sealed record ClusterMap(string Method, IReadOnlyList<int> Rows, FeatureMatrix Points, KMeansResult Clustering);

/// <summary>A clustering of a data set with all that is said of it: what <c>misread cluster</c> shows and writes.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ClusterReport
{
    /// <summary>Images on which the silhouette is computed, at most.</summary>
    public const int SilhouetteSample = 2000;

    /// <summary>Judges a clustering.</summary>
    /// <param name="data">The images.</param>
    /// <param name="options">How they were clustered.</param>
    /// <param name="result">What came out.</param>
    /// <param name="choices">Other numbers of clusters that were tried, or none.</param>
    /// <param name="map">A map, or none.</param>
    /// <exception cref="ArgumentException">The result is not of this data set.</exception>
    public ClusterReport(
        Dataset data, KMeansOptions options, KMeansResult result, IReadOnlyList<ClusterChoice>? choices = null, ClusterMap? map = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(result);
        Data = data;
        Options = options;
        Result = result;
        Choices = choices ?? [];
        Map = map;
        Table = new Contingency(data.Labels(), result.Labels, data.ClassCount, result.Clusters);
        ByMode = ClusterMapping.ByMode(Table);
        Hungarian = ClusterMapping.Hungarian(Table);
        Scores = ClusteringScores.From(Table);
        Silhouette = Clustering.Silhouette.OfImages(data, result.Labels, SilhouetteSample, options.Seed, options.Threads);
    }

    /// <summary>The images.</summary>
    public Dataset Data { get; }

    /// <summary>How they were clustered.</summary>
    public KMeansOptions Options { get; }

    /// <summary>Which cluster each is in.</summary>
    public KMeansResult Result { get; }

    /// <summary>How many images of each class are in each cluster.</summary>
    public Contingency Table { get; }

    /// <summary>The class that most images of a cluster bear.</summary>
    public ClusterMapping ByMode { get; }

    /// <summary>A class of its own for each cluster.</summary>
    public ClusterMapping Hungarian { get; }

    /// <summary>How well clusters agree with classes.</summary>
    public ClusteringScores Scores { get; }

    /// <summary>The mean silhouette of <see cref="SilhouetteSample"/> images, where there is one.</summary>
    public double? Silhouette { get; }

    /// <summary>What other numbers of clusters give.</summary>
    public IReadOnlyList<ClusterChoice> Choices { get; }

    /// <summary>A map of the images, if one was made.</summary>
    public ClusterMap? Map { get; }

    /// <summary>Whether any image bears a label, so that there are classes to compare with.</summary>
    public bool HasLabels => Table.Total > 0;

    /// <summary>How many images of the map bear each class, by clusters of the map.</summary>
    public Contingency? MapTable() => Map is null
        ? null
        : new Contingency(Data.Subset([.. Map.Rows]).Labels(), Map.Clustering.Labels, Data.ClassCount, Map.Clustering.Clusters);
}
