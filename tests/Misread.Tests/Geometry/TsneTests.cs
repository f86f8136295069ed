using Misread.Clustering;
using Misread.Geometry;
using Misread.Numerics;
using Misread.Tests.Clustering;
using Xunit;

namespace Misread.Tests.Geometry;

public sealed class TsneTests
{
    [Fact]
    public void Neighbours_are_the_nearest_points()
    {
        FeatureMatrix points = KMeansTests.Blobs(new Prng(1), 700, 3);
        using var team = new ThreadTeam(2);
        var found = NearestNeighbors.Find(points, 12, team);
        for (int i = 0; i < points.Count; i++)
        {
            (double Distance, int Index)[] expected = [.. Enumerable.Range(0, points.Count).Where(j => j != i)
                .Select(j => (Squared(points, i, j), j)).Order().Take(12)];
            Assert.Equal(expected.Select(e => e.Distance), found.SquaredDistances[(i * 12)..((i + 1) * 12)], (a, b) => Math.Abs(a - b) < 1e-2);
            Assert.DoesNotContain(i, found.Indices[(i * 12)..((i + 1) * 12)]);
            for (int n = 0; n < 12; n++)
                Assert.Equal(Squared(points, i, found.Indices[(i * 12) + n]), found.SquaredDistances[(i * 12) + n], 1e-2);
        }
    }

    [Fact]
    public void Affinities_have_the_perplexity_and_are_symmetric()
    {
        FeatureMatrix points = KMeansTests.Blobs(new Prng(2), 200, 5);
        using var team = new ThreadTeam(1);
        var everyone = NearestNeighbors.Find(points, 199, team);
        var affinities = NeighborAffinities.From(everyone, 20, team);
        Assert.Equal(1, affinities.Value.Sum(v => (double)v), 1e-5);
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal(affinities.Column[affinities.Start[i]..affinities.Start[i + 1]].Order(), affinities.Column[affinities.Start[i]..affinities.Start[i + 1]]);
            for (int n = affinities.Start[i]; n < affinities.Start[i + 1]; n++)
            {
                int j = affinities.Column[n];
                int back = Array.IndexOf(affinities.Column, i, affinities.Start[j], affinities.Start[j + 1] - affinities.Start[j]);
                Assert.Equal(affinities.Value[n], affinities.Value[back]);
            }
        }

        // Points on a lattice have the same affinities everywhere, so that a row of P is what its point alone asks for.
        var ring = new FeatureMatrix([.. Enumerable.Range(0, 100).SelectMany(i => new[] { (float)Math.Cos(i * Math.Tau / 100), (float)Math.Sin(i * Math.Tau / 100) })], 2);
        var even = NeighborAffinities.From(NearestNeighbors.Find(ring, 99, team), 10, team);
        double entropy = -even.Value.Where(v => v > 0).Sum(v => v * Math.Log(100 * v));
        Assert.Equal(10, Math.Exp(entropy), 0.02);
    }

    [Fact]
    public void The_gradient_is_that_of_the_divergence_by_finite_differences()
    {
        FeatureMatrix points = KMeansTests.Blobs(new Prng(3), 37, 4);
        using var team = new ThreadTeam(1);
        var affinities = NeighborAffinities.From(NearestNeighbors.Find(points, 20, team), 6, team);
        var random = new Prng(4);
        double[][] at = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 37).Select(_ => (double)(float)random.NextNormal()).ToArray())];
        var forces = new TsneForces(affinities, 37, team);
        forces.Compute([.. at[0].Select(v => (float)v)], [.. at[1].Select(v => (float)v)], 1);
        for (int axis = 0; axis < 2; axis++)
        {
            for (int i = 0; i < 37; i++)
            {
                const double H = 1e-5;
                double here = at[axis][i];
                at[axis][i] = here + H;
                double above = Divergence(affinities, at);
                at[axis][i] = here - H;
                double below = Divergence(affinities, at);
                at[axis][i] = here;
                Assert.Equal((above - below) / (2 * H), forces.Gradient(axis)[i], 1e-6);
            }
        }
    }

    [Fact]
    public void Blobs_stay_together()
    {
        FeatureMatrix points = KMeansTests.Blobs(new Prng(5), 150, 30);
        int[] blob = Fits.Fit(points, new KMeansOptions { Clusters = 5 }).Labels.ToArray();
        FeatureMatrix map = Fits.Map(points, new TsneOptions { Iterations = 400 });
        using var team = new ThreadTeam(1);
        int[] nearest = NearestNeighbors.Find(map, 1, team).Indices;
        Assert.Equal(blob, nearest.Select(i => blob[i]));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        // Large enough for three threads to be used.
        FeatureMatrix points = KMeansTests.Blobs(new Prng(8), 800, 10);
        var options = new TsneOptions { Iterations = 20, Threads = 1 };
        Assert.Equal(Fits.Map(points, options).Values.ToArray(), Fits.Map(points, options with { Threads = 3 }).Values.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_handful_of_points_is_no_trouble(int count)
    {
        FeatureMatrix map = Fits.Map(KMeansTests.Blobs(new Prng(6), count, 4), new TsneOptions { Iterations = 50 });
        Assert.Equal((count, 2), (map.Count, map.Dimensions));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        FeatureMatrix points = KMeansTests.Blobs(new Prng(7), 20, 4);
        foreach (TsneOptions wrong in (TsneOptions[])
            [new() { Perplexity = 0 }, new() { Iterations = 0 }, new() { EarlyExaggeration = 0 }, new() { LearningRate = double.NaN }, new() { Threads = 0 }])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Fits.Map(points, wrong));
        }
    }

    // KL(P ‖ Q), van der Maaten and Hinton 2008, equation 2.
    private static double Divergence(NeighborAffinities p, double[][] at)
    {
        int count = at[0].Length;
        double total = 0, sum = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
                total += i == j ? 0 : Weight(i, j);
        }

        for (int i = 0; i < count; i++)
        {
            for (int n = p.Start[i]; n < p.Start[i + 1]; n++)
                sum += p.Value[n] == 0 ? 0 : p.Value[n] * Math.Log(p.Value[n] * total / Weight(i, p.Column[n]));
        }

        return sum;

        double Weight(int i, int j) => 1 / (1 + Square(at[0][i] - at[0][j]) + Square(at[1][i] - at[1][j]));
    }

    private static double Square(double v) => v * v;

    private static double Squared(FeatureMatrix points, int i, int j)
    {
        double sum = 0;
        for (int d = 0; d < points.Dimensions; d++)
            sum += Square((double)points.Row(i)[d] - points.Row(j)[d]);
        return sum;
    }
}
