using Misread.Imaging;

namespace Misread.Charts;

/// <summary>A part of a plot, in units of which one is a pixel at scale 1; the y axis points down.</summary>
internal abstract record PlotShape;

/// <summary>A filled rectangle, with a text that is shown where the pointer rests on it.</summary>
internal sealed record PlotRectangle(double X, double Y, double Width, double Height, Rgb Fill, string? Tip) : PlotShape;

/// <summary>A line through points.</summary>
internal sealed record PlotLine(IReadOnlyList<(double X, double Y)> Points, double Width, Rgb Color) : PlotShape;

/// <summary>A filled circle, with a text that is shown where the pointer rests on it.</summary>
internal sealed record PlotCircle(double X, double Y, double Radius, Rgb Fill, string? Tip) : PlotShape;

/// <summary>A line of text on a baseline; upwards, it runs from bottom to top and x is the baseline.</summary>
internal sealed record PlotText(
    double X,
    double Y,
    string Text,
    double Size,
    Rgb Color,
    TextAnchor Anchor,
    bool Bold,
    bool Upwards) : PlotShape;

/// <summary>An image whose pixels are squares of <paramref name="Scale"/> units.</summary>
internal sealed record PlotImage(int X, int Y, Bitmap Image, int Scale, string? Tip) : PlotShape;
