using System.Text.Json;
using Misread.Clustering;
using Misread.Data;
using Misread.Geometry;
using Xunit;

namespace Misread.Tests.Clustering;

/// <summary>From the same first centroids scikit-learn ends in the same clusters after the same number of passes.</summary>
public sealed class KMeansGoldenTests
{
    public static TheoryData<string> Names => ClusteringGoldens.Names("fits");

    [Theory]
    [MemberData(nameof(Names))]
    public void The_fit_is_that_of_scikit_learn(string name)
    {
        JsonElement golden = ClusteringGoldens.Case("fits", name);
        FeatureMatrix points = golden.Points();
        var options = new KMeansOptions { MaxIterations = golden.Value<int>("max_iter"), Tolerance = golden.Value<double>("tol") };
        AssertEqual(golden, Fits.FitFrom(points, golden.Value<double[]>("first"), options));
        if (!name.Contains("pixels", StringComparison.Ordinal))
            return;
        byte[] pixels = [.. golden.Value<float[]>("values").Select(v => (byte)v)];
        var images = Dataset.Create("some", "all", 4, 5, pixels, null, ["a"], maxValue: 16);
        AssertEqual(golden, Fits.FitFrom(images, golden.Value<double[]>("first"), options));
    }

    [Fact]
    public void So_is_that_of_the_real_digits()
    {
        Dataset digits = DatasetReader.Open(TestData.Folder("digits"));
        FeatureMatrix points = FeatureMatrix.OfPixels(digits);
        KMeansResult result = Fits.FitFrom(digits, [.. points.Values[..640].ToArray().Select(v => (double)v)]);
        JsonElement golden = ClusteringGoldens.Digits;
        Assert.Equal(golden.Value<double>("inertia"), result.Inertia, 1e-6);
        Assert.Equal(golden.Value<int>("iterations"), result.Iterations);
        Assert.Equal(golden.Value<int[]>("sizes"), Enumerable.Range(0, 10).Select(k => result.Members(k).Length));
        Assert.Equal(golden.Value<double>("silhouette"), Silhouette.Mean(points, result.Labels), 1e-9);
        Assert.Equal(
            golden.Value<double>("adjusted_rand_index"),
            ClusteringScores.From(new Contingency(digits.Labels(), result.Labels, 10, 10)).AdjustedRandIndex,
            1e-9);
        Assert.Equal(
            golden.Value<double[]>("variance"),
            Pca.Fit(points, 5).ExplainedVariance.ToArray(),
            (a, b) => Math.Abs(a - b) < 1e-5 * a);
    }

    private static void AssertEqual(JsonElement golden, KMeansResult result)
    {
        Assert.Equal(golden.Value<int[]>("labels"), result.Labels.ToArray());
        Assert.Equal(golden.Value<int>("iterations"), result.Iterations);
        Assert.Equal(1, result.Inertia / golden.Value<double>("inertia"), 1e-6);
        double[] centroids = [.. Enumerable.Range(0, result.Clusters).SelectMany(k => result.Centroid(k).ToArray())];
        double[] expected = golden.Value<double[]>("centroids");
        Assert.Equal(expected.Length, centroids.Length);
        for (int j = 0; j < centroids.Length; j++)
            Assert.Equal(expected[j], centroids[j], 1e-5);
    }
}
