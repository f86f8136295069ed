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
        AlignedBuffer x = Inputs(rows, inputs, density);
        AlignedBuffer w = KernelTesting.Random(inputs * units, 2);
        AlignedBuffer bias = KernelTesting.Random(units, 3);
        AlignedBuffer expected = KernelTesting.Random(rows * units, 4);
        AlignedBuffer actual = KernelTesting.Random(rows * units, 5);
        foreach (bool relu in (bool[])[false, true])
        {
            new Gemm
            {
                M = rows,
                N = units,
                K = inputs,
                A = x.Pointer,
                ARow = inputs,
                AColumn = 1,
                B = w.Pointer,
                BRow = units,
                C = expected.Pointer,
                CRow = units,
                Bias = bias.Pointer,
                Relu = relu,
            }.Run();
            SparseProduct.Forward(x.Pointer, rows, inputs, w.Pointer, bias.Pointer, units, relu, actual.Pointer);
            Assert.Equal(expected.Span[..(rows * units)].ToArray(), actual.Span[..(rows * units)].ToArray());
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 1, 0.5)]
    [InlineData(300, 784, 64, 1, 0.2)]
    [InlineData(20, 100, 36, 2, 0.2)]
    [InlineData(4, 70, 17, 1, 1)]
    [InlineData(4, 70, 64, 1, 0)]
    public void The_gradient_of_the_weights_equals_the_product_with_all_terms(int rows, int inputs, int width, int groups, double density)
    {
        int units = groups * Group;
        int first = inputs - width;
        AlignedBuffer x = Inputs(rows, inputs, density);
        AlignedBuffer dy = KernelTesting.Random(rows * units, 2);
        AlignedBuffer expected = KernelTesting.Random(width * units, 3);
        AlignedBuffer actual = KernelTesting.Random((width * units) + 1, 4);
        float behind = actual.Span[width * units];
        new Gemm
        {
            M = width,
            N = units,
            K = rows,
            A = x.Pointer + first,
            ARow = 1,
            AColumn = inputs,
            B = dy.Pointer,
            BRow = units,
            C = expected.Pointer,
            CRow = units,
        }.Run();
        SparseProduct.BackwardWeights(x.Pointer + first, rows, inputs, width, dy.Pointer, units, actual.Pointer);
        Assert.Equal(expected.Span[..(width * units)].ToArray(), actual.Span[..(width * units)].ToArray());
        Assert.Equal(behind, actual.Span[width * units]);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.2, true)]
    [InlineData(0.5, false)]
    [InlineData(1, false)]
    public void It_pays_where_most_inputs_are_0(double density, bool pays)
    {
        foreach (int rows in (int[])[3, 8, 200])
            Assert.Equal(pays, SparseProduct.Pays(Inputs(rows, 790, density).Pointer, rows, 790));
    }

    private static AlignedBuffer Inputs(int rows, int inputs, double density)
    {
        AlignedBuffer x = KernelTesting.Random(rows * inputs, 1);
        var random = new Prng(7);
        foreach (ref float value in x.Span)
            value = random.NextDouble() < density ? value : 0;
        return x;
    }
}
