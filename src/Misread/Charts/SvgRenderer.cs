using System.Globalization;
using System.Text;
using Misread.Imaging;

namespace Misread.Charts;

/// <summary>Writes a scene as SVG 1.1.</summary>
internal static class SvgRenderer
{
    private const string Fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

    private const string RoundEnds = "stroke-linecap='round' stroke-linejoin='round'";

    public static string Render(PlotScene scene)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{scene.Width}" height="{scene.Height}"
             viewBox="0 0 {scene.Width} {scene.Height}" role="img" font-family="{Fonts}">
            <title>{Escape(scene.Title)}</title>
            <desc>{Escape(scene.Description)}</desc>
            <rect width="{scene.Width}" height="{scene.Height}" fill="{scene.Background}"/>

            """);
        foreach (PlotShape shape in scene.Shapes)
            svg.Append(Element(shape)).Append('\n');
        return svg.Append("</svg>\n").ToString();
    }

    private static string Element(PlotShape shape) => shape switch
    {
        PlotRectangle r => Tipped($"rect {Area(r.X, r.Y, r.Width, r.Height)} fill='{r.Fill}'", r.Tip),
        PlotCircle c => Tipped($"circle cx='{Number(c.X)}' cy='{Number(c.Y)}' r='{Number(c.Radius)}' fill='{c.Fill}'", c.Tip),
        PlotLine l => $"<polyline points='{Points(l)}' fill='none' stroke='{l.Color}' stroke-width='{Number(l.Width)}' {RoundEnds}/>",
        PlotText t => $"<text {Place(t)} {Font(t)} fill='{t.Color}'>{Escape(t.Text)}</text>",
        PlotImage i => Tipped($"image {Area(i.X, i.Y, i.Image.Width * i.Scale, i.Image.Height * i.Scale)} {Pixels(i.Image)}", i.Tip),
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "expected a shape that SVG can show"),
    };

    private static string Area(double x, double y, double width, double height) =>
        $"x='{Number(x)}' y='{Number(y)}' width='{Number(width)}' height='{Number(height)}'";

    private static string Pixels(Bitmap image) =>
        $"style='image-rendering:pixelated' href='data:image/png;base64,{Convert.ToBase64String(PngEncoder.Encode(image))}'";

    private static string Tipped(string element, string? tip) =>
        tip is null ? $"<{element}/>" : $"<{element}><title>{Escape(tip)}</title></{element[..element.IndexOf(' ', StringComparison.Ordinal)]}>";

    private static string Points(PlotLine line) => string.Join(' ', line.Points.Select(p => $"{Number(p.X)},{Number(p.Y)}"));

    private static string Place(PlotText t) => t.Upwards
        ? $"transform='translate({Number(t.X)} {Number(t.Y)}) rotate(-90)'"
        : $"x='{Number(t.X)}' y='{Number(t.Y)}'";

    private static string Font(PlotText t)
    {
        string anchor = t.Anchor switch
        {
            TextAnchor.Middle => " text-anchor='middle'",
            TextAnchor.End => " text-anchor='end'",
            _ => "",
        };
        return $"font-size='{Number(t.Size)}'{anchor}{(t.Bold ? " font-weight='600'" : "")}";
    }

    /// <summary>At most two decimals: a hundredth of a pixel is not seen.</summary>
    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Text as XML holds it; what XML cannot hold at all (control characters, half a character) is U+FFFD.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&': escaped.Append("&amp;"); break;
                case '<': escaped.Append("&lt;"); break;
                case '>': escaped.Append("&gt;"); break;
                case '"': escaped.Append("&quot;"); break;
                case '\'': escaped.Append("&#39;"); break;
                case '\t' or '\n' or '\r': escaped.Append(' '); break;
                case < 0x20 or 0x7F or 0xFFFE or 0xFFFF: escaped.Append('\uFFFD'); break;
                default: escaped.Append(rune); break;
            }
        }

        return escaped.ToString();
    }
}
