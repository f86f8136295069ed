using Misread.Nn;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Nn;

public sealed class InitializerTests
{
    private const int FanIn = 300;
    private const int FanOut = 200;
    private const int Count = FanIn * FanOut;

    [Theory]
    [InlineData(Initializer.GlorotUniform, 6.0 / (FanIn + FanOut))]
    [InlineData(Initializer.HeUniform, 6.0 / FanIn)]
    public void Uniform_ones_fill_their_limits(Initializer initializer, double squaredLimit)
    {
        float[] w = Fill(initializer);
        double limit = Math.Sqrt(squaredLimit);
        Assert.All(w, v => Assert.InRange(v, -limit, limit));
        Assert.InRange(w.Max(), 0.999 * limit, limit);
        Assert.InRange(w.Min(), -limit, -0.999 * limit);
        AssertMoments(w, squaredLimit / 3, kurtosis: 1.8);
    }

    [Theory]
    [InlineData(Initializer.GlorotNormal, 2.0 / (FanIn + FanOut))]
    [InlineData(Initializer.HeNormal, 2.0 / FanIn)]
    public void Normal_ones_have_their_variance(Initializer initializer, double variance) =>
        AssertMoments(Fill(initializer), variance, kurtosis: 3);

    [Fact]
    public void Constants_are_constant()
    {
        Assert.All(Fill(Initializer.Zeros), v => Assert.Equal(0, v));
        Assert.All(Fill(Initializer.Ones), v => Assert.Equal(1, v));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fill((Initializer)99));
    }

    [Fact]
    public void A_convolutions_fans_count_its_taps()
    {
        var network = new Sequential(new Shape(28, 28, 3), new Conv2D(8, 5));
        network.Initialize(1);
        double limit = Math.Sqrt(6.0 / (25 * (3 + 8)));
        float[] w = network.Layers[0].Parameters[0].Values.ToArray();
        Assert.InRange(w.Max(MathF.Abs), 0.98 * limit, limit);
        Assert.All(network.Layers[0].Parameters[1].Values.ToArray(), b => Assert.Equal(0, b));
    }

    [Fact]
    public void The_seed_decides_every_tensor_and_no_two_are_alike()
    {
        float[][] a = Values(42);
        Assert.Equal(a, Values(42));
        Assert.NotEqual(a[0], Values(43)[0]);
        Assert.NotEqual(a[0][..16], a[2][..16]);

        static float[][] Values(long seed)
        {
            var network = new Sequential(new Shape(1, 1, 16), new Dense(16), new Dense(16));
            network.Initialize(seed);
            return [.. network.Parameters().Select(p => p.Parameter.Values.ToArray())];
        }
    }

    private static float[] Fill(Initializer initializer)
    {
        float[] w = new float[Count];
        Initializers.Fill(w, initializer, FanIn, FanOut, new Prng(11));
        return w;
    }

    // Five standard errors of a mean and of a variance.
    private static void AssertMoments(float[] w, double variance, double kurtosis)
    {
        Assert.Equal(0, w.Average(v => (double)v), 5 * Math.Sqrt(variance / Count));
        Assert.Equal(variance, w.Average(v => (double)v * v), 5 * variance * Math.Sqrt((kurtosis - 1) / Count));
    }
}
