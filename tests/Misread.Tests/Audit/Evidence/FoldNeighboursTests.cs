using Misread.Audit;
using Misread.Geometry;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Audit;

public sealed class FoldNeighboursTests
{
    [Fact]
    public void Votes_and_outlier_scores_of_a_case_by_hand()
    {
        // Class 0 at 0, 1, 2, 4: the mean distances to the two nearest others are 1.5, 1, 1.5, 2.5; the upper median 1.5.
        // Class 1 at 10, 13: (3 + 6)/2 = 4.5 and (3 + 9)/2 = 6; the upper median 6.
        float[] points = [0, 1, 2, 4, 10, 13];
        int[] labels = [0, 0, 0, 0, 1, 1];

        // At 1: neighbours 1 and 0 (the lower of 0 and 2), distances 0 and 1. At 8: 10 (2) and 4 (4). At 20: 13 (7), 10 (10).
        float[] answers = Ask([1, 8, 20], points, labels, 2, 2);

        Assert.Equal([2f, 0, (float)(0.5 / 1.5)], answers[..3]);
        Assert.Equal([1f, 1, (float)(3 / 3.75)], answers[3..6]);
        Assert.Equal([0f, 2, (float)(8.5 / 6)], answers[6..]);
    }

    [Fact]
    public void Points_that_coincide_are_no_outliers_and_those_beside_them_are()
    {
        float[] answers = Ask([5, 6], [5, 5, 5], [0, 0, 0], 1, 2);
        Assert.Equal([2f, 0, 2, (float)FoldNeighbours.MaxOutlierScore], answers);
    }

    [Fact]
    public void The_answers_do_not_depend_on_threads()
    {
        var random = new Prng(3);
        float[] points = [.. Enumerable.Range(0, 5000 * 6).Select(_ => (float)random.NextNormal())];
        float[] queries = [.. Enumerable.Range(0, 700 * 6).Select(_ => (float)random.NextNormal())];
        int[] labels = [.. Enumerable.Range(0, 5000).Select(i => i % 3)];
        Assert.Equal(Ask(queries, points, labels, 3, 15, dimensions: 6), Ask(queries, points, labels, 3, 15, threads: 3, dimensions: 6));
    }

    [Fact]
    public void Seeds_add_votes_and_average_outlier_scores()
    {
        NeighbourVotes votes = FoldNeighbours.Join([[2, 0, 1, 0, 2, 3], [1, 1, 2, 2, 0, 5]], 2, 2);

        Assert.Equal((2, 2, 4), (votes.Count, votes.ClassCount, votes.Asked));
        Assert.Equal([3, 1], votes.Votes(0).ToArray());
        Assert.Equal([2, 2], votes.Votes(1).ToArray());
        Assert.Equal((0, 0), (votes.Majority(0), votes.Majority(1)));
        Assert.Equal((1, 0), (votes.VotesFor(0, 1), votes.VotesFor(0, -1)));
        Assert.Equal((1.5, 4.0), (votes.OutlierScore(0), votes.OutlierScore(1)));
        Assert.Throws<ArgumentException>(() => FoldNeighbours.Join([[2, 1, 1]], 2, 2));
        Assert.Throws<ArgumentException>(() => FoldNeighbours.Join([[2, 0, float.NaN]], 2, 2));
    }

    private static float[] Ask(float[] queries, float[] points, int[] labels, int classes, int k, int threads = 1, int dimensions = 1)
    {
        using var team = new ThreadTeam(threads);
        return FoldNeighbours.Ask(
            new FeatureMatrix(queries, dimensions), new FeatureMatrix(points, dimensions), labels, classes, k, team, TestContext.Current.CancellationToken);
    }
}
