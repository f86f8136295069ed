using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Misread.Cli.Jobs;
using Misread.Clustering;
using Misread.Data;
using Misread.IO;
using Misread.Runs;

namespace Misread.Cli.Verbs;

/// <summary><c>misread cluster</c>: groups images that look alike, without their labels, and compares the groups with the labels.</summary>
internal sealed class ClusterVerb : Verb
{
    private const int MostClusters = 10_000;

    private static readonly Option<int?> K = Ranged.Whole("--k", "Number of clusters (default: the number of classes).", 1, MostClusters);

    private static readonly Option<string> Init = Ranged.OneOf("--init", "How a start chooses its first centroids", "KIND", ["k-means++", "random"], "k-means++");

    private static readonly Option<int?> Starts = Ranged.Whole("--n-init", "Starts; the one of lowest inertia is kept (default: 10).", 1, 1_000_000);

    private static readonly Option<int?> MaxIter = Ranged.Whole("--max-iter", "Passes over the images in a start at most (default: 300).", 1, 1_000_000);

    private static readonly Option<string> Map = Ranged.OneOf("--map", "A map of the images in the plane", "KIND", ["none", "pca", "tsne"], "none");

    private static readonly Option<string?> ChooseK = new("--choose-k")
    {
        HelpName = "A..B",
        Description = "Also try every number of clusters from A to B: inertia and silhouette of each.",
    };

    public ClusterVerb()
        : base("cluster", "Groups images that look alike by k-means, without their labels, and compares the groups with the labels.")
    {
        Define(
            Work, CommonOptions.Dataset, K, Init, Starts, MaxIter, Map, ChooseK,
            CommonOptions.Seed, CommonOptions.Threads, CommonOptions.Out, CommonOptions.Force);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread cluster --dataset digits --out clusters", "ten clusters with centroids, confusion and typical members as pictures"),
        new("misread cluster --dataset digits --map tsne --out clusters", "and a map on which like images lie together"),
        new("misread cluster --dataset mnist --choose-k 2..15 --n-init 3", "how many clusters are there?"),
        new("misread cluster --dataset digits --n-init 1 --seed 1284 --json", "one start that ends in a poor optimum, as one JSON object"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        (int First, int Last)? range = Range(parsed.GetValue(ChooseK));
        LoadedDataset loaded = DatasetArgument.Open(parsed, output, cancel);
        loaded = loaded with { Data = NetworkView.Of(loaded.Data, cancel) };
        Dataset data = loaded.Data;
        KMeansOptions options = Settings(parsed, data);
        if (range is { } tried && tried.Last >= data.Count)
            throw new UsageException($"--choose-k: {tried.Last} clusters of {data.Count} images; expected fewer clusters than images.");
        using RunDestination? destination = RunDestination.IfGiven(parsed);
        destination?.Protect(loaded.Location);

        output.Progress(string.Create(CultureInfo.InvariantCulture, $"k-means: {Count.Of(data.Count, "image")}, {Count.Of(options.Clusters, "cluster")}, {Count.Of(options.Starts, "start")}"));
        (KMeansResult result, double clusterSeconds) = Timed(() => KMeans.Fit(data, options, cancel));
        if (result.OccupiedClusters < result.Clusters)
            Output.Notice($"{Count.Of(result.Clusters, "cluster")} were asked for, and {result.OccupiedClusters} have members: the {Count.Of(data.Count, "image")} are too few distinct ones for more.");
        (IReadOnlyList<ClusterChoice>? choices, double chooseSeconds) = Timed(() => range is not { } r
            ? null
            : ClusterChoice.Try(data, r.First, r.Last, options, ClusterReport.SilhouetteSample, new ChoiceProgress(output), cancel));
        (ClusterMap? map, double mapSeconds) = Timed(() => MakeMap(parsed.GetValue(Map)!, data, options, output, cancel));

        var report = new ClusterReport(data, options, result, choices, map);
        var metrics = ClusterMetrics.From(report, null, destination?.Folder);
        if (destination is not null)
        {
            destination.Write(folder =>
            {
                metrics = metrics with { Seconds = Seconds() };
                ClusterFolder.WriteFiles(folder, report, metrics);
            });
        }

        metrics = metrics with { Seconds = Seconds() };
        if (output.Json)
            Console.Out.Write(metrics.ToJson());
        else
            ClusterText.Write(report, metrics, output);
        return ExitCode.Done;

        ClusterSeconds Seconds() => new(
            Rounded(loaded.Seconds), Rounded(clusterSeconds), Rounded(chooseSeconds), Rounded(mapSeconds), Rounded(Stopwatch.GetElapsedTime(began).TotalSeconds));
    }

    private static KMeansOptions Settings(ParseResult parsed, Dataset data)
    {
        if (data.Count < 2)
            throw new DataFormatException($"{data.Name}: {data.Count} images cannot be clustered; expected at least 2.");
        int clusters = parsed.GetValue(K) ?? Math.Min(data.ClassCount, data.Count);
        if (clusters > data.Count)
            throw new UsageException($"--k {clusters}: expected at most the number of images, {data.Count}.");
        return new KMeansOptions
        {
            Clusters = clusters,
            Init = parsed.GetValue(Init) == "random" ? KMeansInit.Random : KMeansInit.KMeansPlusPlus,
            Starts = parsed.GetValue(Starts) ?? 10,
            MaxIterations = parsed.GetValue(MaxIter) ?? 300,
            Seed = parsed.GetValue(CommonOptions.Seed) ?? 42,
            Threads = parsed.GetValue(CommonOptions.Threads) ?? Environment.ProcessorCount,
        };
    }

    private static (int First, int Last)? Range(string? text)
    {
        if (text is null)
            return null;
        string[] ends = text.Split("..");
        if (ends.Length == 2
            && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            && int.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
            && first >= 1 && first <= last && last <= MostClusters)
        {
            return (first, last);
        }

        throw new UsageException($"--choose-k {text}: expected a range such as 2..15, from 1 to {MostClusters}.");
    }

    private static ClusterMap? MakeMap(string method, Dataset data, KMeansOptions options, Output output, CancellationToken cancel)
    {
        if (method == "none")
            return null;
        if (data.Count > ClusterMaps.MostImages)
            Output.Notice(string.Create(CultureInfo.InvariantCulture, $"the map shows a random sample of {ClusterMaps.MostImages:N0} of {data.Count:N0} images."));
        int onMap = Math.Min(data.Count, ClusterMaps.MostImages);
        return ClusterMaps.Make(data, method, options with { Clusters = Math.Min(options.Clusters, onMap) }, new MapProgress(output), cancel);
    }

    private static (T Value, double Seconds) Timed<T>(Func<T> work)
    {
        long began = Stopwatch.GetTimestamp();
        T value = work();
        return (value, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static double Rounded(double seconds) => Math.Round(seconds, 3);

    private sealed class ChoiceProgress(Output output) : IProgress<ClusterChoice>
    {
        public void Report(ClusterChoice value) =>
            output.Progress(string.Create(CultureInfo.InvariantCulture, $"k = {value.Clusters}: inertia {value.Inertia:F0}, silhouette {value.Silhouette:F4}"));
    }

    private sealed class MapProgress(Output output) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value % 250 == 0)
                output.Progress($"t-SNE: {value} of 1000 steps");
        }
    }
}
