using FsCheck;
using FsCheck.Fluent;
using Misread.Charts;
using Xunit;

namespace Misread.Tests.Charts;

public sealed class LinearScaleTests
{
    [Theory]
    [InlineData(0, 0.43, "0.0 0.1 0.2 0.3 0.4 0.5")]
    [InlineData(0.921, 1, "0.92 0.94 0.96 0.98 1.00")]
    [InlineData(0, 31, "0 5 10 15 20 25 30 35")]
    [InlineData(0, 6600, "0 1k 2k 3k 4k 5k 6k 7k")]
    [InlineData(0.9995, 1, "0.9995 0.9996 0.9997 0.9998 0.9999 1.0000")]
    [InlineData(0, 0, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 4.2e12, "0e0 1e12 2e12 3e12 4e12 5e12")]
    public void Ticks_are_round_numbers_that_hold_the_values(double low, double high, string expected)
    {
        LinearScale scale = LinearScale.Nice(low, high, 0, 100);
        Assert.Equal(expected, string.Join(' ', scale.Ticks().Select(scale.Format)));
    }

    [Fact]
    public void Any_values_lie_on_their_axis()
    {
        var values = ArbMap.Default.GeneratorFor<NormalFloat>().Select(v => v.Get).Where(v => Math.Abs(v) is > 1e-9 and < 1e12 or 0);
        Prop.ForAll(values.Two().ToArbitrary(), pair =>
        {
            (double low, double high) = (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2));
            LinearScale scale = LinearScale.Nice(low, high, 300, 100);
            int ticks = scale.Ticks().Count();
            double slack = 1e-6 * (scale.High - scale.Low);
            return scale.Low <= low + slack && high <= scale.High + slack && ticks is >= 2 and <= 11
                && scale.At(low) is <= 300.001 and >= 99.999 && scale.At(high) <= scale.At(low);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(950, "950")]
    [InlineData(999, "999")]
    [InlineData(1000, "1k")]
    [InlineData(1249, "1.2k")]
    [InlineData(9949, "9.9k")]
    [InlineData(9960, "10k")]
    [InlineData(60_000, "60k")]
    [InlineData(999_499, "999k")]
    [InlineData(999_500, "1M")]
    [InlineData(1_500_000, "1.5M")]
    public void Counts_are_short(double count, string expected) => Assert.Equal(expected, LinearScale.Compact(count));
}
