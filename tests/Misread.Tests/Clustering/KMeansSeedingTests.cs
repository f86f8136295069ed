using Misread.Clustering;
using Misread.Geometry;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Clustering;

public sealed class KMeansSeedingTests
{
    [Theory]
    [InlineData(KMeansInit.KMeansPlusPlus)]
    [InlineData(KMeansInit.Random)]
    public void All_different_points_are_chosen_when_as_many_are_wanted(KMeansInit init)
    {
        FeatureMatrix points = KMeansTests.Blobs(new Prng(1), 40, 6);
        Assert.Equal(Enumerable.Range(0, 40), Choose(points, init, 40, 7).Order());
    }

    [Fact]
    public void Copies_of_a_point_are_not_chosen_twice()
    {
        float[] six = [.. KMeansTests.Blobs(new Prng(2), 6, 50).Values];
        var points = new FeatureMatrix([.. Enumerable.Range(0, 30).SelectMany(_ => six)], 50);
        for (int seed = 0; seed < 20; seed++)
            Assert.Equal(Enumerable.Range(0, 6), Choose(points, KMeansInit.KMeansPlusPlus, 6, seed).Select(i => i % 6).Order());
    }

    [Fact]
    public void The_second_of_two_is_drawn_by_squared_distance_and_the_better_of_two_trials_is_kept()
    {
        // Points 0, 1 and 3. From 0, a trial draws 1 with probability 1/10 and 3 with 9/10; 1 is kept only when both trials
        // (2 + ⌊ln 2⌋) draw it, because it leaves (3 − 1)² = 4 and 3 leaves 1: one in a hundred.
        var points = new FeatureMatrix([0, 1, 3], 1);
        int[][] chosen = [.. Enumerable.Range(0, 6000).Select(seed => Choose(points, KMeansInit.KMeansPlusPlus, 2, seed))];
        int[][] fromZero = [.. chosen.Where(c => c[0] == 0)];
        Assert.InRange(fromZero.Length, 1850, 2150);
        Assert.InRange(fromZero.Count(c => c[1] == 1), 5, 40);
    }

    private static int[] Choose(FeatureMatrix points, KMeansInit init, int clusters, int seed)
    {
        using var team = new ThreadTeam(1);
        return new KMeansSeeding(new KMeansPoints(points, team), team).Choose(init, clusters, new Prng(seed));
    }
}
