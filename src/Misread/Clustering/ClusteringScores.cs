namespace Misread.Clustering;

/// <summary>How well clusters agree with classes, whatever the clusters are called. The values are scikit-learn's.</summary>
/// <remarks>Immutable and thread-safe. Logarithms are natural; the scores do not depend on their base.</remarks>
public sealed record ClusteringScores
{
    /// <summary>
    /// Adjusted Rand index, −0.5 … 1: the share of pairs of points that classes and clusters agree to join or to part,
    /// adjusted so that chance gives 0 (Hubert and Arabie 1985, equation 5).
    /// </summary>
    public required double AdjustedRandIndex { get; init; }

    /// <summary>
    /// Normalized mutual information, 0 … 1: that of classes and clusters, divided by the arithmetic mean of their entropies
    /// (Vinh, Epps and Bailey 2010, table 2). Not adjusted for chance.
    /// </summary>
    public required double NormalizedMutualInformation { get; init; }

    /// <summary>1 − H(class | cluster) / H(class), 0 … 1: 1 when each cluster holds one class only (Rosenberg and Hirschberg 2007).</summary>
    public required double Homogeneity { get; init; }

    /// <summary>1 − H(cluster | class) / H(cluster), 0 … 1: 1 when each class is in one cluster only.</summary>
    public required double Completeness { get; init; }

    /// <summary>The harmonic mean of homogeneity and completeness.</summary>
    public required double VMeasure { get; init; }

    /// <summary>Computes them; with no labelled point all are 1, as in scikit-learn.</summary>
    public static ClusteringScores From(Contingency table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int[] classes = table.ClassSizes();
        int[] clusters = table.ClusterSizes();
        double information = MutualInformation(table, classes, clusters);
        double classEntropy = Entropy(classes, table.Total);
        double clusterEntropy = Entropy(clusters, table.Total);
        double homogeneity = classEntropy == 0 ? 1 : information / classEntropy;
        double completeness = clusterEntropy == 0 ? 1 : information / clusterEntropy;
        double mean = (classEntropy + clusterEntropy) / 2;
        return new ClusteringScores
        {
            AdjustedRandIndex = Rand(table, classes, clusters),
            NormalizedMutualInformation = mean == 0 ? 1 : information / mean,
            Homogeneity = homogeneity,
            Completeness = completeness,
            VMeasure = homogeneity + completeness == 0 ? 0 : 2 * homogeneity * completeness / (homogeneity + completeness),
        };
    }

    private static double Rand(Contingency table, int[] classes, int[] clusters)
    {
        double n = table.Total;
        double both = -n, sameClass = -n, sameCluster = -n;
        for (int c = 0; c < table.ClassCount; c++)
        {
            sameClass += (double)classes[c] * classes[c];
            for (int k = 0; k < table.ClusterCount; k++)
                both += (double)table[c, k] * table[c, k];
        }

        foreach (int size in clusters)
            sameCluster += (double)size * size;
        // Ordered pairs of points: joined by both, by the classes only, by the clusters only, by neither.
        double classOnly = sameClass - both, clusterOnly = sameCluster - both;
        double neither = (n * (n - 1)) - both - classOnly - clusterOnly;
        if (classOnly == 0 && clusterOnly == 0)
            return 1;
        return 2 * ((both * neither) - (classOnly * clusterOnly))
            / (((both + classOnly) * (classOnly + neither)) + ((both + clusterOnly) * (clusterOnly + neither)));
    }

    private static double MutualInformation(Contingency table, int[] classes, int[] clusters)
    {
        double n = table.Total, sum = 0;
        for (int c = 0; c < table.ClassCount; c++)
        {
            for (int k = 0; k < table.ClusterCount; k++)
            {
                double joint = table[c, k];
                if (joint > 0)
                    sum += joint / n * Math.Log(n * joint / ((double)classes[c] * clusters[k]));
            }
        }

        return Math.Max(0, sum);
    }

    private static double Entropy(int[] sizes, int total)
    {
        double sum = 0;
        foreach (int size in sizes)
            sum -= size == 0 ? 0 : size / (double)total * Math.Log(size / (double)total);
        return sum;
    }
}
