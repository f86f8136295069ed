using Misread.Data;
using Misread.Geometry;
using Misread.Imaging;

namespace Misread.Charts;

/// <summary>
/// A map of images in the plane: where there is room the image itself, in the colour of its class, and elsewhere a dot.
/// </summary>
public static class ThumbnailMapPlot
{
    private const int Side = 820;
    private const double DotRadius = 1.6;
    private const double DotFading = 0.45;
    private const int ThumbnailSide = 24;
    private const int MostKeys = 12;

    // P. Tol, "Colour schemes" (2021), the scheme "muted", for light ground; a grey in place of its palest.
    private static readonly Rgb[] Colors =
    [
        Rgb.Hex(0x332288), Rgb.Hex(0x2E9BD6), Rgb.Hex(0x44AA99), Rgb.Hex(0x117733), Rgb.Hex(0x999933),
        Rgb.Hex(0xC7A826), Rgb.Hex(0xCC6677), Rgb.Hex(0x882255), Rgb.Hex(0xAA4499), Rgb.Hex(0x6B7280),
    ];

    /// <summary>Draws the map; both axes have one scale.</summary>
    /// <param name="title">What it is called.</param>
    /// <param name="images">N images.</param>
    /// <param name="map">Where each image lies, <c>[N, 2]</c>.</param>
    /// <param name="theme">The colours; <see cref="PlotTheme.Light"/> by default.</param>
    /// <exception cref="ArgumentException">The map is not <c>[N, 2]</c>, or there is no image.</exception>
    public static PlotScene Create(string title, Dataset images, FeatureMatrix map, PlotTheme? theme = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(map);
        if (images.Count == 0 || map.Count != images.Count || map.Dimensions != 2)
            throw new ArgumentException($"a map of {map.Count}×{map.Dimensions} for {images.Count} images, expected N×2 with N at least 1", nameof(map));
        theme ??= PlotTheme.Light;
        var plot = new PlotBuilder(theme, title, $"{images.Count:N0} images of {images.Name}; near images are alike. A dot where there is no room for the image.");
        double top = PlotBuilder.Top + (images.ClassCount <= MostKeys ? 22 : 0);
        if (images.ClassCount <= MostKeys)
            DrawKeys(plot, images.ClassNames);
        (double X, double Y)[] places = Places(map, PlotBuilder.Margin, top);
        int scale = Math.Max(1, ThumbnailSide / Math.Max(images.Width, images.Height));
        bool[] shown = WithRoom(places, images.Width * scale, images.Height * scale);
        for (int i = 0; i < places.Length; i++)
        {
            if (!shown[i])
                plot.Circle(places[i].X, places[i].Y, DotRadius, ColorOf(images.Label(i), theme).Towards(theme.Background, DotFading));
        }

        for (int i = 0; i < places.Length; i++)
        {
            if (!shown[i])
                continue;
            int x = (int)Math.Round(places[i].X - (images.Width * scale / 2.0));
            int y = (int)Math.Round(places[i].Y - (images.Height * scale / 2.0));
            string label = images.Label(i) < 0 ? "" : $": {images.ClassNames[images.Label(i)]}";
            plot.Image(x, y, Ink(images, i, theme), scale, images.Id(i) + label);
        }

        return plot.Build(Side + (2 * PlotBuilder.Margin), top + Side + PlotBuilder.Margin);
    }

    private static void DrawKeys(PlotBuilder plot, IReadOnlyList<string> names)
    {
        double x = PlotBuilder.Margin;
        for (int k = 0; k < names.Count; k++)
            x = plot.Key(x, PlotBuilder.Top + 6, ColorOf(k, plot.Theme), PlotBuilder.Elide(names[k], PlotBuilder.TextSize, (Side / names.Count) - 34));
    }

    private static Rgb ColorOf(int label, PlotTheme theme)
    {
        if (label < 0)
            return theme.Muted;
        Rgb color = Colors[label % Colors.Length];
        // Dark colours on dark ground come nearer to the text's.
        return theme.Background.Luminance < 0.5 ? color.Towards(theme.Text, 0.4) : color;
    }

    private static (double X, double Y)[] Places(FeatureMatrix map, double left, double top)
    {
        double lowX = double.MaxValue, highX = double.MinValue, lowY = double.MaxValue, highY = double.MinValue;
        for (int i = 0; i < map.Count; i++)
        {
            (lowX, highX) = (Math.Min(lowX, map.Row(i)[0]), Math.Max(highX, map.Row(i)[0]));
            (lowY, highY) = (Math.Min(lowY, map.Row(i)[1]), Math.Max(highY, map.Row(i)[1]));
        }

        const double Inset = 20;
        double reach = Math.Max(Math.Max(highX - lowX, highY - lowY), 1e-9);
        double unit = (Side - (2 * Inset)) / reach;
        var places = new (double, double)[map.Count];
        for (int i = 0; i < map.Count; i++)
        {
            double x = (map.Row(i)[0] - ((lowX + highX) / 2)) * unit;
            double y = (map.Row(i)[1] - ((lowY + highY) / 2)) * unit;
            places[i] = (left + (Side / 2.0) + x, top + (Side / 2.0) - y);
        }

        return places;
    }

    // In their order, each image that does not touch one before it.
    private static bool[] WithRoom((double X, double Y)[] places, double width, double height)
    {
        bool[] shown = new bool[places.Length];
        var cells = new Dictionary<(int, int), List<int>>();
        for (int i = 0; i < places.Length; i++)
        {
            (int column, int row) = ((int)(places[i].X / width), (int)(places[i].Y / height));
            bool free = true;
            for (int c = 0; c < 9 && free; c++)
            {
                if (!cells.TryGetValue((column + (c % 3) - 1, row + (c / 3) - 1), out List<int>? near))
                    continue;
                free = near.TrueForAll(j => Math.Abs(places[i].X - places[j].X) > width || Math.Abs(places[i].Y - places[j].Y) > height);
            }

            if (!free)
                continue;
            shown[i] = true;
            if (!cells.TryGetValue((column, row), out List<int>? own))
                cells[(column, row)] = own = [];
            own.Add(i);
        }

        return shown;
    }

    private static Bitmap Ink(Dataset images, int i, PlotTheme theme)
    {
        Rgb color = ColorOf(images.Label(i), theme);
        if (images.IsColour)
            return new Bitmap(images.Width, images.Height, images.Channels, images.Image(i).ToArray());
        ReadOnlySpan<byte> pixels = images.Image(i);
        byte[] ink = new byte[pixels.Length * 4];
        for (int p = 0; p < pixels.Length; p++)
        {
            (ink[4 * p], ink[(4 * p) + 1], ink[(4 * p) + 2]) = (color.R, color.G, color.B);
            ink[(4 * p) + 3] = (byte)(pixels[p] * 255 / images.MaxValue);
        }

        return new Bitmap(images.Width, images.Height, 4, ink);
    }
}
