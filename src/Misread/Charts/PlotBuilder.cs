using Misread.Imaging;

namespace Misread.Charts;

/// <summary>Gathers the shapes of a plot: a heading, and below it whatever the plot consists of.</summary>
internal sealed class PlotBuilder
{
    /// <summary>Space around a plot.</summary>
    public const double Margin = 24;

    /// <summary>Where the content begins below a heading of two lines.</summary>
    public const double Top = 76;

    /// <summary>The size of ticks and labels.</summary>
    public const double TextSize = 12;

    private const double TitleSize = 17;

    /// <summary>
    /// A reader's typeface may be wider than the one that text is measured in: DejaVu Sans, the widest in common use, is so
    /// by about a tenth.
    /// </summary>
    private const double Allowance = 1.12;

    private readonly List<PlotShape> _shapes = [];
    private readonly string _title;
    private readonly string _subtitle;

    public PlotBuilder(PlotTheme theme, string title, string subtitle)
    {
        Theme = theme;
        _title = title;
        _subtitle = subtitle;
        Text(Margin, 36, title, TitleSize, theme.Text, bold: true);
        Text(Margin, 57, subtitle, TextSize, theme.Muted);
    }

    public PlotTheme Theme { get; }

    /// <summary>The width that a text may take in any usual typeface.</summary>
    public static double Measure(string text, double size) => StrokeFont.Measure(text, size) * Allowance;

    /// <summary>The text, or its ends with … between, so that it fits the width in any usual typeface.</summary>
    public static string Elide(string text, double size, double width) => StrokeFont.Elide(text, size, width / Allowance);

    public void Rectangle(double x, double y, double width, double height, Rgb fill, string? tip = null) =>
        _shapes.Add(new PlotRectangle(x, y, width, height, fill, tip));

    public void Line(IReadOnlyList<(double X, double Y)> points, double width, Rgb color) => _shapes.Add(new PlotLine(points, width, color));

    public void Circle(double x, double y, double radius, Rgb fill, string? tip = null) => _shapes.Add(new PlotCircle(x, y, radius, fill, tip));

    public void Image(int x, int y, Bitmap image, int scale, string? tip = null) => _shapes.Add(new PlotImage(x, y, image, scale, tip));

    /// <summary>A line of text; see <see cref="PlotText"/>.</summary>
    public void Text(
        double x,
        double y,
        string text,
        double size,
        Rgb color,
        TextAnchor anchor = TextAnchor.Start,
        bool bold = false,
        bool upwards = false) =>
        _shapes.Add(new PlotText(x, y, text, size, color, anchor, bold, upwards));

    /// <summary>A coloured square and its meaning; the next one may begin at the x that is returned.</summary>
    public double Key(double x, double y, Rgb color, string meaning)
    {
        Rectangle(x, y - 10, 10, 10, color);
        Text(x + 15, y, meaning, TextSize, Theme.Muted);
        return x + 15 + Measure(meaning, TextSize) + 18;
    }

    /// <summary>The finished plot, wide enough for its heading.</summary>
    public PlotScene Build(double width, double height)
    {
        double heading = Math.Max(Measure(_title, TitleSize) * 1.06, Measure(_subtitle, TextSize)) + (2 * Margin);
        return new PlotScene(
            (int)Math.Ceiling(Math.Max(width, heading)),
            (int)Math.Ceiling(height),
            _title,
            _subtitle,
            Theme.Background,
            _shapes);
    }
}
