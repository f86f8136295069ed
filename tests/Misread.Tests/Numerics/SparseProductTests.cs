using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed unsafe class SparseProductTests
{
    private static int Group => 8 * TileShapes.Lanes;

    [Theory]
    [InlineData(1, 1, 1, 0.5)]
    [InlineData(5, 63, 1, 0.2)]
    [InlineData(5, 64, 2, 0.2)]
    [InlineData(7, 65, 1, 0.2)]
    [InlineData(9, 784, 1, 0.2)]
    [InlineData(3, 300, 3, 0)]
    [InlineData(3, 100, 1, 1)]
    public void Forward_equals_the_product_with_all_terms(int rows, int inputs, int groups, double density)
    {
        int units = groups * Group;
        PixelRows pixels = Pixels(rows + 1, inputs, density);
        float[] x = Floats(pixels, 1, rows);
        AlignedBuffer w = KernelTesting.Random(inputs * units, 2);
        AlignedBuffer bias = KernelTesting.Random(units, 3);
        AlignedBuffer expected = KernelTesting.Random(rows * units, 4);
        AlignedBuffer actual = KernelTesting.Random(rows * units, 5);
        foreach (bool relu in (bool[])[false, true])
        {
            fixed (float* a = x)
            {
                new Gemm
                {
                    M = rows,
                    N = units,
                    K = inputs,
                    A = a,
                    ARow = inputs,
                    AColumn = 1,
                    B = w.Pointer,
                    BRow = units,
                    C = expected.Pointer,
                    CRow = units,
                    Bias = bias.Pointer,
                    Relu = relu,
                }.Run();
            }

            SparseProduct.Forward(pixels, 1, rows, w.Pointer, bias.Pointer, units, relu, actual.Pointer);
            Assert.Equal(expected.Span[..(rows * units)].ToArray(), actual.Span[..(rows * units)].ToArray());
        }
    }

    [Theory]
    [InlineData(1, 1, 0, 1, 0.5)]
    [InlineData(300, 784, 64, 1, 0.2)]
    [InlineData(300, 784, 768, 1, 0.2)]
    [InlineData(20, 100, 64, 2, 0.2)]
    [InlineData(4, 70, 0, 1, 1)]
    [InlineData(4, 70, 0, 1, 0)]
    public void The_gradient_of_the_weights_equals_the_product_with_all_terms(int rows, int inputs, int first, int groups, double density)
    {
        int units = groups * Group;
        int width = Math.Min(PixelRows.Block, inputs - first);
        PixelRows pixels = Pixels(rows, inputs, density);
        AlignedBuffer dy = KernelTesting.Random(rows * units, 2);
        AlignedBuffer actual = KernelTesting.Random(inputs * units, 4);
        float[] expected = actual.Span.ToArray();
        fixed (float* x = Floats(pixels, 0, rows), dw = expected)
        {
            new Gemm
            {
                M = width,
                N = units,
                K = rows,
                A = x + first,
                ARow = 1,
                AColumn = inputs,
                B = dy.Pointer,
                BRow = units,
                C = dw + (first * units),
                CRow = units,
            }.Run();
        }

        SparseProduct.BackwardWeights(pixels, rows, first, dy.Pointer, units, actual.Pointer);
        Assert.Equal(expected, actual.Span.ToArray());
    }

    private static PixelRows Pixels(int rows, int inputs, double density)
    {
        var pixels = new PixelRows(rows, inputs);
        pixels.SetScale(1f / 255);
        var random = new Prng(7);
        for (int n = 0; n < rows; n++)
        {
            foreach (ref byte pixel in pixels.Row(n))
                pixel = random.NextDouble() < density ? (byte)(1 + random.Next(255)) : (byte)0;
        }

        return pixels;
    }

    private static float[] Floats(PixelRows pixels, int first, int rows)
    {
        float[] floats = new float[rows * pixels.Size];
        for (int n = 0; n < rows; n++)
            Elementwise.Scale(pixels.Row(first + n), 1f / 255, floats.AsSpan(n * pixels.Size, pixels.Size));
        return floats;
    }
}
