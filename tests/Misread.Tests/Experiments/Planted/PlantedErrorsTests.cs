using Misread.Data;
using Misread.Experiments;
using Xunit;

namespace Misread.Tests.Experiments;

public sealed class PlantedErrorsTests
{
    private static readonly int[] Labels = [.. Enumerable.Range(0, 1000).Select(i => i % 10)];

    [Theory]
    [InlineData(0.001, 1)]
    [InlineData(0.05, 50)]
    [InlineData(0.2, 200)]
    [InlineData(0, 0)]
    public void As_many_labels_are_changed_as_the_rate_says_and_no_others(double rate, int count)
    {
        foreach (PlantedLabels planted in new[] { PlantedErrors.Uniform(Labels, 10, rate, 3), PlantedErrors.ClassPair(Labels, 10, rate, 3), PlantedErrors.LookAlike(Doubting(), rate, 3) })
        {
            Assert.Equal(count, planted.Rows.Length);
            Assert.Equal(planted.Rows, Enumerable.Range(0, 1000).Where(i => planted.Labels[i] != Labels[i]));
            Assert.All(planted.Labels, label => Assert.InRange(label, 0, 9));
        }
    }

    [Fact]
    public void Uniform_flips_reach_every_other_class_and_pair_flips_the_next()
    {
        PlantedLabels uniform = PlantedErrors.Uniform(Labels, 10, 0.5, 1);
        Assert.Equal(9, uniform.Rows.Select(i => (uniform.Labels[i] - Labels[i] + 10) % 10).Distinct().Count());
        PlantedLabels pair = PlantedErrors.ClassPair(Labels, 10, 0.5, 1);
        Assert.All(pair.Rows, i => Assert.Equal((Labels[i] + 1) % 10, pair.Labels[i]));
    }

    [Fact]
    public void Look_alike_flips_are_where_the_network_doubts()
    {
        // Even rows give another class 0.4, odd ones 0.0001.
        PlantedLabels planted = PlantedErrors.LookAlike(Doubting(), 0.05, 7);
        Assert.True(planted.Rows.Count(i => i % 2 == 0) >= 48);
        Assert.All(planted.Rows, i => Assert.Equal((Labels[i] + 3) % 10, planted.Labels[i]));
        Assert.Equal(planted.Rows, PlantedErrors.LookAlike(Doubting(), 0.05, 7).Rows);
        Assert.NotEqual(planted.Rows, PlantedErrors.LookAlike(Doubting(), 0.05, 8).Rows);
    }

    [Fact]
    public void Rows_that_are_excepted_stay_as_they_are_and_others_make_up_for_them()
    {
        HashSet<int> except = [.. Enumerable.Range(0, 1000).Where(i => i % 4 == 0)];
        foreach (PlantedLabels planted in new[] { PlantedErrors.Uniform(Labels, 10, 0.6, 3, except), PlantedErrors.ClassPair(Labels, 10, 0.6, 3, except), PlantedErrors.LookAlike(Doubting(), 0.6, 3, except) })
        {
            Assert.Equal(600, planted.Rows.Length);
            Assert.DoesNotContain(planted.Rows, except.Contains);
        }

        Assert.Equal(750, PlantedErrors.Uniform(Labels, 10, 0.9, 3, except).Rows.Length);
    }

    [Fact]
    public void Ranking_of_a_case_by_hand()
    {
        // Wrong rows 5, 7, 9; found at places 1 and 3: (1/1 + 2/3 + 0) / 3.
        var quality = new RankingQuality([5, 0, 7, 1], [5, 7, 9]);
        Assert.Equal((1 + (2 / 3.0)) / 3, quality.AveragePrecision, 1e-15);
        Assert.Equal(2 / 3.0, quality.PrecisionAt(3), 1e-15);
        Assert.Equal(1 / 3.0, quality.RecallAt(2), 1e-15);
        Assert.Equal(0.2, quality.PrecisionAt(10), 1e-15);
        Assert.Equal(1, new RankingQuality([2, 1, 0], [1, 2]).AveragePrecision);
        Assert.Throws<ArgumentException>(() => new RankingQuality([1, 1], [1]));
    }

    private static Predictions Doubting()
    {
        float[] p = new float[10_000];
        for (int i = 0; i < 1000; i++)
        {
            float doubt = i % 2 == 0 ? 0.4f : 0.0001f;
            p[(i * 10) + Labels[i]] = 1 - doubt;
            p[(i * 10) + ((Labels[i] + 3) % 10)] = doubt;
        }

        return new Predictions(
            [.. Labels.Select((_, i) => $"{i}")], Labels, p, [.. Labels.Select(_ => PredictionOrigin.OutOfFold)], [.. Enumerable.Range(0, 10).Select(k => $"{k}")]);
    }
}
