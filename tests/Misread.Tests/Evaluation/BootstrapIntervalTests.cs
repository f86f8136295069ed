using FsCheck;
using FsCheck.Fluent;
using Misread.Evaluation;
using Xunit;

namespace Misread.Tests.Evaluation;

public sealed class BootstrapIntervalTests
{
    /// <summary>Of two values a quarter of the resamples takes each one twice, which is more than the 2.5 % of a tail.</summary>
    [Fact]
    public void Two_values_are_the_ends_themselves() =>
        Assert.Equal(new BootstrapInterval(1, -1, 3), BootstrapInterval.OfMean([-1, 3]));

    /// <summary>
    /// Of 0, 4, 8 and 12 there are 4⁴ = 256 resamples: sum 0 in 1 way, 4 in 4, 8 in 10. Up to a sum of 4 that is 2.0 % of
    /// them, up to 8 5.9 %, so the 2.5 % point is a sum of 8, a mean of 2; and by symmetry 10 at the other end.
    /// </summary>
    [Fact]
    public void Four_values_by_counting() =>
        Assert.Equal(new BootstrapInterval(6, 2, 10), BootstrapInterval.OfMean([0, 4, 8, 12]));

    /// <summary>The same at 90 %: 5.9 % is more than 5 %, still a sum of 8; at 80 % sums up to 12 make 20 + 15 = 35 of 256, 13.7 %.</summary>
    [Fact]
    public void The_level_moves_the_ends()
    {
        Assert.Equal(2, BootstrapInterval.OfMean([0, 4, 8, 12], confidence: 0.9).Low);
        Assert.Equal((3, 9), (BootstrapInterval.OfMean([0, 4, 8, 12], confidence: 0.8).Low, BootstrapInterval.OfMean([0, 4, 8, 12], confidence: 0.8).High));
    }

    [Fact]
    public void One_value_and_equal_values_have_no_width()
    {
        Assert.Equal(new BootstrapInterval(5, 5, 5), BootstrapInterval.OfMean([5]));
        Assert.Equal(new BootstrapInterval(-2, -2, -2), BootstrapInterval.OfMean([-2, -2, -2]));
    }

    /// <summary>A large sample of a known spread: 1.96 standard errors to either side, within the noise of 10,000 resamples.</summary>
    [Fact]
    public void Many_values_agree_with_the_normal_interval()
    {
        double[] values = [.. Enumerable.Range(0, 400).Select(i => (double)i)];
        double deviation = Math.Sqrt(((400.0 * 400) - 1) / 12);
        var interval = BootstrapInterval.OfMean(values);
        Assert.Equal(199.5, interval.Mean);
        Assert.Equal(1.96 * deviation / 20, (interval.High - interval.Low) / 2, 0.4);
    }

    [Fact]
    public void Shift_and_seed() => Prop.ForAll(Gen.Choose(-50, 50).NonEmptyListOf().ToArbitrary(), list =>
    {
        double[] values = [.. list.Select(v => (double)v)];
        var interval = BootstrapInterval.OfMean(values, resamples: 200, seed: 7);
        var again = BootstrapInterval.OfMean(values, resamples: 200, seed: 7);
        var shifted = BootstrapInterval.OfMean([.. values.Select(v => v + 3)], resamples: 200, seed: 7);
        Assert.Equal(interval, again);
        Assert.Equal(interval.Low + 3, shifted.Low, 1e-9);
        Assert.Equal(interval.High + 3, shifted.High, 1e-9);
        Assert.InRange(interval.Low, values.Min(), interval.High);
        Assert.InRange(interval.High, interval.Low, values.Max());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_cannot_be_resampled_is_refused()
    {
        Assert.Throws<ArgumentException>(() => BootstrapInterval.OfMean([]));
        Assert.Throws<ArgumentException>(() => BootstrapInterval.OfMean([1, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>(() => BootstrapInterval.OfMean([1], confidence: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BootstrapInterval.OfMean([1], resamples: 39));
        Assert.Equal(1, BootstrapInterval.OfMean([1], resamples: 40).Low);
    }
}
