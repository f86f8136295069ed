using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

public sealed class SlantTests
{
    private const int Side = 28;

    [Theory]
    [InlineData(0, 14)]
    [InlineData(0.3, 14)]
    [InlineData(-0.7, 12.5)]
    [InlineData(0.95, 16)]
    public void A_slanted_stroke_becomes_upright(double slant, double centreX)
    {
        byte[] image = Stroke(slant, centreX);
        (double found, double centre) = Slant.Of(image, Side);
        Assert.Equal(slant, found, 0.01);
        Assert.Equal(13.5, centre, 0.01);

        byte[] upright = Upright(image, Side);
        Assert.Equal(0, Slant.Of(upright, Side).Slant, 0.01);
        Assert.Equal(image.Sum(v => v), upright.Sum(v => v), 0.01 * image.Sum(v => v));
        Assert.InRange(upright.Max(), 0, image.Max());
        for (int y = 4; y < 24; y++)
            Assert.Equal(centreX, Centre(upright.AsSpan(y * Side, Side)), 0.05);
    }

    [Fact]
    public void Moments_are_those_of_the_formula()
    {
        var random = new Prng(4);
        byte[] image = [.. Enumerable.Range(0, 9 * 13).Select(_ => (byte)random.Next(256))];
        double ink = image.Sum(v => v);
        double x0 = image.Select((v, i) => v * (i % 13)).Sum() / ink;
        double y0 = image.Select((v, i) => v * (i / 13)).Sum() / ink;
        double xy = image.Select((v, i) => v * ((i % 13) - x0) * ((i / 13) - y0)).Sum();
        double yy = image.Select((v, i) => v * Math.Pow((i / 13) - y0, 2)).Sum();
        (double slant, double centre) = Slant.Of(image, 13);
        Assert.Equal(xy / yy, slant, 1e-12);
        Assert.Equal(y0, centre, 1e-12);
    }

    [Fact]
    public void Rows_are_read_between_pixels()
    {
        // Ink at (0,0), (1,1), (2,2) and (3,3): slant 1 about row 1.5, so rows move by -1.5 … 1.5 pixels.
        byte[] image = new byte[16];
        for (int i = 0; i < 4; i++)
            image[(4 * i) + i] = 100;
        Assert.Equal([0, 50, 50, 0, 0, 50, 50, 0, 0, 50, 50, 0, 0, 50, 50, 0], Upright(image, 4));
    }

    [Fact]
    public void Whatever_the_slant_pixels_are_those_of_the_formula()
    {
        var random = new Prng(6);
        foreach ((int height, int width) in ((int, int)[])[(1, 1), (1, 9), (9, 1), (7, 5), (28, 28), (40, 3)])
        {
            byte[] image = [.. Enumerable.Range(0, height * width).Select(i => (byte)(random.Next(4) == 0 || i % width == i / width ? random.Next(256) : 0))];
            (double slant, double centre) = Slant.Of(image, width);
            byte[] upright = Upright(image, width);
            for (int i = 0; i < image.Length; i++)
            {
                double at = (i % width) + (slant * ((i / width) - centre));
                double expected = (Pixel(Math.Floor(at)) * (1 - (at - Math.Floor(at)))) + (Pixel(Math.Floor(at) + 1) * (at - Math.Floor(at)));
                Assert.Equal(expected, upright[i], 0.51);

                double Pixel(double x) => x >= 0 && x < width ? image[(i / width * width) + (int)x] : 0;
            }
        }
    }

    [Fact]
    public void Images_without_a_slant_stay_as_they_are()
    {
        byte[] line = new byte[Side * Side];
        line.AsSpan(5 * Side, 9).Fill(200);
        foreach (byte[] image in (byte[][])[new byte[Side * Side], line, Stroke(0, 14)])
            Assert.Equal(image, Upright(image, Side));
    }

    [Fact]
    public void A_slant_is_never_steeper_than_45_degrees()
    {
        byte[] flat = new byte[3 * 20];
        for (int y = 0; y < 3; y++)
            flat.AsSpan((y * 20) + (6 * y), 8).Fill(90);
        Assert.Equal(1, Slant.Of(flat, 20).Slant);
    }

    private static byte[] Upright(byte[] image, int width)
    {
        byte[] result = new byte[image.Length];
        Array.Fill(result, (byte)77);
        Slant.Remove(image, width, result);
        return result;
    }

    // A stroke of soft edges over rows 4 … 23, symmetric about 13.5.
    private static byte[] Stroke(double slant, double centreX)
    {
        byte[] image = new byte[Side * Side];
        for (int y = 4; y < 24; y++)
        {
            for (int x = 0; x < Side; x++)
                image[(y * Side) + x] = (byte)(250 * Math.Max(0, 1 - (Math.Abs(x - centreX - (slant * (y - 13.5))) / 2)));
        }

        return image;
    }

    private static double Centre(ReadOnlySpan<byte> row)
    {
        double sum = 0;
        double at = 0;
        for (int x = 0; x < row.Length; x++)
        {
            sum += row[x];
            at += x * row[x];
        }

        return at / sum;
    }
}
