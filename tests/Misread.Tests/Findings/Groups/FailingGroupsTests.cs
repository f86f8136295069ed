using Misread.Findings;
using Misread.Geometry;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Findings;

public sealed class FailingGroupsTests
{
    private const int Classes = 5;

    /// <summary>Where errors fall at random within classes, any group is reported for at most 17 of 200 data sets.</summary>
    [Fact]
    public void Nothing_is_reported_where_nothing_is()
    {
        int reported = 0;
        for (int seed = 0; seed < 200; seed++)
            reported += Find(Sample(1500, rate: 0.1 + (0.01 * (seed % 10)), ratio: 1, seed)).Groups.Count > 0 ? 1 : 0;
        Assert.InRange(reported, 0, 17);
    }

    /// <summary>The darkest twentieth of 10,000 images is misread twice as often as a quarter: found in 9 of 10, and called dark.</summary>
    [Fact]
    public void A_planted_group_is_found_and_named()
    {
        (int found, int without) = (0, 0);
        for (int seed = 0; seed < 10; seed++)
        {
            FailingGroupsResult result = Find(Sample(10_000, rate: 0.25, ratio: 2, seed));
            FailingGroup? dark = result.Groups.FirstOrDefault(g => g.Traits is ["dark", ..]);
            found += dark is not null && dark.Ratio!.Value.Low > 1 && dark.Ratio.Value.Ratio is > 1.3 and < 2.6 ? 1 : 0;
            without += Find(Sample(10_000, rate: 0.25, ratio: 1, 100 + seed)).Groups.Count > 0 ? 1 : 0;
        }

        Assert.InRange(found, 9, 10);
        Assert.InRange(without, 0, 1);
    }

    [Fact]
    public void Figures_are_of_the_half_that_was_not_searched()
    {
        (int[] labels, int[] predicted, GroupProperty[] properties, string[] cameras) = Sample(4000, rate: 0.2, ratio: 3, seed: 1);
        var split = GroupSplit.Of(labels, Misread(labels, predicted), seed: 9);
        FailingGroupsResult result = Find((labels, predicted, properties, cameras), split);
        FailingGroup group = result.Groups[0];
        int[] heldOut = [.. group.Candidate.Members.Intersect(split.HeldOut)];

        Assert.Equal((heldOut.Length, heldOut.Count(i => predicted[i] != labels[i])), (group.Images, group.Errors));
        Assert.InRange(split.Discovery.Count, 1990, 2010);
        Assert.Equal(result.HeldOutErrors, split.HeldOut.Count(i => predicted[i] != labels[i]));
        Assert.Equal(12, group.Examples.Count);
        Assert.All(group.Examples.Take(Math.Min(12, group.Errors)), i => Assert.NotEqual(labels[i], predicted[i]));
        Assert.InRange(result.LeastRatio(0.05), 1.2, 3);
        Assert.True(result.LeastRatio(0.02) > result.LeastRatio(0.2));
    }

    /// <summary>A camera of every eighth image is misread three times as often, and nothing else is.</summary>
    [Fact]
    public void Columns_of_metadata_are_groups_and_units_stay_together()
    {
        var random = new Prng(4);
        int[] labels = [.. Enumerable.Range(0, 6000).Select(_ => random.Next(Classes))];
        string[] cameras = [.. Enumerable.Range(0, 6000).Select(i => $"camera {i / 2 % 8}")];
        int[] predicted = [.. labels.Select((l, i) => random.NextDouble() < (cameras[i] == "camera 3" ? 0.3 : 0.1) ? (l + 1) % Classes : l)];
        int[] units = [.. Enumerable.Range(0, 6000).Select(i => i / 2)];
        var split = GroupSplit.Of(labels, Misread(labels, predicted), units);
        GroupCandidate[] candidates = [.. GroupCandidates.OfMetadata("camera", cameras), .. GroupCandidates.OfClasses(labels, ["a", "b", "c", "d", "e"])];
        FailingGroup group = Assert.Single(FailingGroups.Find(candidates, labels, predicted, split).Groups);

        Assert.Equal((GroupKind.Metadata, "camera = camera 3"), (group.Candidate.Kind, group.Candidate.Name));
        Assert.All(Enumerable.Range(0, 3000), u => Assert.Equal(split.IsDiscovery(2 * u), split.IsDiscovery((2 * u) + 1)));
        Assert.Empty(group.Traits);
    }

    /// <summary>A ball of features is misread three times as often as the rest of its class.</summary>
    [Fact]
    public void Clusters_and_balls_of_features_are_groups_whatever_the_threads()
    {
        var random = new Prng(8);
        int[] labels = new int[4000];
        float[] features = new float[4000 * 4];
        int[] predicted = new int[4000];
        for (int i = 0; i < 4000; i++)
        {
            bool planted = i % 10 == 0;
            labels[i] = random.Next(2);
            for (int d = 0; d < 4; d++)
                features[(i * 4) + d] = (float)(random.NextNormal() * (planted ? 0.3 : 1)) + (planted && d == 0 ? 4 : 0);
            predicted[i] = random.NextDouble() < (planted ? 0.6 : 0.2) ? 1 - labels[i] : labels[i];
        }

        var matrix = new FeatureMatrix(features, 4);
        bool[] misread = Misread(labels, predicted);
        var split = GroupSplit.Of(labels, misread);
        GroupCandidate[] clusters = [.. GroupCandidates.OfClusters(matrix, labels, split, cancel: TestContext.Current.CancellationToken)];
        GroupCandidate[] balls = [.. GroupCandidates.OfBalls(matrix, labels, misread, split)];
        FailingGroupsResult result = FailingGroups.Find([.. clusters, .. balls], labels, predicted, split);

        Assert.Equal(70, clusters.Length);
        Assert.InRange(balls.Length, 1, 30);
        Assert.All(balls, b => Assert.True(split.IsDiscovery(b.Seed) && misread[b.Seed] && !b.Members.Contains(b.Seed)));
        Assert.NotEmpty(result.Groups);
        Assert.All(result.Groups, g => Assert.True(g.Candidate.Members.Count(i => i % 10 == 0) > g.Candidate.Members.Length / 2));
        Assert.Equal(clusters.SelectMany(c => c.Members), GroupCandidates.OfClusters(matrix, labels, split, cancel: TestContext.Current.CancellationToken).SelectMany(c => c.Members));
    }

    private static bool[] Misread(int[] labels, int[] predicted) => [.. labels.Zip(predicted, (l, p) => l != p)];

    private static FailingGroupsResult Find((int[] Labels, int[] Predicted, GroupProperty[] Properties, string[] Cameras) s, GroupSplit? split = null)
    {
        split ??= GroupSplit.Of(s.Labels, Misread(s.Labels, s.Predicted));
        GroupCandidate[] candidates =
        [
            .. s.Properties.SelectMany(p => GroupCandidates.OfProperty(p, split)),
            .. GroupCandidates.OfMetadata("camera", s.Cameras),
        ];
        return FailingGroups.Find(candidates, s.Labels, s.Predicted, split, s.Properties);
    }

    /// <summary>Classes of other difficulty, four properties, one column; the darkest twentieth is misread <paramref name="ratio"/> times as often.</summary>
    private static (int[] Labels, int[] Predicted, GroupProperty[] Properties, string[] Cameras) Sample(int count, double rate, double ratio, int seed)
    {
        var random = new Prng(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.Next(Classes))];
        double[][] values = [.. Enumerable.Range(0, 4).Select(p => labels.Select(l => random.NextNormal() + (0.1 * l * p)).ToArray())];
        double dark = values[0].Order().ElementAt(count / 20);
        int[] predicted = [.. labels.Select((l, i) =>
            random.NextDouble() < rate * (0.6 + (0.2 * l)) * (values[0][i] < dark ? ratio : 1) ? (l + 1) % Classes : l)];
        GroupProperty[] properties =
        [
            new("brightness", "dark", "bright", values[0]),
            new("sharpness", "blurred", "sharp", values[1]),
            new("size", "small", "large", values[2]),
            new("noise", "smooth", "noisy", values[3]),
        ];
        return (labels, predicted, properties, [.. labels.Select(_ => $"{random.Next(6)}")]);
    }
}
