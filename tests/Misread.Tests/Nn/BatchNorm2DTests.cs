using Misread.Nn;
using Misread.Numerics;
using Misread.Tests.Numerics;
using Xunit;

namespace Misread.Tests.Nn;

public sealed unsafe class BatchNorm2DTests
{
    [Fact]
    public void Running_statistics_are_averages_over_batches_with_the_unbiased_variance()
    {
        var network = new Sequential(new Shape(3, 2, 4), new BatchNorm2D(momentum: 0.3));
        network.Initialize(0);
        using var team = new ThreadTeam(2);
        network.Allocate(5, 2, training: true);
        double[] mean = new double[4];
        double[] variance = [1, 1, 1, 1];
        for (int step = 0; step < 3; step++)
        {
            float[] x = KernelTesting.Random(5 * 24, step).Span.ToArray();
            x.CopyTo(new Span<float>(network.Input, x.Length));
            network.Forward(new Pass { Team = team, Batch = 5, Training = true });
            for (int c = 0; c < 4; c++)
            {
                double[] values = [.. x.Where((_, i) => i % 4 == c).Select(v => (double)v)];
                double m = values.Average();
                mean[c] = (0.7 * mean[c]) + (0.3 * m);
                variance[c] = (0.7 * variance[c]) + (0.3 * values.Sum(v => (v - m) * (v - m)) / (values.Length - 1));
            }
        }

        IReadOnlyList<Parameter> p = network.Layers[0].Parameters;
        Assert.Equal(["gamma", "beta", "running_mean", "running_variance"], p.Select(q => q.Name));
        for (int c = 0; c < 4; c++)
        {
            Assert.Equal(mean[c], p[2].Values[c], 1e-6);
            Assert.Equal(variance[c], p[3].Values[c], 1e-5);
        }
    }

    [Fact]
    public void A_constant_channel_stays_finite_and_gives_the_shift()
    {
        var network = new Sequential(new Shape(2, 2, 1), new BatchNorm2D());
        network.Initialize(0);
        network.Layers[0].Parameters[1].Values[0] = 0.75f;
        using var team = new ThreadTeam(1);
        network.Allocate(1, 1, training: true);
        new Span<float>(network.Input, 4).Fill(3e7f);
        network.Forward(new Pass { Team = team, Batch = 1, Training = true });
        Assert.Equal([0.75f, 0.75f, 0.75f, 0.75f], new ReadOnlySpan<float>(network.Output, 4).ToArray());
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm2D(momentum: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm2D(momentum: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm2D(epsilon: 0));
    }
}
