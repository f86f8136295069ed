namespace Misread.Imaging;

/// <summary>An image of a contact sheet with the lines below it.</summary>
/// <param name="Image">The image, at its own size; transparency shows the sheet's background.</param>
/// <param name="Caption">Lines of text, such as label, prediction with confidence, and id; a long one is elided in its middle.</param>
public sealed record ContactSheetTile(Bitmap Image, IReadOnlyList<string> Caption);

/// <summary>How a contact sheet looks.</summary>
public sealed record ContactSheetOptions
{
    /// <summary>Tiles in a row; 8 by default. Fewer tiles make a narrower sheet.</summary>
    public int Columns { get; init; } = 8;

    /// <summary>
    /// Pixels of the sheet that each pixel of an image becomes in each direction, or 0 (default) for as many as make the
    /// largest image at least 112 pixels wide and high: 4 for 28×28, 14 for 8×8.
    /// </summary>
    public int Scale { get; init; }

    /// <summary>Light text on a dark ground instead of dark on light.</summary>
    public bool Dark { get; init; }

    /// <summary>A line above the tiles, or null.</summary>
    public string? Title { get; init; }
}

/// <summary>Images in a grid with captions, to be looked at: the worst errors, the most ambiguous, samples of a class.</summary>
/// <remarks>Thread-safe; the same tiles give the same pixels.</remarks>
public static class ContactSheet
{
    private const int ImageSide = 112;
    private const int Margin = 16;
    private const int Gap = 16;
    private const int TextSize = 13;
    private const int LineHeight = 17;
    private const int TitleSize = 18;

    /// <summary>Pixels of a sheet at most, 200 MB as RGB.</summary>
    private const long MaxPixels = 1L << 26;

    /// <summary>A sheet of few tiles is widened for its title, but not beyond this.</summary>
    private const int MaxTitleWidth = 1000;

    /// <summary>Draws the sheet.</summary>
    /// <param name="tiles">At least one; their images may differ in size, each is centred in its cell.</param>
    /// <param name="options">How it looks; null for the defaults.</param>
    /// <returns>
    /// An RGB image. What does not fit into a sheet of 2²⁶ pixels and <see cref="Bitmap.MaxSide"/> pixels a side is left out: then it has
    /// fewer columns, or the last tiles are missing, which its title says.
    /// </returns>
    /// <exception cref="ArgumentException">There is no tile.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <see cref="ContactSheetOptions.Columns"/> is less than 1, <see cref="ContactSheetOptions.Scale"/> is negative, or a
    /// single tile would exceed the limits of a <see cref="Bitmap"/>.
    /// </exception>
    public static Bitmap Render(IReadOnlyList<ContactSheetTile> tiles, ContactSheetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        options ??= new ContactSheetOptions();
        if (tiles.Count == 0)
            throw new ArgumentException("a contact sheet needs at least one tile", nameof(tiles));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Columns, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Scale, nameof(options));

        int width = tiles.Max(t => t.Image.Width);
        int height = tiles.Max(t => t.Image.Height);
        int lines = tiles.Max(t => t.Caption.Count);
        int scale = options.Scale > 0 ? options.Scale : Math.Max(1, (ImageSide + Math.Max(width, height) - 1) / Math.Max(width, height));
        long cellWidth = Math.Max((long)width * scale, ImageSide);
        long cellHeight = ((long)height * scale) + (lines == 0 ? 0 : 6 + (lines * LineHeight));
        int top = Margin + TitleSize + 14;
        int columns = (int)Math.Clamp((Bitmap.MaxSide - (2 * Margin)) / (cellWidth + Gap), 1, Math.Min(options.Columns, tiles.Count));
        long fullWidth = (2 * Margin) + (columns * (cellWidth + Gap));
        long fitting = Math.Min(Bitmap.MaxSide, MaxPixels / Math.Max(fullWidth, MaxTitleWidth)) - top - Margin;
        int rows = (int)Math.Clamp(fitting / (cellHeight + Gap), 1, (tiles.Count + columns - 1) / columns);
        if (rows * columns < tiles.Count)
            options = options with { Title = $"{options.Title} (the first {rows * columns:N0} of {tiles.Count:N0})".TrimStart() };
        top = Margin + (options.Title is null ? 0 : TitleSize + 14);
        var (background, text, faint, border) = Colors(options.Dark);
        double titleWidth = options.Title is null ? 0 : Math.Min(StrokeFont.Measure(options.Title, TitleSize) + 2, MaxTitleWidth);
        var canvas = new Canvas(
            Side((2 * Margin) + Math.Max((columns * (cellWidth + Gap)) - Gap, (long)titleWidth)),
            Side(top + Margin + (rows * (cellHeight + Gap)) - Gap),
            background);
        if (options.Title is { } title)
        {
            string elided = StrokeFont.Elide(title, TitleSize, canvas.Bitmap.Width - (2 * Margin));
            canvas.DrawText(Margin, Margin + TitleSize - 3.5, elided, TitleSize, text, bold: true);
        }

        for (int i = 0; i < Math.Min(tiles.Count, rows * columns); i++)
        {
            int left = Margin + (i % columns * (int)(cellWidth + Gap));
            int y = top + (i / columns * (int)(cellHeight + Gap));
            DrawTile(left, y, tiles[i]);
        }

        return canvas.Bitmap;

        void DrawTile(int left, int y, ContactSheetTile tile)
        {
            int x = left + (((int)cellWidth - (tile.Image.Width * scale)) / 2);
            int imageTop = y + ((height - tile.Image.Height) * scale / 2);
            canvas.DrawImage(x, imageTop, tile.Image, scale);
            canvas.DrawRectangle(x - 0.5, imageTop - 0.5, (tile.Image.Width * scale) + 1, (tile.Image.Height * scale) + 1, 1, border);
            for (int line = 0; line < tile.Caption.Count; line++)
            {
                double baseline = y + (height * scale) + 6 + (line * LineHeight) + TextSize - 1.5;
                string elided = StrokeFont.Elide(tile.Caption[line], TextSize, cellWidth);
                canvas.DrawText(left, baseline, elided, TextSize, line < 2 ? text : faint);
            }
        }
    }

    private static int Side(long pixels) => (int)Math.Min(pixels, int.MaxValue);

    private static (Rgb Background, Rgb Text, Rgb Faint, Rgb Border) Colors(bool dark) => dark
        ? (Rgb.Hex(0x16181D), Rgb.Hex(0xF0F1F3), Rgb.Hex(0xA9AEB8), Rgb.Hex(0x444A55))
        : (Rgb.Hex(0xFFFFFF), Rgb.Hex(0x15181E), Rgb.Hex(0x5A616D), Rgb.Hex(0xC3C8D0));
}
