using System.Xml.Linq;
using Misread.Charts;
using Misread.Imaging;
using Xunit;

namespace Misread.Tests.Charts;

/// <summary>What holds for every plot: nothing overlaps, nothing is cut off, all of it can be read.</summary>
public sealed class PlotLayoutTests
{
    public static TheoryData<string, int> Plots => [.. PlotSamples.Kinds.SelectMany(kind => PlotSamples.ClassCounts.Select(k => (kind, k)))];

    [Theory]
    [MemberData(nameof(Plots))]
    public void No_text_meets_another_or_is_cut_off(string kind, int classes)
    {
        PlotScene scene = PlotSamples.Create(kind, classes, PlotTheme.Light);
        PlotText[] texts = [.. scene.Shapes.OfType<PlotText>()];
        Box[] boxes = [.. texts.Select(Extent)];
        for (int i = 0; i < boxes.Length; i++)
        {
            Assert.True(boxes[i].IsWithin(scene.Width, scene.Height), $"'{texts[i].Text}' is cut off");
            for (int j = 0; j < i; j++)
                Assert.False(boxes[i].Meets(boxes[j]), $"'{texts[i].Text}' lies over '{texts[j].Text}'");
        }
    }

    [Theory]
    [MemberData(nameof(Plots))]
    public void No_shape_is_cut_off(string kind, int classes)
    {
        PlotScene scene = PlotSamples.Create(kind, classes, PlotTheme.Dark, scale: 60);
        foreach (PlotShape shape in scene.Shapes)
            Assert.True(Extent(shape).IsWithin(scene.Width, scene.Height), $"{shape} is cut off");
    }

    [Theory]
    [MemberData(nameof(Plots))]
    public void The_svg_is_well_formed_has_a_title_and_asks_for_nothing_from_outside(string kind, int classes)
    {
        PlotScene scene = PlotSamples.Create(kind, classes, PlotTheme.Light);
        string text = scene.ToSvg();
        XElement svg = XDocument.Parse(text).Root!;
        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal(ns + "svg", svg.Name);
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Equal(ns + "title", svg.Elements().First().Name);
        Assert.Equal(scene.Title, svg.Element(ns + "title")!.Value);
        Assert.Equal(scene.Description, svg.Element(ns + "desc")!.Value);
        string[] known = ["svg", "title", "desc", "rect", "circle", "polyline", "text", "image"];
        Assert.All(svg.DescendantsAndSelf(), e => Assert.Contains(e.Name.LocalName, known));
        Assert.All(svg.DescendantsAndSelf().Attributes("href"), a => Assert.StartsWith("data:image/png;base64,", a.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Plots))]
    public void Text_can_be_read_on_its_ground_in_both_themes(string kind, int classes)
    {
        foreach (PlotTheme theme in new[] { PlotTheme.Light, PlotTheme.Dark })
        {
            PlotScene scene = PlotSamples.Create(kind, classes, theme);
            foreach (PlotText text in scene.Shapes.OfType<PlotText>())
            {
                Box box = Extent(text);
                (double x, double y) = ((box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2);
                Rgb ground = scene.Shapes.OfType<PlotRectangle>()
                    .Where(r => r.X <= x && x < r.X + r.Width && r.Y <= y && y < r.Y + r.Height)
                    .Select(r => r.Fill).DefaultIfEmpty(scene.Background).Last();
                Assert.True(text.Color.Contrast(ground) >= 4.5, $"'{text.Text}' has a contrast of {text.Color.Contrast(ground):F2}");
            }
        }
    }

    [Fact]
    public void Colours_of_errors_grow_steadily_away_from_the_ground()
    {
        foreach (PlotTheme theme in new[] { PlotTheme.Light, PlotTheme.Dark })
        {
            double[] contrasts = [.. Enumerable.Range(0, 101).Select(i => theme.Errors(i / 100.0).Contrast(theme.Background))];
            Assert.Equal(contrasts.Order(), contrasts);
            Assert.InRange(contrasts[100] / contrasts[0], 6, 21);
        }
    }

    private static Box Extent(PlotShape shape)
    {
        switch (shape)
        {
            case PlotRectangle r:
                return new Box(r.X, r.Y, r.X + r.Width, r.Y + r.Height);
            case PlotImage i:
                return new Box(i.X, i.Y, i.X + (i.Image.Width * i.Scale), i.Y + (i.Image.Height * i.Scale));
            case PlotCircle c:
                return new Box(c.X - c.Radius, c.Y - c.Radius, c.X + c.Radius, c.Y + c.Radius);
            case PlotLine l:
                return new Box(l.Points.Min(p => p.X), l.Points.Min(p => p.Y), l.Points.Max(p => p.X), l.Points.Max(p => p.Y));
            case PlotText t:
                double width = PlotBuilder.Measure(t.Text, t.Size);
                double before = t.Anchor switch { TextAnchor.Start => 0, TextAnchor.Middle => width / 2, _ => width };
                double above = 0.72 * t.Size;
                double below = 0.2 * t.Size;
                return t.Upwards
                    ? new Box(t.X - above, t.Y + before - width, t.X + below, t.Y + before)
                    : new Box(t.X - before, t.Y - above, t.X - before + width, t.Y + below);
            default:
                throw new ArgumentOutOfRangeException(nameof(shape));
        }
    }

    private sealed record Box(double Left, double Top, double Right, double Bottom)
    {
        private const double Rounding = 1e-6;

        public bool IsWithin(double width, double height) =>
            Left >= -Rounding && Top >= -Rounding && Right <= width + Rounding && Bottom <= height + Rounding;

        public bool Meets(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }
}
