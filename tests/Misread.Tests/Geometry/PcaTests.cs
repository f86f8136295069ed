using System.Text.Json;
using Misread.Geometry;
using Misread.Numerics;
using Misread.Tests.Clustering;
using Xunit;

namespace Misread.Tests.Geometry;

public sealed class PcaTests
{
    [Fact]
    public void Components_and_variances_are_those_of_scikit_learn()
    {
        FeatureMatrix points = ClusteringGoldens.Case("fits", "nine features far from the origin").Points();
        JsonElement golden = ClusteringGoldens.Root.GetProperty("pca");
        var pca = Pca.Fit(points, 3);
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(1, pca.ExplainedVariance[c] / golden.Value<double[]>("variance")[c], 1e-5);
            Assert.Equal(golden.Value<double[]>("ratio")[c], pca.ExplainedVariance[c] / pca.TotalVariance, 1e-5);
            for (int j = 0; j < 9; j++)
                Assert.Equal(golden.Value<double[]>("components")[(c * 9) + j], pca.Component(c)[j], 1e-4);
        }
    }

    [Fact]
    public void The_variance_of_the_coordinates_is_the_explained_variance()
    {
        FeatureMatrix points = KMeansTests.Blobs(new Prng(4), 700, 20);
        var pca = Pca.Fit(points, 20);
        FeatureMatrix turned = pca.Transform(points);
        for (int c = 0; c < 20; c++)
        {
            double[] column = [.. Enumerable.Range(0, 700).Select(i => (double)turned.Row(i)[c])];
            Assert.Equal(0, column.Average(), 1e-3);
            Assert.Equal(1, column.Sum(v => v * v) / 699 / pca.ExplainedVariance[c], 1e-4);
            Assert.True(c == 0 || pca.ExplainedVariance[c] <= pca.ExplainedVariance[c - 1]);
            double[] component = pca.Component(c).ToArray();
            Assert.Equal(component.Max(), component.Max(Math.Abs));
            Assert.Equal(1, component.Sum(v => v * v), 1e-9);
        }

        Assert.Equal(1, pca.ExplainedVariance.ToArray().Sum() / pca.TotalVariance, 1e-9);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        FeatureMatrix points = KMeansTests.Blobs(new Prng(5), 600, 33);
        Assert.Equal(Pca.Fit(points, 4, threads: 1).Component(3).ToArray(), Pca.Fit(points, 4, threads: 3).Component(3).ToArray());
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        FeatureMatrix points = KMeansTests.Blobs(new Prng(6), 5, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => Pca.Fit(points, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pca.Fit(points, 0));
        Assert.Throws<ArgumentException>(() => Pca.Fit(points, 2).Transform(new FeatureMatrix([1, 2], 2)));
    }
}
