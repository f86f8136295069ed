using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed unsafe class PooledConv2DTests
{
    // Height, width, channels, vectors of filters, kernel, stride, same, relu, winners kept.
    private static readonly (int, int)[] Sizes = [(2, 15), (2, 20), (1, 6), (1, 5), (1, 5), (1, 3), (0, 1), (0, 1), (0, 1)];

    // Height, width, vectors of filters, kernel, same.
    private static readonly (int, int)[] GradientSizes = [(3, 15), (3, 15), (1, 3), (2, 5), (0, 1)];

    [Fact]
    public void Pooling_in_registers_gives_the_bits_of_convolution_and_pooling() => KernelTesting.ForAll(Sizes, s =>
    {
        var g = new Conv2DGeometry(s[0], s[1], s[2], s[3] * TileShapes.Lanes, s[4], s[5], s[6] == 1);
        if (g.OutputHeight < 2 || g.OutputWidth < 2)
            return;
        (bool relu, bool keep) = (s[7] == 1, s[8] == 1);
        Assert.True(PooledConv2DKernels.Fits(in g, 2));
        AlignedBuffer x = KernelTesting.Random(g.InputSize, 1, zeros: 0.5);
        AlignedBuffer w = KernelTesting.Random(g.KernelSize, 2);
        AlignedBuffer bias = KernelTesting.Random(g.Filters, 3);
        AlignedBuffer scratch = KernelTesting.Random(g.PaddedSize, 4);
        AlignedBuffer map = new(g.OutputSize);
        float* padded = Conv2DKernels.Pad(in g, x.Pointer, scratch.Pointer);
        Conv2DKernels.Forward(in g, padded, w.Pointer, bias.Pointer, map.Pointer, relu, 0, g.OutputHeight);
        (int height, int width) = (g.OutputHeight / 2, g.OutputWidth / 2);
        int outputs = height * width * g.Filters;
        AlignedBuffer expected = new(outputs), expectedWinners = new(outputs), y = new(outputs + 64), winners = new(outputs + 64);
        for (int row = 0; row < height; row++)
        {
            nint at = (nint)row * width * g.Filters;
            MaxPool2DKernels.ForwardRow(map.Pointer + (2 * row * g.OutputWidth * g.Filters), g.OutputWidth, g.Filters, 2, relu, expected.Pointer + at, expectedWinners.Pointer + at);
        }

        PooledConv2DKernels.Forward(in g, padded, w.Pointer, bias.Pointer, relu, y.Pointer, keep ? winners.Pointer : null);
        Assert.Equal(expected.Span, y.Span[..outputs]);
        Assert.Equal(keep ? expectedWinners.Span.ToArray() : new float[outputs], winners.Span[..outputs].ToArray());
        Assert.Equal(new float[64], y.Span[outputs..].ToArray());
        Assert.Equal(new float[64], winners.Span[outputs..].ToArray());
        GC.KeepAlive(scratch);
    });

    [Fact]
    public void Gradient_from_the_winners_equals_the_plain_loops() => KernelTesting.ForAll(GradientSizes, s =>
    {
        var g = new Conv2DGeometry(s[0], s[1], 1, s[2] * TileShapes.Lanes, s[3], 1, s[4] == 1);
        if (g.OutputHeight >= 2 && g.OutputWidth >= 2 && PooledConv2DGradient.Fits(in g, 2))
            Gradient(g, same: s[4] == 1);
    });

    [Theory]
    [InlineData(3, 32)] // cnn-small
    [InlineData(5, 16)] // fast
    public void Gradients_of_the_presets(int kernel, int filters)
    {
        var g = new Conv2DGeometry(28, 28, 1, filters, kernel, 1, same: false);
        if (PooledConv2DGradient.Fits(in g, 2))
            Gradient(g, same: false);
    }

    [Fact]
    public void Which_shapes_fit_follows_from_the_vectors()
    {
        int lanes = TileShapes.Lanes;
        Assert.Equal(lanes >= 8, Fits(channels: 1, filters: lanes, kernel: 3, stride: 1, pool: 2));
        Assert.Equal(lanes >= 16, Fits(channels: 1, filters: lanes, kernel: 5, stride: 1, pool: 2));
        Assert.False(Fits(channels: 2, filters: lanes, kernel: 3, stride: 1, pool: 2));
        Assert.False(Fits(channels: 1, filters: lanes + 1, kernel: 3, stride: 1, pool: 2));
        Assert.False(Fits(channels: 1, filters: lanes, kernel: 3, stride: 2, pool: 2));
        Assert.False(Fits(channels: 1, filters: lanes, kernel: 3, stride: 1, pool: 3));
        Assert.False(Fits(channels: 1, filters: lanes, kernel: 7, stride: 1, pool: 2));

        static bool Fits(int channels, int filters, int kernel, int stride, int pool) =>
            PooledConv2DGradient.Fits(new Conv2DGeometry(28, 28, channels, filters, kernel, stride, same: false), pool);
    }

    private static void Gradient(Conv2DGeometry g, bool same)
    {
        (int height, int width) = (g.OutputHeight / 2, g.OutputWidth / 2);
        int outputs = height * width * g.Filters;
        AlignedBuffer x = KernelTesting.Random(g.InputSize, 1);
        AlignedBuffer scratch = KernelTesting.Random(g.PaddedSize, 2);
        AlignedBuffer dy = KernelTesting.Random(outputs, 3);
        AlignedBuffer winners = new(outputs);
        var random = new Prng(4, outputs);
        foreach (ref float winner in winners.Span)
            winner = random.Next(5) - 1;
        AlignedBuffer map = new(g.OutputSize), dw = KernelTesting.Random(g.KernelSize, 5), db = KernelTesting.Random(g.Filters, 6);
        double[] kernelBefore = KernelTesting.ToDouble(dw.Span), biasBefore = KernelTesting.ToDouble(db.Span);
        MaxPool2DKernels.Backward(dy.Pointer, winners.Pointer, g.OutputHeight, g.OutputWidth, g.Filters, 2, map.Pointer);
        (double[] kernel, _) = ReferenceGradients.Conv2D<double>(
            KernelTesting.ToDouble(x.Span), g.Height, g.Width, 1, new double[g.KernelSize], g.Kernel, KernelTesting.ToDouble(map.Span), g.Filters, 1, same);
        double[] bias = new double[g.Filters];
        for (int i = 0; i < map.Length; i++)
            bias[i % g.Filters] += map.Span[i];

        float* padded = Conv2DKernels.Pad(in g, x.Pointer, scratch.Pointer);
        PooledConv2DGradient.Add(in g, padded, dy.Pointer, winners.Pointer, dw.Pointer, db.Pointer);
        KernelTesting.AssertClose([.. kernel.Zip(kernelBefore, (a, b) => a + b)], dw.Span, height * width, "dw of " + g);
        KernelTesting.AssertClose([.. bias.Zip(biasBefore, (a, b) => a + b)], db.Span, height * width, "db of " + g);
        GC.KeepAlive(scratch);
    }
}
