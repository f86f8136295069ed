using System.Text.Json;
using Misread.Imaging;
using Xunit;

namespace Misread.Tests.Imaging;

public sealed class BitmapResizeTests
{
    [Fact]
    public void Bytes_equal_Pillows_to_the_bit()
    {
        string path = Path.Combine(TestData.RepositoryRoot, "tests/Misread.Tests/Imaging/resample_bytes_goldens.json");
        using JsonDocument goldens = JsonDocument.Parse(File.ReadAllText(path));
        foreach (JsonElement c in goldens.RootElement.EnumerateArray())
        {
            var image = new Bitmap(Int(c, "width"), Int(c, "height"), 3, Convert.FromHexString(c.GetProperty("pixels").GetString()!));
            var filter = Enum.Parse<ResampleFilter>(c.GetProperty("filter").GetString()!);
            Bitmap resized = Resample.Resize(image, Int(c, "new_width"), Int(c, "new_height"), filter);
            Assert.Equal(c.GetProperty("expected").GetString(), Convert.ToHexStringLower(resized.Pixels));
        }

        static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();
    }

    [Fact]
    public void Area_of_bytes_is_the_rounded_mean() =>
        Assert.Equal([2, 6], Resample.Resize(new Bitmap(4, 1, 1, [1, 3, 5, 7]), 2, 1, ResampleFilter.Area).Pixels);

    [Fact]
    public void The_same_size_is_the_same_image()
    {
        var image = new Bitmap(3, 2, 3);
        Assert.Same(image, Resample.Resize(image, 3, 2, ResampleFilter.Lanczos));
    }

    [Theory]
    [InlineData(FitRule.Stretch)]
    [InlineData(FitRule.Crop)]
    [InlineData(FitRule.Pad)]
    public void Every_rule_gives_the_size_that_is_asked_for(FitRule rule)
    {
        foreach ((int w, int h) in ((int, int)[])[(40, 30), (30, 40), (1, 90), (90, 1), (17, 17)])
        {
            Bitmap fitted = BitmapGeometry.Fit(new Bitmap(w, h, 3), 16, 24, rule);
            Assert.Equal((16, 24, 3), (fitted.Width, fitted.Height, fitted.Channels));
        }
    }

    [Fact]
    public void Crop_keeps_the_middle_and_pad_the_whole()
    {
        // Red, green, blue columns.
        var image = new Bitmap(3, 1, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255]);
        Assert.Equal([0, 255, 0], BitmapGeometry.Fit(image, 1, 1, FitRule.Crop).Pixels);
        Bitmap padded = BitmapGeometry.Fit(image, 3, 3, FitRule.Pad);
        Assert.Equal(image.Pixels, padded.Pixels[9..18]);
        Assert.All(padded.Pixels[..9], b => Assert.Equal(255, b));
        Assert.All(BitmapGeometry.Fit(new Bitmap(3, 1, 1), 3, 3, FitRule.Pad).Pixels, b => Assert.Equal(0, b));
    }

    [Fact]
    public void A_part_outside_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BitmapGeometry.Crop(new Bitmap(3, 3, 1), 1, 0, 3, 1));
        Assert.Equal([5, 6], BitmapGeometry.Crop(new Bitmap(3, 2, 1, [1, 2, 3, 4, 5, 6]), 1, 1, 2, 1).Pixels);
    }
}
