using MathNet.Numerics.Distributions;
using Misread.Audit;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Audit;

public sealed class ErrorCountTests
{
    [Fact]
    public void Five_clean_probes_of_twenty()
    {
        ErrorCount count = Probed(20, ErrorPrior.Uniform, clean: 5, wrong: 0);
        Assert.Equal(new CountRange(0, 10), count.Interval(0.05));
        Assert.Equal(2.14, count.Mean, 5e-3);
    }

    /// <summary>Ten images: a probe is clean, a chosen one wrong, a probe wrong. e^L(K) = (10 − K)(K − 1) / 80.</summary>
    [Fact]
    public void Chosen_images_leave_without_a_word()
    {
        var count = new ErrorCount(10, ErrorPrior.Uniform);
        count.AddProbe(false);
        count.AddChosen(true);
        count.AddProbe(true);

        Assert.Equal([0.1, 0.175, 0.225, 0.25], Enumerable.Range(2, 4).Select(k => Math.Round(Math.Exp(count.LogLikelihood(k)), 9)));
        Assert.Equal(Math.Log(0.13636), count.LogMarginal(), 1e-4);
        Assert.Equal(new CountRange(2, 9), count.Interval(0.2));
        Assert.Equal(new CountRange(2, 9), count.Possible);
        Assert.Equal((3, 2, 2, 1, 7), (count.Reviewed, count.Found, count.Probes, count.ProbesFound, count.Left));
    }

    [Theory]
    [InlineData(10_000, 300, 0, 0.05, 0, 113)]
    [InlineData(10_000, 300, 0, 0.03, 0, 130)]
    [InlineData(10_000, 297, 3, 0.03, 8, 414)]
    [InlineData(10_000, 990, 10, 0.03, 29, 246)]
    [InlineData(70_000, 3_000, 0, 0.03, 0, 111)]
    public void Probes_of_the_rest(int images, int clean, int wrong, double alpha, int low, int high) =>
        Assert.Equal(new CountRange(low, high), Probed(images, ErrorPrior.Around(0.002), clean, wrong).Interval(alpha));

    [Fact]
    public void Probes_of_the_misread()
    {
        Assert.Equal(new CountRange(51, 287), Probed(500, ErrorPrior.AnyRate, clean: 28, wrong: 12).Interval(0.01));
        Assert.Equal(8.9, Probed(10_000, ErrorPrior.Around(0.002), clean: 300, wrong: 0).Mean, 0.05);
    }

    /// <summary>
    /// One in a hundred of 10,000 images is wrong; who looks after each twentieth probe up to the thousandth sees a false
    /// interval in at most 20 of 200 reviews. Intervals that hold at one time only (Clopper and Pearson's) fail this.
    /// </summary>
    [Fact]
    public void It_holds_at_all_looks_at_once()
    {
        (int right, int rightOnce) = (0, 0);
        for (int review = 0; review < 200; review++)
        {
            var random = new Prng(11, review);
            var count = new ErrorCount(10_000, ErrorPrior.Around(0.002));
            (bool held, bool heldOnce) = (true, true);
            for (int probe = 1; probe <= 1000; probe++)
            {
                count.AddProbe(random.Next(count.Left) < 100 - count.Found);
                if (probe % 20 != 0)
                    continue;
                CountRange range = count.Interval(0.05);
                held &= range.Low <= 100 && range.High >= 100;
                heldOnce &= ClopperPearsonHolds(count.ProbesFound, probe, 0.01);
            }

            right += held ? 1 : 0;
            rightOnce += heldOnce ? 1 : 0;
        }

        Assert.InRange(right, 180, 200);
        Assert.InRange(rightOnce, 0, 185);
    }

    [Fact]
    public void Everything_looked_at_leaves_nothing_open()
    {
        ErrorCount count = Probed(3, ErrorPrior.AnyRate, clean: 2, wrong: 1);
        Assert.Equal(new CountRange(1, 1), count.Interval(0.05));
        Assert.Equal(1, count.Mean, 1e-12);
        Assert.Throws<InvalidOperationException>(() => count.AddProbe(false));
        Assert.Equal(new CountRange(0, 0), new ErrorCount(0, ErrorPrior.AnyRate).Interval(0.05));
        Assert.Throws<ArgumentOutOfRangeException>(() => count.Interval(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ErrorPrior.Around(0));
    }

    private static bool ClopperPearsonHolds(int wrong, int probes, double rate) =>
        (wrong == 0 || Beta.InvCDF(wrong, probes - wrong + 1, 0.025) <= rate) && Beta.InvCDF(wrong + 1, probes - wrong, 0.975) >= rate;

    private static ErrorCount Probed(int images, ErrorPrior prior, int clean, int wrong)
    {
        var count = new ErrorCount(images, prior);
        for (int i = 0; i < clean + wrong; i++)
            count.AddProbe(i < wrong);
        return count;
    }
}
