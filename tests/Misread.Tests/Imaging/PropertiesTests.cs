using Misread.Imaging;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Imaging;

public sealed class PropertiesTests
{
    [Fact]
    public void A_white_square_on_black_by_hand()
    {
        byte[] pixels = new byte[20 * 10];
        for (int y = 2; y < 6; y++)
            pixels.AsSpan((y * 20) + 4, 4).Fill(255);
        double[] v = ImageProperties.Of(new Bitmap(20, 10, 1, pixels), new ImageFileFacts(40, 20, 100));

        Assert.Equal(255 * 16 / 200.0, Value(v, "brightness"), 1e-9);
        Assert.Equal((255, 0, 255), (Value(v, "highlight"), Value(v, "shadow"), Value(v, "range")));
        Assert.Equal((0.92, 0.08, 0.92), (Value(v, "clipped_dark"), Value(v, "clipped_light"), Value(v, "mode_share")));
        Assert.Equal((1, 1), (Value(v, "aspect"), Value(v, "border")));
        Assert.Equal((0.08, 2, 0), (Value(v, "ink"), Value(v, "stroke"), Value(v, "holes")));
        Assert.Equal(0, Value(v, "slant"), 1e-12);
        Assert.Equal(Math.Sqrt(Math.Pow((5.5 - 9.5) / 20, 2) + Math.Pow((3.5 - 4.5) / 10, 2)), Value(v, "off_centre"), 1e-12);
        Assert.Equal(-((0.92 * Math.Log2(0.92)) + (0.08 * Math.Log2(0.08))), Value(v, "entropy"), 1e-9);
        Assert.Equal((Math.Log2(800) / 2, 0), (Value(v, "size"), Value(v, "bytes_per_pixel")), Near);
        Assert.True(double.IsNaN(Value(v, "saturation")) && double.IsNaN(Value(v, "jpeg_quality")));
    }

    [Fact]
    public void Holes_and_colours()
    {
        byte[] ring = new byte[100];
        for (int i = 0; i < 100; i++)
            ring[i] = (i % 10) is >= 2 and <= 7 && (i / 10) is >= 2 and <= 7 && !((i % 10) is 4 or 5 && (i / 10) is 4 or 5) ? (byte)200 : (byte)0;
        byte[] red = [.. Enumerable.Range(0, 64).SelectMany(_ => (byte[])[200, 100, 100])];

        Assert.Equal(1, Value(ImageProperties.Of(new Bitmap(10, 10, 1, ring)), "holes"));
        double[] v = ImageProperties.Of(new Bitmap(8, 8, 3, red));
        Assert.Equal(0.5, Value(v, "saturation"), 1e-12);
        Assert.Equal(0.3 * Math.Sqrt((100 * 100) + (50 * 50)), Value(v, "colourfulness"), 1e-9);
        Assert.Equal(Math.Log(201 / 101.0), Value(v, "warmth"), 1e-12);
        Assert.True(double.IsNaN(Value(v, "sharpness")));
    }

    /// <summary>Half the contrast leaves sharpness where it is; a blur of two pixels takes half a unit and more.</summary>
    [Fact]
    public void Sharpness_is_no_contrast()
    {
        Bitmap texture = Texture(96, 128);
        Bitmap half = new(texture.Width, texture.Height, 1, [.. texture.Pixels.Select(p => (byte)(64 + (p / 2)))]);
        Bitmap blurred = Resample.Resize(Resample.Resize(texture, 24, 32, ResampleFilter.Area), 96, 128, ResampleFilter.Bicubic);
        double sharpness = Value(ImageProperties.Of(texture), "sharpness");

        Assert.Equal(sharpness, Value(ImageProperties.Of(half), "sharpness"), 0.05);
        Assert.True(Value(ImageProperties.Of(blurred), "sharpness") < sharpness - 0.5);
        Assert.True(Value(ImageProperties.Of(blurred), "noise") < Value(ImageProperties.Of(texture), "noise"));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(50)]
    [InlineData(75)]
    [InlineData(95)]
    public void The_quality_of_a_jpeg_is_read_back(int quality)
    {
        byte[] file = ImageEncoder.Encode(Texture(64, 64), ImageFormat.Jpeg, quality);
        Assert.Equal(quality, JpegQuality.Of(file), 1.0);
        Assert.True(double.IsNaN(JpegQuality.Of(file.AsSpan(0, 10))));
        Assert.True(double.IsNaN(JpegQuality.Of([1, 2, 3, 4, 5])));
        for (int length = 0; length < 200; length++)
            _ = JpegQuality.Of(file.AsSpan(0, length));
    }

    internal static Bitmap Texture(int width, int height, int seed = 1)
    {
        var random = new Prng(seed);
        (double X, double Y, double Radius, double Value)[] blobs =
            [.. Enumerable.Range(0, 60).Select(_ => (random.NextDouble() * width, random.NextDouble() * height, 2 + (random.NextDouble() * width / 6), (random.NextDouble() * 240) - 120))];
        byte[] pixels = new byte[width * height];
        for (int i = 0; i < pixels.Length; i++)
        {
            double sum = 128 + (4 * random.NextNormal());
            foreach ((double x, double y, double radius, double value) in blobs)
                sum += Math.Pow((i % width) - x, 2) + Math.Pow((i / width) - y, 2) < radius * radius ? value : 0;
            pixels[i] = (byte)Math.Clamp(sum, 0, 255);
        }

        return new Bitmap(width, height, 1, pixels);
    }

    private static bool Near((double, double) a, (double, double) b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && Math.Abs(a.Item2 - b.Item2) < 1e-9;

    private static double Value(double[] values, string name) => values[ImageProperty.IndexOf(name)];
}
