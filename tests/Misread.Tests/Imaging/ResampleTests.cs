using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Misread.Imaging;
using Xunit;

namespace Misread.Tests.Imaging;

public sealed class ResampleTests
{
    [Fact]
    public void Area_takes_the_mean_of_blocks()
    {
        float[] pixels = [1, 3, 5, 7, 3, 5, 7, 9];
        Assert.Equal([3f, 7f], Resample.Resize(pixels, 4, 2, 2, 1));
    }

    [Fact]
    public void Area_weighs_pixels_that_are_cut()
    {
        // Three pixels to two: each new one covers one and a half.
        float[] resized = Resample.Resize([0f, 3f, 6f], 3, 1, 2, 1);
        Assert.Equal(1f, resized[0], 6);
        Assert.Equal(5f, resized[1], 6);
    }

    [Fact]
    public void Bilinear_interpolates_between_the_middles_of_pixels() =>
        Assert.Equal([0f, 0.25f, 0.75f, 1f], Resample.Resize([0f, 1f], 2, 1, 4, 1, ResampleFilter.Bilinear));

    [Fact]
    public void Enlarged_by_area_pixels_stay_squares() =>
        Assert.Equal([1f, 1f, 2f, 2f], Resample.Resize([1f, 2f], 2, 1, 4, 1));

    [Fact]
    public void Bytes_are_rounded_to_the_nearest() =>
        Assert.Equal([(byte)3], Resample.Resize((byte[])[2, 3], 2, 1, 1, 1));

    [Fact]
    public void Wrong_sizes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Resample.Resize(new float[5], 2, 2, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resample.Resize(new float[4], 2, 2, 0, 1));
    }

    [Fact]
    public void Bilinear_equals_Pillow()
    {
        string path = Path.Combine(TestData.RepositoryRoot, "tests/Misread.Tests/Imaging/resample_goldens.json");
        using JsonDocument goldens = JsonDocument.Parse(File.ReadAllText(path));
        foreach (JsonElement c in goldens.RootElement.EnumerateArray())
        {
            float[] resized = Resample.Resize(
                Floats(c, "pixels"), Int(c, "width"), Int(c, "height"), Int(c, "new_width"), Int(c, "new_height"),
                ResampleFilter.Bilinear);
            float[] expected = Floats(c, "expected");
            Assert.Equal(expected.Length, resized.Length);
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], resized[i], 4e-6f);
        }
    }

    [Fact]
    public void No_value_leaves_the_range() => Prop.ForAll(
        Gen.Choose(1, 12).Four().Zip(Gen.Choose(0, 255).Select(v => v / 255f).ArrayOf(144)).ToArbitrary(),
        drawn =>
        {
            ((int w, int h, int nw, int nh), float[] values) = drawn;
            float[] pixels = values[..(w * h)];
            foreach (ResampleFilter filter in (ResampleFilter[])[ResampleFilter.Area, ResampleFilter.Bilinear])
            {
                float[] resized = Resample.Resize(pixels, w, h, nw, nh, filter);
                Assert.InRange(resized.Min(), pixels.Min() - 1e-6f, pixels.Max() + 1e-6f);
                Assert.InRange(resized.Max(), pixels.Min() - 1e-6f, pixels.Max() + 1e-6f);
            }
        }).QuickCheckThrowOnFailure();

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static float[] Floats(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];
}
