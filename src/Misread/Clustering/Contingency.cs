namespace Misread.Clustering;

/// <summary>How many points of each class are in each cluster, <c>[K, C]</c>: a row a class, a column a cluster.</summary>
/// <remarks>Immutable and thread-safe. Points without a label are left out.</remarks>
public sealed class Contingency
{
    private readonly int[] _counts;

    /// <summary>Counts.</summary>
    /// <param name="labels"><c>[N]</c> classes, 0 … K − 1, or −1 for none.</param>
    /// <param name="clusters"><c>[N]</c> clusters, 0 … C − 1.</param>
    /// <param name="classCount">K, at least 1.</param>
    /// <param name="clusterCount">C, at least 1.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a class or cluster is out of range.</exception>
    public Contingency(ReadOnlySpan<int> labels, ReadOnlySpan<int> clusters, int classCount, int clusterCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(clusterCount, 1);
        if (labels.Length != clusters.Length)
            throw new ArgumentException($"{labels.Length} labels for {clusters.Length} clusters of points", nameof(clusters));
        ClassCount = classCount;
        ClusterCount = clusterCount;
        _counts = new int[checked(classCount * clusterCount)];
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < -1 || labels[i] >= classCount)
                throw new ArgumentException($"point {i}: class {labels[i]} is outside 0 … {classCount - 1}", nameof(labels));
            if ((uint)clusters[i] >= (uint)clusterCount)
                throw new ArgumentException($"point {i}: cluster {clusters[i]} is outside 0 … {clusterCount - 1}", nameof(clusters));
            if (labels[i] < 0)
                continue;
            _counts[(labels[i] * clusterCount) + clusters[i]]++;
            Total++;
        }
    }

    /// <summary>Number of classes, K.</summary>
    public int ClassCount { get; }

    /// <summary>Number of clusters, C.</summary>
    public int ClusterCount { get; }

    /// <summary>Number of points that bear a label.</summary>
    public int Total { get; }

    /// <summary>How many points of class <paramref name="label"/> are in cluster <paramref name="cluster"/>.</summary>
    public int this[int label, int cluster] => _counts[(label * ClusterCount) + cluster];

    /// <summary>How many points bear each label, <c>[K]</c>.</summary>
    public int[] ClassSizes() =>
        [.. Enumerable.Range(0, ClassCount).Select(c => Enumerable.Range(0, ClusterCount).Sum(k => this[c, k]))];

    /// <summary>How many labelled points are in each cluster, <c>[C]</c>.</summary>
    public int[] ClusterSizes() =>
        [.. Enumerable.Range(0, ClusterCount).Select(k => Enumerable.Range(0, ClassCount).Sum(c => this[c, k]))];
}
