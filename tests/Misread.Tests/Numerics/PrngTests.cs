using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed class PrngTests
{
    [Fact]
    public void Same_seed_and_stream_give_the_same_numbers_and_others_do_not()
    {
        Assert.Equal(Draw(new Prng(7, 1, 2)), Draw(new Prng(7, 1, 2)));
        Assert.NotEqual(Draw(new Prng(7, 1, 2)), Draw(new Prng(7, 2, 1)));
        Assert.NotEqual(Draw(new Prng(7, 1, 2)), Draw(new Prng(8, 1, 2)));
        Assert.NotEqual(Draw(new Prng(7)), Draw(new Prng(7, 0)));

        static ulong[] Draw(Prng random) => [.. Enumerable.Range(0, 8).Select(_ => random.NextUInt64())];
    }

    [Fact]
    public void Whole_numbers_are_uniform()
    {
        var random = new Prng(1);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
            counts[random.Next(7)]++;
        // χ² with 6 degrees of freedom exceeds 22.5 once in a thousand seeds; the seed is fixed.
        Assert.True(counts.Sum(c => Math.Pow(c - 10_000, 2) / 10_000) < 22.5);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
    }

    [Fact]
    public void Normals_have_mean_0_and_variance_1()
    {
        var random = new Prng(2);
        double[] x = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextNormal())];
        Assert.Equal(0, x.Average(), 5 / Math.Sqrt(x.Length));
        Assert.Equal(1, x.Sum(v => v * v) / x.Length, 5 * Math.Sqrt(2.0 / x.Length));
        Assert.Equal(3, x.Sum(v => v * v * v * v) / x.Length, 5 * Math.Sqrt(96.0 / x.Length));
    }

    [Fact]
    public void A_permutation_holds_each_number_once_and_every_order_occurs()
    {
        var random = new Prng(3);
        Assert.Equal(Enumerable.Range(0, 1000), random.Permutation(1000).Order());
        Assert.Equal(24, Enumerable.Range(0, 1000).Select(_ => string.Join(',', random.Permutation(4))).Distinct().Count());
    }
}
