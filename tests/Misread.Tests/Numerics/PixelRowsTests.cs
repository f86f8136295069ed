using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed unsafe class PixelRowsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(784)]
    public void Rows_lie_on_cache_lines_with_zeros_behind_them_and_do_not_overlap(int size)
    {
        var pixels = new PixelRows(3, size);
        for (int n = 0; n < 3; n++)
            pixels.Row(n).Fill((byte)(n + 1));
        Assert.Equal(0u, (nuint)pixels.Pointer % PixelRows.Block);
        for (int n = 0; n < 3; n++)
        {
            for (int k = 0; k < pixels.Stride; k++)
                Assert.Equal(k < size ? n + 1 : 0, pixels.Pointer[(n * pixels.Stride) + k]);
        }
    }

    [Fact]
    public void A_block_tells_which_of_its_pixels_are_not_0()
    {
        var pixels = new PixelRows(1, PixelRows.Block);
        pixels.Row(0)[0] = 1;
        pixels.Row(0)[33] = 128;
        pixels.Row(0)[63] = 255;
        Assert.Equal((1ul << 63) | (1ul << 33) | 1, PixelRows.NonZero(pixels.Pointer));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.2, true)]
    [InlineData(0.5, false)]
    [InlineData(1, false)]
    public void Images_are_mostly_zero_where_less_than_a_third_of_the_pixels_is_drawn(double density, bool expected)
    {
        foreach (int rows in (int[])[3, 8, 200])
        {
            var pixels = new PixelRows(rows, 790);
            var random = new Prng(7);
            for (int n = 0; n < rows; n++)
            {
                foreach (ref byte pixel in pixels.Row(n))
                    pixel = random.NextDouble() < density ? (byte)255 : (byte)0;
            }

            Assert.Equal(expected, pixels.AreMostlyZero(rows));
        }
    }

    [Fact]
    public void Values_are_those_of_pixels_that_are_scaled()
    {
        var pixels = new PixelRows(1, 256);
        pixels.SetScale(1f / 255);
        for (int i = 0; i < 256; i++)
            pixels.Row(0)[i] = (byte)i;
        float[] scaled = new float[256];
        Elementwise.Scale(pixels.Row(0), 1f / 255, scaled);
        Assert.Equal(scaled, new ReadOnlySpan<float>(pixels.Values, 256).ToArray());
    }
}
