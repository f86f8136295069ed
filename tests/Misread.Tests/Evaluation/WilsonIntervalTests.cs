using Misread.Evaluation;
using Xunit;

namespace Misread.Tests.Evaluation;

public sealed class WilsonIntervalTests
{
    [Fact]
    public void Ends_where_the_defining_equation_has_its_roots()
    {
        double[][] goldens = EvaluationGoldens.Root.Value<double[][]>("wilson");
        Assert.NotEmpty(goldens);
        foreach (double[] golden in goldens)
        {
            var interval = WilsonInterval.From((int)golden[0], (int)golden[1]);
            Assert.Equal(golden[2], interval.Low, 1e-10);
            Assert.Equal(golden[3], interval.High, 1e-10);
        }
    }

    /// <summary>R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Agrees_with_the_published_examples(int successes, int trials, double low, double high)
    {
        var interval = WilsonInterval.From(successes, trials);
        Assert.Equal(low, interval.Low, 5e-5);
        Assert.Equal(high, interval.High, 5e-5);
    }

    [Fact]
    public void Ends_exactly_at_zero_and_one()
    {
        for (int n = 1; n < 500; n++)
        {
            Assert.Equal(0, WilsonInterval.From(0, n).Low);
            Assert.Equal(1, WilsonInterval.From(n, n).High);
            Assert.InRange(WilsonInterval.From(0, n).High, 0, 1);
            Assert.InRange(WilsonInterval.From(n, n).Low, 0, 1);
        }

        Assert.Equal(new WilsonInterval(0, 1), WilsonInterval.From(0, 0));
    }

    [Fact]
    public void A_higher_level_gives_a_wider_interval() =>
        Assert.True(WilsonInterval.From(5, 10, 0.99).Low < WilsonInterval.From(5, 10).Low);

    [Theory]
    [InlineData(-1, 10, 0.95)]
    [InlineData(11, 10, 0.95)]
    [InlineData(1, 10, 0)]
    [InlineData(1, 10, 1)]
    [InlineData(1, 10, double.NaN)]
    public void Numbers_out_of_range_are_refused(int successes, int trials, double confidence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.From(successes, trials, confidence));
}
