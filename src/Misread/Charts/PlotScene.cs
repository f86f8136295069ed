using Misread.Imaging;

namespace Misread.Charts;

/// <summary>A drawn plot, to be written as SVG or as pixels: both show the same shapes.</summary>
/// <remarks>Immutable and thread-safe; the same data give the same text and the same pixels.</remarks>
public sealed class PlotScene
{
    /// <summary>The factor of <see cref="ToBitmap"/> unless said otherwise: sharp on today's screens.</summary>
    public const int DefaultScale = 2;

    internal PlotScene(int width, int height, string title, string description, Rgb background, IReadOnlyList<PlotShape> shapes)
    {
        Width = width;
        Height = height;
        Title = title;
        Description = description;
        Background = background;
        Shapes = shapes;
    }

    /// <summary>Width in CSS pixels.</summary>
    public int Width { get; }

    /// <summary>Height in CSS pixels.</summary>
    public int Height { get; }

    /// <summary>What the plot is called.</summary>
    public string Title { get; }

    /// <summary>What it says, in a sentence; a screen reader reads it out.</summary>
    public string Description { get; }

    internal Rgb Background { get; }

    internal IReadOnlyList<PlotShape> Shapes { get; }

    /// <summary>
    /// The plot as an SVG document that needs nothing from outside, with title and description for screen readers; it may
    /// be put into an HTML page as it is. All text is escaped.
    /// </summary>
    public string ToSvg() => SvgRenderer.Render(this);

    /// <summary>The plot as an RGB image.</summary>
    /// <param name="scale">Pixels for each unit of <see cref="Width"/> and <see cref="Height"/>, 1 … 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is out of range or the image would be too large for a <see cref="Bitmap"/>.</exception>
    public Bitmap ToBitmap(int scale = DefaultScale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 16);
        return BitmapRenderer.Render(this, scale);
    }
}
