using Misread.Numerics;

namespace Misread.Geometry;

/// <summary>Distances computed straight from the definition, in double precision.</summary>
internal static class SquaredDistances
{
    /// <summary>The squared distance of each point to the centroid of its cluster, <c>[N]</c>.</summary>
    public static double[] ToOwn(KMeansPoints points, ThreadTeam team, double[] centroids, int[] labels)
    {
        int dimensions = points.Dimensions;
        double[] distances = new double[points.Count];
        team.Run(points.Count, (start, end, _) =>
        {
            float[] x = new float[dimensions];
            for (int i = start; i < end; i++)
            {
                points.Load(i, x);
                distances[i] = PointKernels.SquaredDistance(x, centroids.AsSpan(labels[i] * dimensions, dimensions));
            }
        });
        return distances;
    }
}
