using Misread.Evaluation;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Evaluation;

public sealed class TwoWayIntervalTests
{
    /// <summary>By hand: MSs = .05556, MSi = .72222, MSe = .18889.</summary>
    [Fact]
    public void A_small_table_by_hand()
    {
        TwoWayInterval interval = TwoWayInterval.Of([[1, 0, 0, 1, 0, -1], [0, 1, 0, 1, 0, 0], [1, 0, 0, 1, 0, 0]]);
        Assert.Equal(0.27778, interval.Mean, 5e-6);
        Assert.Equal(0.20031, interval.StandardError, 5e-6);
        Assert.Equal(3.169, interval.DegreesOfFreedom, 5e-4);
        Assert.Equal(0.61866, interval.High - interval.Mean, 5e-5);
        Assert.Equal(interval.High - interval.Mean, interval.Mean - interval.Low, 1e-12);
        Assert.Equal(2.8 * 0.20031, interval.LeastDetectable, 2e-5);
    }

    /// <summary>Images alone: 0, 0, 1, 1 has variance 1/3 and √V = √(1/12) with 3 degrees of freedom, t = 3.18245.</summary>
    [Fact]
    public void One_seed_speaks_of_images_and_one_image_of_seeds()
    {
        TwoWayInterval images = TwoWayInterval.Of([[0, 0, 1, 1]]);
        TwoWayInterval seeds = TwoWayInterval.Of([[0], [0], [1], [1]]);
        Assert.Equal(images, seeds);
        Assert.Equal(3.18245 * Math.Sqrt(1 / 12.0), images.High - 0.5, 1e-5);
    }

    [Fact]
    public void Tables_without_differences_have_no_width()
    {
        TwoWayInterval none = TwoWayInterval.Of([[0, 0, 0], [0, 0, 0]]);
        Assert.Equal((0.0, 0.0, 0.0), (none.Mean, none.Low, none.High));
        Assert.Equal(-6, TwoWayInterval.Of([[-1, -1, -1]]).Scaled(6).Low);
    }

    [Fact]
    public void The_scale_and_the_level_are_those_asked_for()
    {
        sbyte[][] table = [[1, 0, 0, 1, 0, -1], [0, 1, 0, 1, 0, 0], [1, 0, 0, 1, 0, 0]];
        TwoWayInterval one = TwoWayInterval.Of(table);
        Assert.Equal(one.High * 6, one.Scaled(6).High, 1e-12);
        Assert.True(TwoWayInterval.Of(table, 0.9).High < one.High);
    }

    /// <summary>
    /// Two arms that do not differ: images have their difficulty, seeds their luck, every reading its own. The interval holds
    /// the true difference, 0, in at least 186 of 200 draws, and "helped" comes in at most 10.
    /// </summary>
    [Theory]
    [InlineData(5, 500)]
    [InlineData(10, 500)]
    [InlineData(10, 100)]
    public void It_covers_where_nothing_differs(int seeds, int images)
    {
        int held = 0, helped = 0;
        for (int draw = 0; draw < 200; draw++)
        {
            var random = new Prng(7, draw, seeds, images);
            double[] difficulty = [.. Enumerable.Range(0, images).Select(_ => random.NextNormal() - 1.5)];
            TwoWayInterval interval = TwoWayInterval.Of([.. Enumerable.Range(0, seeds).Select(_ => Row(random, difficulty))]);
            held += interval.Low <= 0 && interval.High >= 0 ? 1 : 0;
            helped += interval.Low > 0 ? 1 : 0;
        }

        Assert.InRange(held, 186, 200);
        Assert.InRange(helped, 0, 10);

        static sbyte[] Row(Prng random, double[] difficulty)
        {
            (double first, double second) = (0.1 * random.NextNormal(), 0.1 * random.NextNormal());
            return [.. difficulty.Select(d => (sbyte)(Wrong(random, d + second) - Wrong(random, d + first)))];
        }

        static int Wrong(Prng random, double logit) => logit + (0.5 * random.NextNormal()) > 0 ? 1 : 0;
    }

    [Fact]
    public void What_cannot_be_judged_is_refused()
    {
        Assert.Throws<ArgumentException>(() => TwoWayInterval.Of([]));
        Assert.Throws<ArgumentException>(() => TwoWayInterval.Of([[]]));
        Assert.Throws<ArgumentException>(() => TwoWayInterval.Of([[1], [1, 0]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => TwoWayInterval.Of([[1]], confidence: 1));
    }
}
