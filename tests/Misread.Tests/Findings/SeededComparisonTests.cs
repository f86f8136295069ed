using Misread.Data;
using Misread.Evaluation;
using Misread.Findings;
using Xunit;

namespace Misread.Tests.Findings;

public sealed class SeededComparisonTests
{
    /// <summary>
    /// Six images, two seeds (x misread, . right). First way x x . x . . and x . x x . .; second . . . x x . and . x . x . .:
    /// image 0 is gained twice, 2 once, 4 is lost once, 1 is gained once and lost once, 3 is misread by all, 5 by none.
    /// </summary>
    [Fact]
    public void An_image_counts_once_however_many_seeds_gain_it()
    {
        var c = SeededComparison.From([Read("xx.x.."), Read("x.xx..")], [Read("...xx."), Read(".x.x..")], [0, 1, 2, 3, 4, 5]);

        Assert.Equal((2, 1), (c.Gained, c.Lost));
        Assert.Equal(McNemar.PValue(1, 2), c.PValue);
        Assert.Equal((3.0, 2.0), (c.FirstErrors, c.SecondErrors));
        Assert.Equal([2, 2], c.BySeed.Select(s => s.Gained.Count));
        Assert.Equal([1, 1], c.BySeed.Select(s => s.Lost.Count));
        Assert.Equal(new BootstrapInterval(-1, -1, -1), c.Difference);
    }

    [Fact]
    public void One_seed_is_the_plain_comparison()
    {
        var plain = Comparison.From(Read("xx..xx"), Read("...x.x"), [0, 1, 2, 3, 4]);
        var seeded = SeededComparison.From([Read("xx..xx")], [Read("...x.x")], [0, 1, 2, 3, 4]);

        Assert.Equal((plain.Gained.Count, plain.Lost.Count, plain.PValue), (seeded.Gained, seeded.Lost, seeded.PValue));
        Assert.Equal(plain.SecondErrors - plain.FirstErrors, seeded.Difference.Mean);
    }

    [Fact]
    public void Seeds_must_pair() =>
        Assert.Throws<ArgumentException>(() => SeededComparison.From([Read("x")], [], [0]));

    private static Predictions Read(string errors) => new(
        [.. errors.Select((_, i) => $"i{i}")],
        new int[errors.Length],
        [.. errors.SelectMany(e => e == 'x' ? (float[])[0, 1] : [1, 0])],
        [.. errors.Select(_ => PredictionOrigin.HeldOut)],
        ["a", "b"]);
}
