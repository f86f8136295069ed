using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed unsafe class Conv2DKernelsTests
{
    // Height, width, channels, filters, kernel 1/3/5 (and 2, 4), stride 1 … 3, same, relu and bias.
    private static readonly (int, int)[] Sizes = [(1, 15), (1, 15), (1, 6), (1, 40), (1, 5), (1, 3), (0, 1), (0, 1), (0, 1)];

    [Fact]
    public void Forward_equals_the_plain_loops() => KernelTesting.ForAll(Sizes, s => Check(s, Forward));

    [Fact]
    public void Gradients_equal_the_plain_loops() => KernelTesting.ForAll(Sizes, s => Check(s, Backward));

    [Theory]
    [InlineData(28, 28, 1, 32, 3, 1, 0)] // cnn-small
    [InlineData(13, 13, 32, 64, 3, 1, 0)] // cnn
    [InlineData(26, 26, 32, 33, 3, 1, 1)]
    [InlineData(28, 28, 1, 24, 5, 2, 1)]
    [InlineData(5, 5, 3, 130, 5, 1, 0)]
    public void Shapes_of_real_networks(int height, int width, int channels, int filters, int kernel, int stride, int same)
    {
        int[] sizes = [height, width, channels, filters, kernel, stride, same, 1, 1];
        Check(sizes, Forward);
        Check(sizes, Backward);
    }

    [Theory]
    [InlineData(28, 3, 1, 28, 1, 1)]
    [InlineData(28, 3, 2, 14, 0, 1)] // the odd zero goes below and right
    [InlineData(28, 5, 2, 14, 1, 2)]
    [InlineData(7, 3, 2, 4, 1, 1)]
    [InlineData(7, 2, 1, 7, 0, 1)]
    [InlineData(7, 1, 3, 3, 0, 0)]
    public void Same_padding_is_TensorFlows(int size, int kernel, int stride, int output, int before, int after)
    {
        var g = new Conv2DGeometry(size, size, 1, 1, kernel, stride, same: true);
        Assert.Equal((output, before, after), (g.OutputHeight, g.PadTop, g.PadBottom));
        Assert.Equal((output, before, after), (g.OutputWidth, g.PadLeft, g.PadRight));
    }

    private static void Check(int[] s, Action<Conv2DGeometry, bool, bool> check)
    {
        bool same = s[6] == 1;
        if (!same && (s[0] < s[4] || s[1] < s[4]))
            return;
        check(new Conv2DGeometry(s[0], s[1], s[2], s[3], s[4], s[5], same), s[7] == 1, s[8] == 1);
    }

    private static void Forward(Conv2DGeometry g, bool relu, bool biased)
    {
        AlignedBuffer x = KernelTesting.Random(g.InputSize, 1);
        AlignedBuffer w = KernelTesting.Random(g.KernelSize, 2);
        AlignedBuffer bias = biased ? KernelTesting.Random(g.Filters, 3) : new AlignedBuffer(g.Filters);
        AlignedBuffer y = KernelTesting.Random(g.OutputSize, 4);
        AlignedBuffer scratch = KernelTesting.Random(g.PaddedSize, 5);
        float* padded = Conv2DKernels.Pad(in g, x.Pointer, scratch.Pointer);
        Conv2DKernels.Forward(in g, padded, w.Pointer, biased ? bias.Pointer : null, y.Pointer, relu, 0, g.OutputHeight);
        int last = g.OutputHeight - 1;
        AlignedBuffer row = new(g.OutputSize / g.OutputHeight);
        Conv2DKernels.Forward(in g, padded, w.Pointer, biased ? bias.Pointer : null, row.Pointer, relu, last, 1);
        Assert.Equal(y.Span[(last * row.Length)..], row.Span);
        double[] expected = ReferenceLayers.Conv2D<double>(
            KernelTesting.ToDouble(x.Span), g.Height, g.Width, g.Channels, KernelTesting.ToDouble(w.Span), g.Kernel, KernelTesting.ToDouble(bias.Span), g.Stride, g.IsSame());
        KernelTesting.AssertClose(relu ? ReferenceLayers.Relu<double>(expected) : expected, y.Span, g.Kernel * g.Kernel * g.Channels, g.ToString());
        GC.KeepAlive(w);
        GC.KeepAlive(scratch);
    }

    private static void Backward(Conv2DGeometry g, bool again, bool sparse)
    {
        AlignedBuffer x = KernelTesting.Random(g.InputSize, 1);
        AlignedBuffer w = KernelTesting.Random(g.KernelSize, 2);
        AlignedBuffer dy = KernelTesting.Random(g.OutputSize, 3, sparse ? 0.7 : 0);
        AlignedBuffer dw = new(g.KernelSize);
        AlignedBuffer dx = KernelTesting.Random(g.InputSize, 4);
        AlignedBuffer scratch = KernelTesting.Random(g.PaddedSize, 5);
        AlignedBuffer spread = KernelTesting.Random(g.SpreadSize, 6);
        AlignedBuffer turned = KernelTesting.Random(g.KernelSize, 7);
        float* padded = Conv2DKernels.Pad(in g, x.Pointer, scratch.Pointer);
        for (int time = 0; time < (again ? 2 : 1); time++)
            Conv2DKernels.BackwardWeights(in g, padded, dy.Pointer, dw.Pointer);
        Conv2DKernels.Turn(in g, w.Pointer, turned.Pointer);
        Conv2DKernels.BackwardData(in g, dy.Pointer, turned.Pointer, dx.Pointer, spread.Pointer);
        (double[] kernel, double[] input) = ReferenceGradients.Conv2D<double>(
            KernelTesting.ToDouble(x.Span), g.Height, g.Width, g.Channels, KernelTesting.ToDouble(w.Span), g.Kernel, KernelTesting.ToDouble(dy.Span), g.Filters, g.Stride, g.IsSame());
        if (again)
            kernel = [.. kernel.Select(k => 2 * k)];
        KernelTesting.AssertClose(kernel, dw.Span, g.OutputHeight * g.OutputWidth, "dw of " + g);
        KernelTesting.AssertClose(input, dx.Span, g.Kernel * g.Kernel * g.Filters, "dx of " + g);
        GC.KeepAlive(spread);
        GC.KeepAlive(turned);
        GC.KeepAlive(scratch);
    }
}

internal static class Conv2DGeometryTesting
{
    /// <summary>Whether the output has ⌈size / stride⌉ rows; where a valid convolution has as many, the two are the same thing.</summary>
    public static bool IsSame(this in Conv2DGeometry g) =>
        g.OutputHeight == (g.Height + g.Stride - 1) / g.Stride && g.OutputWidth == (g.Width + g.Stride - 1) / g.Stride;
}
