using System.Numerics.Tensors;
using Misread.Data;
using Misread.Geometry;
using Misread.Numerics;

namespace Misread.Clustering;

/// <summary>
/// The silhouette (Rousseeuw 1987): for a point, a is its mean Euclidean distance to the others of its cluster and b the
/// least mean distance to the points of another; (b − a) / max(a, b) is near 1 when the point is well inside its cluster,
/// near 0 between two, and negative in the wrong one. A point alone in its cluster has 0.
/// </summary>
public static class Silhouette
{
    /// <summary>The mean silhouette of all points, −1 … 1. Takes N² distances.</summary>
    /// <param name="points">N points.</param>
    /// <param name="clusters"><c>[N]</c> cluster numbers, 0 or more.</param>
    /// <param name="threads">Threads; by default all processors. The result does not depend on it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or there are not 2 … N − 1 different clusters.</exception>
    public static double Mean(FeatureMatrix points, ReadOnlySpan<int> clusters, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (clusters.Length != points.Count)
            throw new ArgumentException($"{clusters.Length} clusters for {points.Count} points", nameof(clusters));
        int[] members = [.. clusters];
        int[] sizes = new int[members.Length == 0 ? 0 : members.Max() + 1];
        foreach (int cluster in members)
            sizes[cluster]++;
        int different = sizes.Count(s => s > 0);
        if (different < 2 || different >= points.Count)
            throw new ArgumentException($"{different} different clusters of {points.Count} points, expected 2 … {points.Count - 1}", nameof(clusters));
        int dimensions = points.Dimensions;
        double[] values = new double[points.Values.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = points.Values[i];
        double[] silhouettes = new double[points.Count];
        using var team = new ThreadTeam(threads ?? Environment.ProcessorCount);
        team.Run(points.Count, (start, end, _) =>
        {
            double[] sums = new double[sizes.Length];
            for (int i = start; i < end; i++)
            {
                Array.Clear(sums);
                ReadOnlySpan<double> x = values.AsSpan(i * dimensions, dimensions);
                for (int j = 0; j < members.Length; j++)
                    sums[members[j]] += i == j ? 0 : TensorPrimitives.Distance(x, values.AsSpan(j * dimensions, dimensions));
                silhouettes[i] = Of(sums, sizes, members[i]);
            }
        });
        return silhouettes.Sum() / silhouettes.Length;
    }

    /// <summary>The mean silhouette within a random sample of the points (as scikit-learn's <c>sample_size</c>).</summary>
    /// <param name="points">N points.</param>
    /// <param name="clusters"><c>[N]</c> cluster numbers, 0 or more.</param>
    /// <param name="sample">Number of points drawn; when there are no more points than that, all are taken.</param>
    /// <param name="seed">Decides which.</param>
    /// <param name="threads">Threads; by default all processors. The result does not depend on it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the sample has not 2 … N − 1 different clusters.</exception>
    public static double OnSample(FeatureMatrix points, ReadOnlySpan<int> clusters, int sample, long seed, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(points);
        (int[] rows, int[] ofRows) = Draw(points.Count, clusters, sample, seed);
        return Mean(points.Subset(rows), ofRows, threads);
    }

    /// <summary>
    /// The mean silhouette of a random sample of images by their pixels; <see langword="null"/> when the sample has not
    /// 2 … N − 1 different clusters, so that there is none.
    /// </summary>
    /// <param name="images">N images.</param>
    /// <param name="clusters"><c>[N]</c> cluster numbers, 0 or more.</param>
    /// <param name="sample">Number of images drawn; when there are no more than that, all are taken.</param>
    /// <param name="seed">Decides which.</param>
    /// <param name="threads">Threads; by default all processors. The result does not depend on it.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double? OfImages(Dataset images, ReadOnlySpan<int> clusters, int sample, long seed, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        (int[] rows, int[] ofRows) = Draw(images.Count, clusters, sample, seed);
        int different = ofRows.Distinct().Count();
        return different < 2 || different >= rows.Length
            ? null
            : Mean(FeatureMatrix.OfPixels(images.Subset(rows)), ofRows, threads);
    }

    private static (int[] Rows, int[] Clusters) Draw(int count, ReadOnlySpan<int> clusters, int sample, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sample, 1);
        if (clusters.Length != count)
            throw new ArgumentException($"{clusters.Length} clusters for {count} points", nameof(clusters));
        int[] rows = new Prng(seed).Permutation(count)[..Math.Min(sample, count)];
        Array.Sort(rows);
        int[] ofRows = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            ofRows[i] = clusters[rows[i]];
        return (rows, ofRows);
    }

    private static double Of(double[] sums, int[] sizes, int own)
    {
        if (sizes[own] == 1)
            return 0;
        double a = sums[own] / (sizes[own] - 1);
        double b = double.PositiveInfinity;
        for (int k = 0; k < sums.Length; k++)
        {
            if (k != own && sizes[k] > 0)
                b = Math.Min(b, sums[k] / sizes[k]);
        }

        return Math.Max(a, b) == 0 ? 0 : (b - a) / Math.Max(a, b);
    }
}
