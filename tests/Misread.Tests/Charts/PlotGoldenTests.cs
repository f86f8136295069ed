using Misread.Charts;
using Misread.Imaging;
using Xunit;

namespace Misread.Tests.Charts;

/// <summary>
/// Each plot's SVG and pixels as they were when they were last looked at. After a change that is meant, run this class with
/// <c>MISREAD_UPDATE_GOLDENS=1</c>, look at the new files, and commit them.
/// </summary>
public sealed class PlotGoldenTests
{
    private static readonly string Folder = Path.Combine(TestData.RepositoryRoot, "tests/Misread.Tests/Charts/goldens");
    private static readonly bool Update = Environment.GetEnvironmentVariable("MISREAD_UPDATE_GOLDENS") == "1";

    public static TheoryData<string, bool> Plots => [.. PlotSamples.Kinds.Select((kind, i) => (kind, i % 2 == 1))];

    [Theory]
    [MemberData(nameof(Plots))]
    public void The_svg_is_as_it_was_looked_at(string kind, bool dark)
    {
        string path = Path.Combine(Folder, $"{kind}.svg");
        string svg = Scene(kind, dark).ToSvg();
        if (Update)
            File.WriteAllText(path, svg);
        Assert.Equal(File.ReadAllText(path), svg);
    }

    [Theory]
    [MemberData(nameof(Plots))]
    public void The_pixels_are_as_they_were_looked_at(string kind, bool dark)
    {
        string path = Path.Combine(Folder, $"{kind}.png");
        Bitmap bitmap = Scene(kind, dark).ToBitmap(1);
        if (Update)
            PngEncoder.Write(path, bitmap);
        Bitmap golden = PngDecoder.Read(path);
        Assert.Equal((golden.Width, golden.Height, golden.Channels), (bitmap.Width, bitmap.Height, bitmap.Channels));

        // Rounding of single precision may differ between processors by a level.
        for (int i = 0; i < golden.Pixels.Length; i++)
            Assert.InRange(bitmap.Pixels[i] - golden.Pixels[i], -2, 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_bitmap_is_as_large_as_the_scale_says(int scale)
    {
        PlotScene scene = Scene("confusion", false);
        Bitmap bitmap = scene.ToBitmap(scale);
        Assert.Equal((scene.Width * scale, scene.Height * scale), (bitmap.Width, bitmap.Height));
    }

    [Fact]
    public void A_scale_out_of_range_is_a_mistake_of_the_caller()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Scene("confusion", false).ToBitmap(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Scene("confusion", false).ToBitmap(17));
    }

    private static PlotScene Scene(string kind, bool dark) =>
        PlotSamples.Create(kind, kind == "curves" ? 10 : 2, dark ? PlotTheme.Dark : PlotTheme.Light);
}
