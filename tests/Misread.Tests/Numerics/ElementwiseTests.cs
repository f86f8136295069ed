using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed unsafe class ElementwiseTests
{
    public static TheoryData<int> Lengths => [1, 3, 15, 16, 17, 31, 64, 100, 784];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Pixels_are_scaled_exactly(int length)
    {
        byte[] pixels = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 37))];
        float[] values = new float[length + 1];
        Elementwise.Scale(pixels, 1f / 255, values);
        Assert.Equal([.. pixels.Select(p => p * (1f / 255)), 0f], values);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Relu_and_its_mask_follow_the_definition(int length)
    {
        float[] x = KernelTesting.Random(length, 5, zeros: 0.2).Span.ToArray();
        float[] y = new float[length];
        Elementwise.Relu(x, y);
        Assert.Equal(x.Select(v => Math.Max(0, v)), y);
        float[] dy = KernelTesting.Random(length, 6).Span.ToArray();
        float[] dx = [.. dy];
        Elementwise.MaskByReluOutput(y, dx);
        Assert.Equal(dy.Select((d, i) => x[i] > 0 ? d : 0), dx);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 33)]
    [InlineData(30, 16)]
    public void Columns_are_summed_in_row_order(int rows, int columns)
    {
        AlignedBuffer x = KernelTesting.Random(rows * columns, 7);
        float[] sums = KernelTesting.Random(columns, 8).Span.ToArray();
        float[] expected = [.. sums];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                expected[j] += x.Span[(i * columns) + j];
        }

        Elementwise.AddColumnSums(x.Pointer, rows, columns, sums);
        Assert.Equal(expected, sums);
        GC.KeepAlive(x);
    }

    [Fact]
    public void A_transpose_is_one_at_any_size() => KernelTesting.ForAll([(1, 50), (1, 50), (0, 5), (0, 5)], s =>
    {
        (int rows, int columns) = (s[0], s[1]);
        int sourceRow = columns + s[2];
        int destinationRow = rows + s[3];
        AlignedBuffer source = KernelTesting.Random(rows * sourceRow, 1);
        AlignedBuffer destination = KernelTesting.Random(columns * destinationRow, 2);
        float[] expected = destination.Span.ToArray();
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                expected[(j * destinationRow) + i] = source.Span[(i * sourceRow) + j];
        }

        Transpose.Run(source.Pointer, sourceRow, rows, columns, destination.Pointer, destinationRow);
        Assert.Equal(expected, destination.Span.ToArray());
        GC.KeepAlive(source);
    });

    [Fact]
    public void A_buffer_is_aligned_zeroed_and_readable_behind_its_end()
    {
        for (int length = 0; length < 40; length++)
        {
            var buffer = new AlignedBuffer(length);
            Assert.Equal(0, (nint)buffer.Pointer % 64);
            Assert.Equal(length, buffer.Span.Length);
            for (int i = 0; i < length + AlignedBuffer.Slack; i++)
                Assert.Equal(0, buffer.Pointer[i]);
            GC.KeepAlive(buffer);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedBuffer(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedBuffer(long.MaxValue));
    }
}
