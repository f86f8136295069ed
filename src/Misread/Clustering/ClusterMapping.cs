using Misread.Geometry;

namespace Misread.Clustering;

/// <summary>Which class each cluster stands for, and how many points are then read as labelled.</summary>
/// <remarks>Immutable by agreement; thread-safe.</remarks>
public sealed class ClusterMapping
{
    private readonly int[] _classOf;

    private ClusterMapping(Contingency table, int[] classOf)
    {
        _classOf = classOf;
        for (int k = 0; k < classOf.Length; k++)
            Correct += classOf[k] < 0 ? 0 : table[classOf[k], k];
        Accuracy = table.Total == 0 ? 0 : Correct / (double)table.Total;
    }

    /// <summary>The class of each cluster, <c>[C]</c>, or −1 for a cluster that stands for none.</summary>
    public ReadOnlySpan<int> ClassOf => _classOf;

    /// <summary>Number of points whose cluster stands for their class.</summary>
    public int Correct { get; }

    /// <summary><see cref="Correct"/> as a share of the labelled points, 0 … 1; 0 when there are none.</summary>
    public double Accuracy { get; }

    /// <summary>
    /// Each cluster stands for the class that most of its points bear; the lowest number among equals. Two clusters may
    /// stand for one class, and a class may have none. This accuracy is also called purity.
    /// </summary>
    public static ClusterMapping ByMode(Contingency table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int[] classOf = new int[table.ClusterCount];
        for (int k = 0; k < classOf.Length; k++)
        {
            int best = 0;
            for (int c = 1; c < table.ClassCount; c++)
                best = table[c, k] > table[best, k] ? c : best;
            classOf[k] = table[best, k] == 0 ? -1 : best;
        }

        return new ClusterMapping(table, classOf);
    }

    /// <summary>
    /// Each cluster stands for a class of its own, so that as many points as possible are right (the assignment problem,
    /// <see cref="LinearAssignment"/>). With more clusters than classes some stand for none.
    /// </summary>
    public static ClusterMapping Hungarian(Contingency table)
    {
        ArgumentNullException.ThrowIfNull(table);
        double[] cost = new double[table.ClusterCount * table.ClassCount];
        for (int k = 0; k < table.ClusterCount; k++)
        {
            for (int c = 0; c < table.ClassCount; c++)
                cost[(k * table.ClassCount) + c] = -table[c, k];
        }

        return new ClusterMapping(table, LinearAssignment.Solve(cost, table.ClusterCount, table.ClassCount));
    }
}
