using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed unsafe class BatchNormKernelsTests
{
    [Fact]
    public void Every_sum_and_map_follows_its_formula() => KernelTesting.ForAll([(1, 40), (1, 70)], s =>
    {
        (int pixels, int channels) = (s[0], s[1]);
        AlignedBuffer x = KernelTesting.Random(pixels * channels, 1);
        AlignedBuffer dy = KernelTesting.Random(pixels * channels, 2);
        AlignedBuffer a = KernelTesting.Random(channels, 3);
        AlignedBuffer b = KernelTesting.Random(channels, 4);
        AlignedBuffer d = KernelTesting.Random(channels, 5);
        AlignedBuffer e = KernelTesting.Random(channels, 7);
        AlignedBuffer y = KernelTesting.Random(pixels * channels, 6);
        double[] sums = new double[channels];
        double[] products = new double[channels];
        fixed (double* first = sums, second = products)
        {
            BatchNormKernels.Sum(x.Pointer, pixels, channels, first);
            Compare(sums, (p, c) => x.Span[(p * channels) + c], pixels);
            BatchNormKernels.SumOfSquares(x.Pointer, pixels, channels, a.Pointer, first);
            Compare(sums, (p, c) => Math.Pow(x.Span[(p * channels) + c] - (double)a.Span[c], 2), pixels);
            BatchNormKernels.GradientSums(dy.Pointer, x.Pointer, pixels, channels, a.Pointer, b.Pointer, first, second);
            Compare(sums, (p, c) => dy.Span[(p * channels) + c], pixels);
            Compare(products, (p, c) => dy.Span[(p * channels) + c] * (x.Span[(p * channels) + c] - (double)a.Span[c]) * b.Span[c], pixels);
        }

        BatchNormKernels.Normalize(x.Pointer, pixels, channels, d.Pointer, a.Pointer, b.Pointer, y.Pointer);
        Map(y, (i, c) => (((double)x.Span[i] - d.Span[c]) * a.Span[c]) + b.Span[c], channels);
        BatchNormKernels.InputGradient(dy.Pointer, x.Pointer, pixels, channels, e.Pointer, a.Pointer, b.Pointer, d.Pointer, y.Pointer);
        Map(y, (i, c) => ((double)a.Span[c] * dy.Span[i]) + (b.Span[c] * ((double)x.Span[i] - e.Span[c])) + d.Span[c], channels);
    });

    private static void Compare(double[] actual, Func<int, int, double> term, int pixels)
    {
        for (int c = 0; c < actual.Length; c++)
            Assert.Equal(Enumerable.Range(0, pixels).Sum(p => term(p, c)), actual[c], 1e-5 * pixels);
    }

    private static void Map(AlignedBuffer y, Func<int, int, double> value, int channels) =>
        KernelTesting.AssertClose([.. Enumerable.Range(0, y.Length).Select(i => value(i, i % channels))], y.Span, 4, "map");
}
