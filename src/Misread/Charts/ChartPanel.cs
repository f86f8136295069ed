using Misread.Imaging;

namespace Misread.Charts;

/// <summary>A rectangle with an axis below and one to the left, in which values are drawn.</summary>
/// <param name="Plot">The plot that it is part of.</param>
/// <param name="X">The lower axis, from left to right.</param>
/// <param name="Y">The left axis, from the bottom (greater y) up.</param>
internal sealed record ChartPanel(PlotBuilder Plot, LinearScale X, LinearScale Y)
{
    /// <summary>The space that ticks and title of the left axis take.</summary>
    public const double LeftSpace = 62;

    /// <summary>The space that ticks and title of the lower axis take.</summary>
    public const double BottomSpace = 44;

    /// <summary>Draws grid, ticks and the titles of the axes; the grid lies below what is drawn later.</summary>
    public void DrawAxes(string xTitle, string yTitle)
    {
        PlotTheme theme = Plot.Theme;
        foreach (double tick in Y.Ticks())
        {
            double y = Y.At(tick);
            Plot.Line([(X.Start, y), (X.End, y)], 1, theme.Grid);
            Plot.Text(X.Start - 8, y + 4, Y.Format(tick), PlotBuilder.TextSize, theme.Muted, TextAnchor.End);
        }

        Plot.Line([(X.Start, Y.Start), (X.End, Y.Start)], 1, theme.Axis);
        foreach (double tick in X.Ticks())
        {
            double x = X.At(tick);
            Plot.Line([(x, Y.Start), (x, Y.Start + 4)], 1, theme.Axis);
            Plot.Text(x, Y.Start + 18, X.Format(tick), PlotBuilder.TextSize, theme.Muted, TextAnchor.Middle);
        }

        Plot.Text((X.Start + X.End) / 2, Y.Start + 37, xTitle, PlotBuilder.TextSize, theme.Text, TextAnchor.Middle);
        Plot.Text(X.Start - 48, (Y.Start + Y.End) / 2, yTitle, PlotBuilder.TextSize, theme.Text, TextAnchor.Middle, upwards: true);
    }

    /// <summary>Draws a bar from the lower axis up to a value; one that is not 0 is at least a pixel high.</summary>
    public void DrawBar(double from, double to, double value, Rgb color, string tip)
    {
        (double left, double width) = X.Between(from, to);
        double height = value > 0 ? Math.Max(1, Y.Start - Y.At(value)) : 0;
        if (height > 0)
            Plot.Rectangle(left, Y.Start - height, width, height, color, tip: tip);
    }
}
