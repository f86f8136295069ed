using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Misread.Evaluation;
using Xunit;

namespace Misread.Tests.Evaluation;

/// <summary>Two classifiers on the same images: McNemar's exact test and Newcombe's interval; <c>paired_goldens.py</c> made the goldens.</summary>
public sealed class PairedTests
{
    private static readonly JsonElement Goldens = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(TestData.RepositoryRoot, "tests/Misread.Tests/Evaluation/paired_goldens.json"))).RootElement;

    /// <summary>Of 2¹⁰ throws of ten coins, 1 + 10 + 45 have at most two heads.</summary>
    [Fact]
    public void P_by_hand()
    {
        Assert.Equal(2 * 56 / 1024.0, McNemar.PValue(2, 8), 1e-15);
        Assert.Equal(1, McNemar.PValue(0, 0));
        Assert.Equal(1, McNemar.PValue(4, 4));
        Assert.Equal(2 / 32.0, McNemar.PValue(5, 0), 1e-15);
    }

    [Fact]
    public void P_agrees_with_exact_fractions()
    {
        double[][] goldens = Goldens.Value<double[][]>("mcnemar");
        Assert.NotEmpty(goldens);
        foreach (double[] golden in goldens)
            Assert.Equal(1, McNemar.PValue((int)golden[0], (int)golden[1]) / golden[2], 1e-9);
    }

    [Fact]
    public void Interval_agrees_with_the_formulas_of_the_paper()
    {
        double[][] goldens = Goldens.Value<double[][]>("newcombe");
        Assert.NotEmpty(goldens);
        foreach (double[] g in goldens)
        {
            var interval = PairedDifference.From((int)g[0], (int)g[1], (int)g[2], (int)g[3], g[4]);
            Assert.Equal(g[5], interval.Difference, 1e-12);
            Assert.Equal(g[6], interval.Low, 1e-9);
            Assert.Equal(g[7], interval.High, 1e-9);
        }
    }

    /// <summary>The example that Newcombe works through: 36, 12, 2 and 0 pairs.</summary>
    [Fact]
    public void Interval_of_the_published_example()
    {
        var interval = PairedDifference.From(36, 2, 12, 0);
        Assert.Equal((0.2, 0.0569, 0.3404), (interval.Difference, Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    [Fact]
    public void Who_comes_first_changes_only_the_sign() => Prop.ForAll(Tables(), t =>
    {
        var one = PairedDifference.From(t[0], t[1], t[2], t[3]);
        var other = PairedDifference.From(t[0], t[2], t[1], t[3]);
        Assert.Equal(McNemar.PValue(t[1], t[2]), McNemar.PValue(t[2], t[1]));
        Assert.Equal(one.Difference, -other.Difference, 1e-12);
        Assert.Equal(one.Low, -other.High, 1e-12);
        Assert.InRange(one.Difference, one.Low - 1e-12, one.High + 1e-12);
        Assert.InRange(one.Low, -1, 1);
        Assert.InRange(one.High, -1, 1);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Impossible_numbers_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemar.PValue(-1, 2));
        Assert.Throws<OverflowException>(() => McNemar.PValue(int.MaxValue, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedDifference.From(0, 0, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedDifference.From(1, 0, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedDifference.From(1, 1, 1, 1, confidence: 1));
    }

    private static Arbitrary<int[]> Tables() => Gen.Choose(0, 60).ArrayOf(4).Where(t => t.Sum() > 0).ToArbitrary();
}
