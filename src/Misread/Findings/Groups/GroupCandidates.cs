using System.Globalization;
using Misread.Clustering;
using Misread.Geometry;

namespace Misread.Findings;

/// <summary>
/// Makes candidates. Thresholds and centroids come from the discovery half alone and are applied to all images.
/// </summary>
/// <remarks>
/// Never among them: groups by the model's own probabilities or last layer, which only say that images near a border between
/// classes are misread; and features of several folds' networks together, which are different spaces.
/// </remarks>
public static class GroupCandidates
{
    private const int MostValues = 50;
    private const int MostBalls = 200;
    private const int BallsKept = 30;

    private static readonly double[] Tails = [0.02, 0.05, 0.1, 0.2];
    private static readonly int[] ClusterCounts = [20, 40];
    private static readonly int[] BallSizes = [40, 80, 160, 320];

    /// <summary>The lowest and the highest 2, 5, 10 and 20 % of a property. A tail that ties make twice as large is left out.</summary>
    /// <param name="property">The property.</param>
    /// <param name="split">The halves.</param>
    public static IEnumerable<GroupCandidate> OfProperty(GroupProperty property, GroupSplit split)
    {
        ArgumentNullException.ThrowIfNull(property);
        ArgumentNullException.ThrowIfNull(split);
        double[] values = property.Values;
        double[] known = [.. split.Discovery.Select(i => values[i]).Where(v => !double.IsNaN(v)).Order()];
        if (known.Length == 0)
            yield break;
        foreach (double share in Tails)
        {
            (double low, double high) = (Quantile(known, share), Quantile(known, 1 - share));
            string percent = string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");
            if (known.Count(v => v <= low) <= ((2 * share) + 0.005) * known.Length)
                yield return new GroupCandidate(GroupKind.Property, $"{property.LowWord}: lowest {percent} of {property.Name}", Where(values, v => v <= low));
            if (known.Count(v => v >= high) <= ((2 * share) + 0.005) * known.Length)
                yield return new GroupCandidate(GroupKind.Property, $"{property.HighWord}: highest {percent} of {property.Name}", Where(values, v => v >= high));
        }
    }

    /// <summary>Every value of a column; of more than 50 different ones the most frequent.</summary>
    /// <param name="column">Name of the column.</param>
    /// <param name="values"><c>[N]</c>; empty for none.</param>
    public static IEnumerable<GroupCandidate> OfMetadata(string column, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Index().Where(v => v.Item.Length > 0).GroupBy(v => v.Item, v => v.Index, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MostValues)
            .Select(g => new GroupCandidate(GroupKind.Metadata, $"{column} = {g.Key}", [.. g]));
    }

    /// <summary>Every class against all others.</summary>
    /// <param name="labels"><c>[N]</c>.</param>
    /// <param name="classNames">Their names.</param>
    public static IEnumerable<GroupCandidate> OfClasses(IReadOnlyList<int> labels, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        return classNames.Select((name, k) => new GroupCandidate(
            GroupKind.Class, $"labelled {name}", [.. Enumerable.Range(0, labels.Count).Where(i => labels[i] == k)]));
    }

    /// <summary>k-means with 20 and 40 clusters, and with 5 within each class.</summary>
    /// <param name="features"><c>[N,F]</c> of a network that was not trained on these classes, best by principal components.</param>
    /// <param name="labels"><c>[N]</c>.</param>
    /// <param name="split">The halves.</param>
    /// <param name="seed">Of the clusters.</param>
    /// <param name="cancel">Ends the work.</param>
    public static IEnumerable<GroupCandidate> OfClusters(
        FeatureMatrix features, IReadOnlyList<int> labels, GroupSplit split, long seed = 42, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(split);
        int[] all = [.. Enumerable.Range(0, features.Count)];
        foreach (int clusters in ClusterCounts)
        {
            foreach ((int number, int[] members) in Clusters(features, all, split, clusters, seed, cancel))
                yield return new GroupCandidate(GroupKind.Cluster, $"cluster {number + 1} of {clusters}", members);
        }

        foreach (IGrouping<int, int> rows in all.Where(i => labels[i] >= 0).GroupBy(i => labels[i]).OrderBy(g => g.Key))
        {
            foreach ((int number, int[] members) in Clusters(features, [.. rows], split, 5, seed, cancel))
                yield return new GroupCandidate(GroupKind.Cluster, $"part {number + 1} of class {rows.Key}", members);
        }
    }

    /// <summary>
    /// The nearest 40, 80, 160 and 320 images around misread images of the discovery half, of all or of the same class, without
    /// the image in the middle; of at most 200 images in the middle the best 30 balls by z on the discovery half.
    /// </summary>
    /// <param name="features"><c>[N,F]</c> as for the clusters.</param>
    /// <param name="labels"><c>[N]</c>.</param>
    /// <param name="misread"><c>[N]</c>.</param>
    /// <param name="split">The halves.</param>
    public static IReadOnlyList<GroupCandidate> OfBalls(FeatureMatrix features, IReadOnlyList<int> labels, IReadOnlyList<bool> misread, GroupSplit split)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(misread);
        ArgumentNullException.ThrowIfNull(split);
        var half = HalfCounts.Of(split.Discovery, labels, misread);
        int[] middles = [.. split.Discovery.Where(i => misread[i])];
        int step = Math.Max(1, (middles.Length + MostBalls - 1) / MostBalls);
        var found = new List<(double Z, GroupCandidate Ball)>();
        foreach (int middle in middles.Where((_, n) => n % step == 0))
        {
            (double Distance, int Image)[] near =
                [.. Enumerable.Range(0, features.Count).Where(i => i != middle).Select(i => (Squared(features.Row(middle), features.Row(i)), i)).Order()];
            foreach (int size in BallSizes.Where(size => size <= near.Length / 2))
            {
                foreach (int label in (int[])[-1, labels[middle]])
                {
                    int[] members = [.. near.Where(n => label < 0 || labels[n.Image] == label).Take(size).Select(n => n.Image).Order()];
                    var ball = new GroupCandidate(GroupKind.Ball, $"the {size} nearest to image {middle}", members, middle);
                    double z = half.Count(members).Z;
                    if (z > FailingGroups.LeastZ)
                        found.Add((z, ball));
                }
            }
        }

        return [.. found.OrderByDescending(f => f.Z).Take(BallsKept).Select(f => f.Ball)];
    }

    private static IEnumerable<(int Number, int[] Members)> Clusters(
        FeatureMatrix features, int[] rows, GroupSplit split, int clusters, long seed, CancellationToken cancel)
    {
        int[] discovery = [.. rows.Where(split.IsDiscovery)];
        if (discovery.Length < 4 * clusters)
            yield break;
        var options = new KMeansOptions { Clusters = clusters, Starts = 3, MaxIterations = 50, Seed = seed };
        KMeansResult fit = KMeans.Fit(features.Subset(discovery), options, cancel);
        int[] nearest = [.. rows.Select(i => Nearest(fit, features.Row(i)))];
        for (int k = 0; k < clusters; k++)
            yield return (k, [.. rows.Where((_, n) => nearest[n] == k)]);
    }

    private static int Nearest(KMeansResult fit, ReadOnlySpan<float> point)
    {
        (int best, double least) = (0, double.PositiveInfinity);
        for (int k = 0; k < fit.Clusters; k++)
        {
            ReadOnlySpan<double> centroid = fit.Centroid(k);
            double sum = 0;
            for (int d = 0; d < point.Length; d++)
                sum += (point[d] - centroid[d]) * (point[d] - centroid[d]);
            if (sum < least)
                (best, least) = (k, sum);
        }

        return best;
    }

    private static double Squared(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float distance = System.Numerics.Tensors.TensorPrimitives.Distance(a, b);
        return distance * distance;
    }

    private static int[] Where(double[] values, Func<double, bool> chosen) =>
        [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i]) && chosen(values[i]))];

    /// <summary>Linear between order statistics, as NumPy has it.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
