using System.Text.Json;
using System.Text.Json.Serialization;
using Misread.Clustering;

namespace Misread.Runs;

/// <summary>One cluster in <c>metrics.json</c>.</summary>
/// <param name="Cluster">Its number.</param>
/// <param name="Size">Number of its images.</param>
/// <param name="ClassMode">The class that most of them bear.</param>
/// <param name="ClassHungarian">The class that the Hungarian assignment gives it, if any.</param>
public sealed record ClusterFigures(int Cluster, int Size, string? ClassMode, string? ClassHungarian);

/// <summary>k-means on the map in <c>metrics.json</c>.</summary>
public sealed record MapFigures(
    string Method, int Images, double Inertia, double? AccuracyMode, double? AccuracyHungarian, double? Ari, double? Nmi);

/// <summary>How long it took, in seconds.</summary>
public sealed record ClusterSeconds(double Load, double Cluster, double Choose, double Map, double Total);

/// <summary>What <c>misread cluster</c> writes to <c>metrics.json</c> and prints under <c>--json</c>; scores are absent without labels.</summary>
public sealed record ClusterMetrics
{
    /// <summary>Name of the data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>Number of images.</summary>
    public required int Images { get; init; }

    /// <summary>Number of clusters.</summary>
    public required int K { get; init; }

    /// <summary><c>k-means++</c> or <c>random</c>.</summary>
    public required string Init { get; init; }

    /// <summary>Number of starts.</summary>
    public required int NInit { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Passes at most.</summary>
    public required int MaxIter { get; init; }

    /// <summary><see cref="KMeansResult.Inertia"/>.</summary>
    public required double Inertia { get; init; }

    /// <summary><see cref="KMeansResult.Iterations"/>.</summary>
    public required int Iterations { get; init; }

    /// <summary><see cref="KMeansResult.Converged"/>.</summary>
    public required bool Converged { get; init; }

    /// <summary><see cref="KMeansResult.Start"/>.</summary>
    public required int Start { get; init; }

    /// <summary><see cref="ClusterMapping.ByMode"/>.</summary>
    public double? AccuracyMode { get; init; }

    /// <summary><see cref="ClusterMapping.Hungarian"/>.</summary>
    public double? AccuracyHungarian { get; init; }

    /// <summary>Images whose cluster stands, by mode, for their class.</summary>
    public int? CorrectMode { get; init; }

    /// <summary><see cref="ClusteringScores.AdjustedRandIndex"/>.</summary>
    public double? Ari { get; init; }

    /// <summary><see cref="ClusteringScores.NormalizedMutualInformation"/>.</summary>
    public double? Nmi { get; init; }

    /// <summary><see cref="ClusteringScores.Homogeneity"/>.</summary>
    public double? Homogeneity { get; init; }

    /// <summary><see cref="ClusteringScores.Completeness"/>.</summary>
    public double? Completeness { get; init; }

    /// <summary><see cref="ClusteringScores.VMeasure"/>.</summary>
    public double? VMeasure { get; init; }

    /// <summary><see cref="ClusterReport.Silhouette"/>.</summary>
    public double? Silhouette { get; init; }

    /// <summary>Every cluster.</summary>
    public required IReadOnlyList<ClusterFigures> Clusters { get; init; }

    /// <summary>Other numbers of clusters that were tried.</summary>
    public IReadOnlyList<ClusterChoice>? ChooseK { get; init; }

    /// <summary>The map, if one was made.</summary>
    public MapFigures? Map { get; init; }

    /// <summary>How long it took.</summary>
    public ClusterSeconds? Seconds { get; init; }

    /// <summary>The folder that was written, if any.</summary>
    public string? Out { get; init; }

    /// <summary>Collects the figures of a report.</summary>
    public static ClusterMetrics From(ClusterReport report, ClusterSeconds? seconds = null, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        bool labels = report.HasLabels;
        return new ClusterMetrics
        {
            Dataset = report.Data.Name,
            Images = report.Data.Count,
            K = report.Result.Clusters,
            Init = report.Options.Init == KMeansInit.Random ? "random" : "k-means++",
            NInit = report.Options.Starts,
            Seed = report.Options.Seed,
            MaxIter = report.Options.MaxIterations,
            Inertia = report.Result.Inertia,
            Iterations = report.Result.Iterations,
            Converged = report.Result.Converged,
            Start = report.Result.Start,
            AccuracyMode = labels ? report.ByMode.Accuracy : null,
            AccuracyHungarian = labels ? report.Hungarian.Accuracy : null,
            CorrectMode = labels ? report.ByMode.Correct : null,
            Ari = labels ? report.Scores.AdjustedRandIndex : null,
            Nmi = labels ? report.Scores.NormalizedMutualInformation : null,
            Homogeneity = labels ? report.Scores.Homogeneity : null,
            Completeness = labels ? report.Scores.Completeness : null,
            VMeasure = labels ? report.Scores.VMeasure : null,
            Silhouette = report.Silhouette,
            Clusters = [.. Enumerable.Range(0, report.Result.Clusters).Select(k => Figures(report, k))],
            ChooseK = report.Choices.Count == 0 ? null : report.Choices,
            Map = report.Map is { } map ? Figures(report, map) : null,
            Seconds = seconds,
            Out = folder,
        };
    }

    /// <summary>One JSON object, indented.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ClusterMetricsJson.Default.ClusterMetrics) + "\n";

    private static ClusterFigures Figures(ClusterReport report, int k) => new(
        k,
        report.Result.Labels.Count(k),
        ClusterFolder.NameOf(report.Data, report.ByMode.ClassOf[k]),
        ClusterFolder.NameOf(report.Data, report.Hungarian.ClassOf[k]));

    private static MapFigures Figures(ClusterReport report, ClusterMap map)
    {
        Contingency table = report.MapTable()!;
        bool labels = table.Total > 0;
        var scores = ClusteringScores.From(table);
        return new MapFigures(
            map.Method,
            map.Rows.Count,
            map.Clustering.Inertia,
            labels ? ClusterMapping.ByMode(table).Accuracy : null,
            labels ? ClusterMapping.Hungarian(table).Accuracy : null,
            labels ? scores.AdjustedRandIndex : null,
            labels ? scores.NormalizedMutualInformation : null);
    }
}

/// <summary>How the figures are written as JSON; made at compile time, so that it works without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(ClusterMetrics))]
internal sealed partial class ClusterMetricsJson : JsonSerializerContext;
