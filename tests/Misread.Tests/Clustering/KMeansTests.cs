using FsCheck;
using FsCheck.Fluent;
using Misread.Clustering;
using Misread.Data;
using Misread.Geometry;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Clustering;

public sealed class KMeansTests
{
    [Fact]
    public void Passing_over_settled_points_changes_no_bit()
    {
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            seed =>
            {
                var random = new Prng(seed);
                int clusters = 1 + random.Next(20);
                FeatureMatrix points = Blobs(random, clusters + random.Next(400), 1 + random.Next(40));
                var options = new KMeansOptions { Clusters = clusters, Starts = 1, Seed = seed, Threads = 1, Tolerance = 0, Init = (KMeansInit)random.Next(2) };
                AssertSame(Fits.Fit(points, options with { Prune = false }), Fits.Fit(points, options));
            }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_number_of_threads_gives_the_same_bits(bool bytes)
    {
        // Large enough for three threads to be used.
        FeatureMatrix points = Blobs(new Prng(1), 3000, 400);
        var options = new KMeansOptions { Clusters = 12, Starts = 1, MaxIterations = 8, Threads = 1 };
        if (!bytes)
        {
            AssertSame(Fits.Fit(points, options), Fits.Fit(points, options with { Threads = 3 }));
            return;
        }

        Dataset images = Images(points, 20, 20);
        AssertSame(Fits.Fit(images, options), Fits.Fit(images, options with { Threads = 3 }));
    }

    [Fact]
    public void Pixels_as_bytes_and_as_floats_fall_into_the_same_clusters()
    {
        Dataset images = Images(Blobs(new Prng(2), 500, 30), 5, 6);
        double[] first = new double[8 * 30];
        for (int j = 0; j < first.Length; j++)
            first[j] = images.Image(j / 30)[j % 30];
        KMeansResult fromBytes = Fits.FitFrom(images, first);
        KMeansResult fromFloats = Fits.FitFrom(FeatureMatrix.OfPixels(images), first);
        Assert.Equal(fromBytes.Labels.ToArray(), fromFloats.Labels.ToArray());
        Assert.Equal(1, fromBytes.Inertia / fromFloats.Inertia, 1e-6);
    }

    [Fact]
    public void Every_point_is_with_its_nearest_centroid_and_every_centroid_is_the_mean_of_its_points()
    {
        FeatureMatrix points = Blobs(new Prng(3), 300, 7);
        KMeansResult result = Fits.Fit(points, new KMeansOptions { Clusters = 9, Tolerance = 0 });
        Assert.True(result.Converged);
        double inertia = 0;
        for (int i = 0; i < points.Count; i++)
        {
            double[] distances = [.. Enumerable.Range(0, 9).Select(k => Squared(points.Row(i), result.Centroid(k)))];
            Assert.Equal(Array.IndexOf(distances, distances.Min()), result.Labels[i]);
            Assert.Equal(1, distances.Min() / result.SquaredDistances[i], 1e-6);
            inertia += distances.Min();
        }

        Assert.Equal(1, inertia / result.Inertia, 1e-6);
        for (int k = 0; k < 9; k++)
        {
            int[] members = result.Members(k);
            for (int j = 0; j < 7; j++)
                Assert.Equal(members.Average(i => points.Row(i)[j]), result.Centroid(k)[j], 1e-4);
            double[] order = [.. members.Select(i => result.SquaredDistances[i])];
            Assert.Equal(order.Order(), order);
        }
    }

    [Fact]
    public void More_starts_keep_the_best_of_the_same_starts()
    {
        FeatureMatrix points = Blobs(new Prng(4), 200, 5);
        var options = new KMeansOptions { Clusters = 8, Init = KMeansInit.Random, Seed = 5 };
        double[] best = [.. Enumerable.Range(1, 6).Select(n => Fits.Fit(points, options with { Starts = n }).Inertia)];
        Assert.Equal(best.OrderDescending(), best);
        Assert.True(best[^1] < best[0]);
        Assert.Equal(best[^1], Fits.Fit(points, options with { Starts = 6, Threads = 1 }).Inertia);
    }

    [Fact]
    public void As_many_clusters_as_points_leave_nothing_over()
    {
        FeatureMatrix points = Blobs(new Prng(6), 25, 3);
        KMeansResult result = Fits.Fit(points, new KMeansOptions { Clusters = 25, Starts = 1 });
        Assert.Equal(25, result.Labels.ToArray().Distinct().Count());
        Assert.Equal(0, result.Inertia, 1e-9);
    }

    [Fact]
    public void Fewer_different_points_than_clusters_leave_clusters_empty()
    {
        var points = new FeatureMatrix([.. Enumerable.Range(0, 60).Select(i => (float)(i % 3))], 1);
        KMeansResult result = Fits.Fit(points, new KMeansOptions { Clusters = 5 });
        Assert.Equal(3, result.Labels.ToArray().Distinct().Count());
        Assert.Equal(0, result.Inertia, 1e-9);
    }

    [Fact]
    public void A_start_that_is_stopped_early_says_so()
    {
        KMeansResult result = Fits.Fit(Blobs(new Prng(7), 300, 9), new KMeansOptions { MaxIterations = 1, Starts = 1 });
        Assert.False(result.Converged);
        Assert.Equal(1, result.Iterations);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        FeatureMatrix points = Blobs(new Prng(8), 10, 2);
        foreach (KMeansOptions wrong in (KMeansOptions[])
            [
                new() { Clusters = 0 }, new() { Clusters = 11 }, new() { Starts = 0 }, new() { MaxIterations = 0 },
                new() { Threads = 0 }, new() { Tolerance = -1 }, new() { Tolerance = double.NaN }, new() { Init = (KMeansInit)7 },
            ])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Fits.Fit(points, wrong));
        }

        Assert.Throws<ArgumentException>(() => Fits.FitFrom(points, [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => new FeatureMatrix([1, 2, 3], 2));
        Assert.Contains("row 1", Assert.Throws<ArgumentException>(() => new FeatureMatrix([1, 2, 3, float.NaN], 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Fits.Fit(new FeatureMatrix([1e30f, -1e30f], 1), new KMeansOptions { Clusters = 1 }));
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => KMeans.Fit(Blobs(new Prng(9), 50, 2), cancellation: stopped.Token));
    }

    internal static FeatureMatrix Blobs(Prng random, int count, int dimensions)
    {
        double[] centres = [.. Enumerable.Range(0, 5 * dimensions).Select(_ => 128 + (40 * random.NextNormal()))];
        float[] values = new float[count * dimensions];
        for (int i = 0; i < count; i++)
        {
            int centre = random.Next(5);
            for (int j = 0; j < dimensions; j++)
                values[(i * dimensions) + j] = (float)Math.Round(centres[(centre * dimensions) + j] + (30 * random.NextNormal()));
        }

        return new FeatureMatrix(values, dimensions);
    }

    private static Dataset Images(FeatureMatrix points, int height, int width) => Dataset.Create(
        "blobs", "all", height, width, [.. points.Values.ToArray().Select(v => (byte)Math.Clamp(v, 0, 255))], null, ["a"]);

    private static double Squared(ReadOnlySpan<float> x, ReadOnlySpan<double> c)
    {
        double sum = 0;
        for (int j = 0; j < x.Length; j++)
            sum += (x[j] - c[j]) * (x[j] - c[j]);
        return sum;
    }

    private static void AssertSame(KMeansResult expected, KMeansResult actual)
    {
        Assert.Equal(expected.Labels.ToArray(), actual.Labels.ToArray());
        Assert.Equal(expected.Iterations, actual.Iterations);
        Assert.Equal(expected.SquaredDistances.ToArray(), actual.SquaredDistances.ToArray());
        for (int k = 0; k < expected.Clusters; k++)
            Assert.Equal(expected.Centroid(k).ToArray(), actual.Centroid(k).ToArray());
    }
}
