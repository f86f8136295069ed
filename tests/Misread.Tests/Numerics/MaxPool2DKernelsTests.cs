using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed unsafe class MaxPool2DKernelsTests
{
    [Fact]
    public void Both_ways_equal_the_plain_loops() =>
        KernelTesting.ForAll([(2, 15), (2, 15), (1, 40), (2, 4), (0, 1)], s =>
        {
            if (s[0] < s[3] || s[1] < s[3])
                return;
            AlignedBuffer x = KernelTesting.Random(s[0] * s[1] * s[2], 1);
            if (s[4] == 1)
            {
                // Few different values, so that windows have ties; a ReLU's output is like that.
                foreach (ref float value in x.Span)
                    value = MathF.Max(0, MathF.Round(value));
            }

            Check(x, s[0], s[1], s[2], s[3]);
        });

    [Fact]
    public void Of_equal_values_the_first_wins()
    {
        AlignedBuffer x = new(16);
        x.Span.Fill(-3);
        x.Span[5] = x.Span[6] = -1;
        x.Span[9] = x.Span[10] = x.Span[13] = -2;
        AlignedBuffer winners = new(4);
        AlignedBuffer y = new(4);
        MaxPool2DKernels.Forward(x.Pointer, 4, 4, 1, 2, y.Pointer, winners.Pointer);
        Assert.Equal([-1, -1, -2, -2], y.Span.ToArray());
        Assert.Equal([3, 2, 1, 0], winners.Span.ToArray());
    }

    private static void Check(AlignedBuffer x, int height, int width, int channels, int size)
    {
        int outputs = height / size * (width / size) * channels;
        AlignedBuffer y = KernelTesting.Random(outputs, 2);
        AlignedBuffer dy = KernelTesting.Random(outputs, 3);
        AlignedBuffer dx = KernelTesting.Random(x.Length, 4);
        AlignedBuffer winners = new(outputs + 64);
        MaxPool2DKernels.Forward(x.Pointer, height, width, channels, size, y.Pointer, winners.Pointer);
        MaxPool2DKernels.Backward(dy.Pointer, winners.Pointer, height, width, channels, size, dx.Pointer);
        Assert.Equal(ReferenceLayers.MaxPool2D<float>(x.Span, height, width, channels, size), y.Span.ToArray());
        Assert.Equal(ReferenceGradients.MaxPool2D<float>(x.Span, height, width, channels, size, dy.Span), dx.Span.ToArray());
        Assert.Equal(new float[64], winners.Span[outputs..].ToArray());
    }
}
