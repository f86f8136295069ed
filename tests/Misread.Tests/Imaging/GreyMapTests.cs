using Misread.Imaging;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Imaging;

public sealed class GreyMapTests
{
    [Theory]
    [InlineData(7, 5, 1)]
    [InlineData(9, 4, 3)]
    [InlineData(1, 6, 8)]
    [InlineData(20, 20, 4)]
    public void Filters_equal_their_definitions(int width, int height, int radius)
    {
        var random = new Prng(width, height, radius);
        var map = new GreyMap(width, height, [.. Enumerable.Range(0, width * height).Select(_ => (float)random.NextDouble())]);
        GreyMap greatest = map.Dilate(radius), least = map.Erode(radius), mean = map.Blur(radius);
        for (int i = 0; i < map.Values.Length; i++)
        {
            float[] window = [.. Enumerable.Range(0, map.Values.Length)
                .Where(j => Math.Abs(j % width - i % width) <= radius && Math.Abs(j / width - i / width) <= radius)
                .Select(j => map.Values[j])];
            Assert.Equal(window.Max(), greatest.Values[i]);
            Assert.Equal(window.Min(), least.Values[i]);
            Assert.Equal(window.Average(), mean.Values[i], 1e-5f);
        }
    }

    [Fact]
    public void The_margin_repeats_the_outermost_pixels() => Assert.Equal(
        [1f, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4], new GreyMap(2, 2, [1, 2, 3, 4]).Padded(1).Values);
}
