using System.Xml.Linq;
using Misread.Charts;
using Misread.Clustering;
using Misread.Data;
using Misread.Geometry;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Charts;

public sealed class ClusterPlotsTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(2, false)]
    [InlineData(10, true)]
    [InlineData(26, false)]
    public void Every_image_is_a_thumbnail_or_a_dot_within_the_map_and_thumbnails_do_not_overlap(int classes, bool dark)
    {
        const int Count = 400;
        var random = new Prng(classes);
        string[] names = [.. Enumerable.Range(0, classes).Select(k => $"<class & \"{k}\">")];
        Dataset images = Dataset.Create(
            "some", "all", 8, 8, [.. Enumerable.Range(0, Count * 64).Select(_ => (byte)random.Next(17))],
            [.. Enumerable.Range(0, Count).Select(i => (i % (classes + 1)) - 1)], names, maxValue: 16);
        var map = new FeatureMatrix([.. Enumerable.Range(0, 2 * Count).Select(_ => (float)random.NextNormal())], 2);
        PlotScene plot = ThumbnailMapPlot.Create("Map", images, map, dark ? PlotTheme.Dark : PlotTheme.Light);
        XElement svg = XDocument.Parse(plot.ToSvg()).Root!;
        (double X, double Y)[] thumbnails = [.. svg.Elements(Svg + "image").Select(e => (Value(e, "x"), Value(e, "y")))];
        XElement[] dots = [.. svg.Elements(Svg + "circle")];
        Assert.Equal(Count, thumbnails.Length + dots.Length);
        Assert.InRange(thumbnails.Length, 50, Count - 50);
        foreach ((double x, double y) in thumbnails)
        {
            Assert.InRange(x, 0, plot.Width - 24);
            Assert.InRange(y, 60, plot.Height - 24);
            Assert.Equal(1, thumbnails.Count(t => Math.Abs(t.X - x) < 23.5 && Math.Abs(t.Y - y) < 23.5));
        }

        Assert.All(dots, d => Assert.InRange(Value(d, "cx"), 0, plot.Width));
        Assert.Equal(plot.Width * 2, plot.ToBitmap().Width);
    }

    [Fact]
    public void One_image_is_in_the_middle()
    {
        Dataset one = Dataset.Create("some", "all", 2, 2, [1, 2, 3, 4], null, ["a"]);
        PlotScene plot = ThumbnailMapPlot.Create("Map", one, new FeatureMatrix([5, 5], 2));
        XElement image = Assert.Single(XDocument.Parse(plot.ToSvg()).Root!.Elements(Svg + "image"));
        Assert.Equal(plot.Width / 2.0, Value(image, "x") + 12, 1.0);
        Assert.Throws<ArgumentException>(() => ThumbnailMapPlot.Create("Map", one, new FeatureMatrix([5, 5, 5], 3)));
    }

    [Fact]
    public void The_choice_of_k_has_a_point_for_every_figure()
    {
        ClusterChoice[] choices = [new(1, 900, null), new(2, 500, 0.5), new(3, 300, -0.1)];
        PlotScene plot = ClusterChoicePlot.Create(choices);
        Assert.Equal(5, XDocument.Parse(plot.ToSvg()).Root!.Elements(Svg + "circle").Count());
        Assert.Contains("k = 2 (0.500)", plot.Description, StringComparison.Ordinal);
        Assert.Single(XDocument.Parse(ClusterChoicePlot.Create([new(1, 5, null)]).ToSvg()).Root!.Elements(Svg + "circle"));
        Assert.Throws<ArgumentException>(() => ClusterChoicePlot.Create([]));
    }

    private static double Value(XElement e, string name) => double.Parse(e.Attribute(name)!.Value, System.Globalization.CultureInfo.InvariantCulture);
}
