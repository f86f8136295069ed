using Misread.Clustering;
using Xunit;

namespace Misread.Tests.Clustering;

public sealed class ClusterMappingTests
{
    // Clusters 0 and 1 are both mostly class 0; class 2 is found by neither mode nor more than one point.
    private static readonly Contingency Table = new(
        [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, -1],
        [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 1, 2],
        classCount: 3,
        clusterCount: 4);

    [Fact]
    public void By_mode_two_clusters_may_stand_for_one_class()
    {
        var mapping = ClusterMapping.ByMode(Table);
        Assert.Equal([0, 0, 1, -1], mapping.ClassOf.ToArray());
        Assert.Equal(8, mapping.Correct);
        Assert.Equal(8 / 11.0, mapping.Accuracy);
    }

    [Fact]
    public void By_assignment_each_has_a_class_of_its_own()
    {
        var mapping = ClusterMapping.Hungarian(Table);
        // 4 of class 0 in cluster 0, and either 2 of class 1 in cluster 1, or 1 + 1.
        Assert.Equal(6, mapping.Correct);
        int[] classes = [.. mapping.ClassOf.ToArray().Where(c => c >= 0)];
        Assert.Equal([0, 1, 2], classes.Order());
    }

    [Fact]
    public void The_lowest_class_wins_a_tie() =>
        Assert.Equal([1], ClusterMapping.ByMode(new Contingency([2, 1], [0, 0], 3, 1)).ClassOf.ToArray());

    [Fact]
    public void Counts_leave_out_points_without_a_label()
    {
        Assert.Equal(11, Table.Total);
        Assert.Equal([7, 3, 1], Table.ClassSizes());
        Assert.Equal([4, 6, 1, 0], Table.ClusterSizes());
        Assert.Throws<ArgumentException>(() => new Contingency([3], [0], 3, 1));
        Assert.Throws<ArgumentException>(() => new Contingency([0], [1], 3, 1));
        Assert.Throws<ArgumentException>(() => new Contingency([0], [], 3, 1));
    }
}
