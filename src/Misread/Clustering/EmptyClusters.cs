using Misread.Geometry;
using Misread.Numerics;

namespace Misread.Clustering;

/// <summary>Gives a cluster that lost all its points a new place, as scikit-learn does.</summary>
internal static class EmptyClusters
{
    /// <summary>
    /// The points farthest from the centroids of their clusters, the farthest first and the lowest index among equals, go
    /// one to each empty cluster in ascending order, and count no more in their own. A point that already lies on its
    /// centroid is not taken, nor is the last point of a cluster; the empty cluster then stays where it is.
    /// </summary>
    /// <returns>Copies of the sums <c>[k,D]</c> and sizes <c>[k]</c> so changed; labels follow with the next assignment.</returns>
    public static (double[] Sums, int[] Sizes) Relocate(
        KMeansPoints points, ThreadTeam team, double[] centroids, int[] labels, double[] sums, int[] sizes)
    {
        double[] distances = SquaredDistances.ToOwn(points, team, centroids, labels);
        sums = [.. sums];
        sizes = [.. sizes];
        int[] empty = [.. Enumerable.Range(0, sizes.Length).Where(k => sizes[k] == 0)];
        float[] x = new float[points.Dimensions];
        using IEnumerator<int> farthest = Enumerable.Range(0, points.Count).OrderByDescending(i => distances[i]).GetEnumerator();
        foreach (int k in empty)
        {
            while (farthest.MoveNext() && sizes[labels[farthest.Current]] == 1)
            {
                // The last of its cluster stays.
            }

            int row = farthest.Current;
            if (distances[row] == 0 || sizes[labels[row]] == 1)
                break;
            points.Load(row, x);
            PointKernels.Subtract(sums.AsSpan(labels[row] * x.Length, x.Length), x);
            sizes[labels[row]]--;
            Span<double> sum = sums.AsSpan(k * x.Length, x.Length);
            sum.Clear();
            PointKernels.Add(sum, x);
            sizes[k] = 1;
        }

        return (sums, sizes);
    }
}
