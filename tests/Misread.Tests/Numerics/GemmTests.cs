using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed unsafe class GemmTests
{
    [Fact]
    public void Any_shape_stride_and_start_equals_the_plain_triple_loop() =>
        KernelTesting.ForAll([(1, 40), (1, 70), (0, 90), (0, 1), (0, 2), (0, 1)], s => Compare(s[0], s[1], s[2], s[3] == 1, s[4], s[5] == 1));

    [Theory]
    [InlineData(13, 33, 255)]
    [InlineData(13, 33, 256)]
    [InlineData(13, 33, 257)]
    [InlineData(7, 10, 1000)]
    [InlineData(1, 1, 5408)]
    public void Sums_longer_than_a_block_are_whole(int m, int n, int k)
    {
        for (int start = 0; start < 3; start++)
            Compare(m, n, k, transposed: start == 1, start, relu: true);
    }

    private static void Compare(int m, int n, int k, bool transposed, int start, bool relu)
    {
        int bRow = n + 2;
        int cRow = n + 1;
        AlignedBuffer a = KernelTesting.Random(m * k, m);
        AlignedBuffer b = KernelTesting.Random(k * bRow, n + 1000);
        AlignedBuffer c = KernelTesting.Random(m * cRow, k + 2000);
        AlignedBuffer bias = KernelTesting.Random(n, 3000);
        double[] expected = KernelTesting.ToDouble(c.Span);
        var gemm = new Gemm
        {
            M = m,
            N = n,
            K = k,
            A = a.Pointer,
            ARow = transposed ? 1 : k,
            AColumn = transposed ? m : 1,
            B = b.Pointer,
            BRow = bRow,
            C = c.Pointer,
            CRow = cRow,
            Bias = start == 1 ? bias.Pointer : null,
            Accumulate = start == 2,
            Relu = relu,
        };
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = start == 2 ? expected[(i * cRow) + j] : start == 1 ? bias.Span[j] : 0;
                for (int l = 0; l < k; l++)
                    sum += (double)a.Span[transposed ? (l * m) + i : (i * k) + l] * b.Span[(l * bRow) + j];
                expected[(i * cRow) + j] = relu ? Math.Max(0, sum) : sum;
            }
        }

        gemm.Run();
        KernelTesting.AssertClose(expected, c.Span, k, $"{m}×{n}×{k} transposed {transposed} start {start}");
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(bias);
    }
}
