using System.Text.Json;
using Misread.Clustering;
using Misread.Geometry;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Clustering;

public sealed class ClusteringScoresTests
{
    public static TheoryData<string> Names => ClusteringGoldens.Names("scores");

    [Theory]
    [MemberData(nameof(Names))]
    public void The_scores_are_those_of_scikit_learn(string name)
    {
        JsonElement golden = ClusteringGoldens.Case("scores", name);
        var scores = ClusteringScores.From(new Contingency(
            golden.Value<int[]>("labels"), golden.Value<int[]>("clusters"), golden.Value<int>("class_count"), golden.Value<int>("cluster_count")));
        Assert.Equal(golden.Value<double>("adjusted_rand_index"), scores.AdjustedRandIndex, 1e-9);
        Assert.Equal(golden.Value<double>("normalized_mutual_information"), scores.NormalizedMutualInformation, 1e-9);
        Assert.Equal(golden.Value<double>("homogeneity"), scores.Homogeneity, 1e-9);
        Assert.Equal(golden.Value<double>("completeness"), scores.Completeness, 1e-9);
        Assert.Equal(golden.Value<double>("v_measure"), scores.VMeasure, 1e-9);
    }

    [Fact]
    public void The_silhouette_is_that_of_scikit_learn()
    {
        foreach (JsonElement golden in ClusteringGoldens.Root.GetProperty("silhouettes").EnumerateArray())
        {
            FeatureMatrix points = golden.Points();
            int[] clusters = golden.Value<int[]>("clusters");
            Assert.Equal(golden.Value<double>("mean"), Silhouette.Mean(points, clusters), 1e-9);
            Assert.Equal(Silhouette.Mean(points, clusters, threads: 1), Silhouette.OnSample(points, clusters, 10_000, seed: 1, threads: 3));
        }
    }

    [Fact]
    public void The_silhouette_by_hand()
    {
        // 0 and 1 against 4: a = 1; b = 4 and 3; the single point has 0.
        var points = new FeatureMatrix([0, 1, 4], 1);
        Assert.Equal(((3 / 4.0) + (2 / 3.0) + 0) / 3, Silhouette.Mean(points, [0, 0, 1]), 1e-12);
        Assert.Throws<ArgumentException>(() => Silhouette.Mean(points, [0, 0, 0]));
        Assert.Throws<ArgumentException>(() => Silhouette.Mean(points, [0, 1, 2]));
    }

    [Fact]
    public void A_sample_is_decided_by_its_seed()
    {
        FeatureMatrix points = KMeansTests.Blobs(new Prng(1), 300, 4);
        int[] clusters = Fits.Fit(points, new KMeansOptions { Clusters = 3 }).Labels.ToArray();
        double[] samples = [.. new[] { 1, 1, 2 }.Select(seed => Silhouette.OnSample(points, clusters, 100, seed))];
        Assert.Equal(samples[0], samples[1]);
        Assert.NotEqual(samples[0], samples[2]);
        Assert.Equal(Silhouette.Mean(points, clusters), samples[0], 0.1);
    }
}
