using System.Numerics;
using System.Text;

namespace Misread.Imaging;

/// <summary>Where a line of text lies from its point: to the right, around it, or to the left.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}

/// <summary>
/// Draws on an RGB bitmap: smooth-edged rectangles, lines, circles and text, and enlarged images. Pixel (0, 0) covers the
/// square from (0, 0) to (1, 1); what lies outside the bitmap is left out. Not thread-safe.
/// </summary>
internal sealed class Canvas
{
    private float[] _mask = [];

    /// <summary>Creates a canvas of one colour.</summary>
    public Canvas(int width, int height, Rgb background)
    {
        Bitmap = new Bitmap(width, height, 3);
        for (int i = 0; i < Bitmap.Pixels.Length; i += 3)
            (Bitmap.Pixels[i], Bitmap.Pixels[i + 1], Bitmap.Pixels[i + 2]) = (background.R, background.G, background.B);
    }

    /// <summary>What was drawn so far.</summary>
    public Bitmap Bitmap { get; }

    /// <summary>Fills a rectangle; edges between pixels are mixed by the share that is covered.</summary>
    public void FillRectangle(double x, double y, double width, double height, Rgb color, double opacity = 1)
    {
        for (int row = Math.Max(0, (int)Math.Floor(y)); row < Math.Min(Bitmap.Height, Math.Ceiling(y + height)); row++)
        {
            double down = Math.Min(row + 1, y + height) - Math.Max(row, y);
            for (int column = Math.Max(0, (int)Math.Floor(x)); column < Math.Min(Bitmap.Width, Math.Ceiling(x + width)); column++)
                Blend(column, row, color, opacity * down * (Math.Min(column + 1, x + width) - Math.Max(column, x)));
        }
    }

    /// <summary>Draws the border of a rectangle, <paramref name="line"/> wide, half of it inside.</summary>
    public void DrawRectangle(double x, double y, double width, double height, double line, Rgb color, double opacity = 1)
    {
        double half = line / 2;
        FillRectangle(x - half, y - half, width + line, line, color, opacity);
        FillRectangle(x - half, y + height - half, width + line, line, color, opacity);
        FillRectangle(x - half, y + half, line, height - line, color, opacity);
        FillRectangle(x + width - half, y + half, line, height - line, color, opacity);
    }

    /// <summary>Fills a circle.</summary>
    public void FillCircle(double x, double y, double radius, Rgb color, double opacity = 1) =>
        DrawStrokes([[new Vector2((float)x, (float)y)]], 2 * radius, color, opacity);

    /// <summary>Draws a line through points with round ends and corners.</summary>
    public void DrawLine(ReadOnlySpan<Vector2> points, double line, Rgb color, double opacity = 1) =>
        DrawStrokes([points.ToArray()], line, color, opacity);

    /// <summary>Writes a line of text.</summary>
    /// <param name="x">The point that <paramref name="anchor"/> speaks of.</param>
    /// <param name="y">The baseline.</param>
    /// <param name="text">The text; control characters are spaces.</param>
    /// <param name="size">Pixels of an em; capitals are 0.7 of that.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="anchor">Where it lies from the point.</param>
    /// <param name="bold">Whether its strokes are heavier.</param>
    /// <param name="upwards">Whether it runs from bottom to top; x is then the baseline.</param>
    public void DrawText(
        double x,
        double y,
        string text,
        double size,
        Rgb color,
        TextAnchor anchor = TextAnchor.Start,
        bool bold = false,
        bool upwards = false)
    {
        float scale = (float)(size / StrokeFont.Em);
        double line = Math.Max(1.15, size * (bold ? 0.125 : 0.085));
        double width = StrokeFont.Measure(text, size);
        double along = anchor switch
        {
            TextAnchor.Start => 0,
            TextAnchor.Middle => -width / 2,
            _ => -width,
        };
        foreach (Rune rune in text.EnumerateRunes())
        {
            StrokeFont.Glyph glyph = StrokeFont.For(rune);
            var left = (float)(along + (StrokeFont.Glyph.Bearing * scale));
            var strokes = new Vector2[glyph.Strokes.Length][];
            for (int s = 0; s < strokes.Length; s++)
                strokes[s] = Array.ConvertAll(glyph.Strokes[s], p => Place(left + (p.X * scale), (p.Y - (0.7f * StrokeFont.Em)) * scale));
            DrawStrokes(strokes, line, color, 1);
            along += glyph.Advance * scale;
        }

        Vector2 Place(float right, float down) =>
            upwards ? new Vector2((float)x + down, (float)y - right) : new Vector2((float)x + right, (float)y + down);
    }

    /// <summary>Draws an image enlarged by a whole number, each pixel as a square; transparency shows what lies below.</summary>
    public void DrawImage(int x, int y, Bitmap image, int scale)
    {
        int channels = image.Channels;
        for (int row = Math.Max(0, y); row < Math.Min(Bitmap.Height, y + (image.Height * scale)); row++)
        {
            for (int column = Math.Max(0, x); column < Math.Min(Bitmap.Width, x + (image.Width * scale)); column++)
            {
                int at = ((((row - y) / scale) * image.Width) + ((column - x) / scale)) * channels;
                byte[] p = image.Pixels;
                Rgb color = channels == 1 ? new Rgb(p[at], p[at], p[at]) : new Rgb(p[at], p[at + 1], p[at + 2]);
                Blend(column, row, color, channels == 4 ? p[at + 3] / 255.0 : 1);
            }
        }
    }

    /// <summary>
    /// Draws strokes as one shape, so that an opacity is not doubled where they cross: a pixel is covered by how far its
    /// centre lies within half a line's width of the nearest stroke.
    /// </summary>
    private void DrawStrokes(Vector2[][] strokes, double line, Rgb color, double opacity)
    {
        var radius = (float)(line / 2);
        var low = new Vector2(float.MaxValue);
        var high = new Vector2(float.MinValue);
        foreach (Vector2[] stroke in strokes)
        {
            foreach (Vector2 p in stroke)
                (low, high) = (Vector2.Min(low, p), Vector2.Max(high, p));
        }

        var (left, top, right, bottom) = Covered(low, high, radius);
        int width = right - left;
        int height = bottom - top;
        if (width <= 0 || height <= 0)
            return;
        if (_mask.Length < width * height)
            _mask = new float[width * height];
        Span<float> mask = _mask.AsSpan(0, width * height);
        mask.Clear();
        foreach (Vector2[] stroke in strokes)
        {
            for (int i = 0; i < stroke.Length; i++)
            {
                if (i > 0 || stroke.Length == 1)
                    Cover(mask, left, top, width, stroke[Math.Max(0, i - 1)], stroke[i], radius);
            }
        }

        for (int i = 0; i < mask.Length; i++)
        {
            if (mask[i] > 0)
                Blend(left + (i % width), top + (i / width), color, opacity * mask[i]);
        }
    }

    private void Cover(Span<float> mask, int left, int top, int width, Vector2 a, Vector2 b, float radius)
    {
        var (fromX, fromY, toX, toY) = Covered(Vector2.Min(a, b), Vector2.Max(a, b), radius);
        Vector2 ab = b - a;
        float squared = ab.LengthSquared();
        for (int y = fromY; y < toY; y++)
        {
            for (int x = fromX; x < toX; x++)
            {
                var p = new Vector2(x + 0.5f, y + 0.5f);
                float t = squared > 0 ? Math.Clamp(Vector2.Dot(p - a, ab) / squared, 0, 1) : 0;
                float cover = Math.Clamp(radius + 0.5f - Vector2.Distance(p, a + (t * ab)), 0, 1);
                ref float slot = ref mask[((y - top) * width) + x - left];
                slot = Math.Max(slot, cover);
            }
        }
    }

    /// <summary>The pixels that a line between two corners may touch, as far as they lie on the canvas.</summary>
    private (int Left, int Top, int Right, int Bottom) Covered(Vector2 low, Vector2 high, float radius) => (
        Math.Max(0, (int)MathF.Floor(low.X - radius - 0.5f)),
        Math.Max(0, (int)MathF.Floor(low.Y - radius - 0.5f)),
        Math.Min(Bitmap.Width, (int)MathF.Ceiling(high.X + radius + 0.5f)),
        Math.Min(Bitmap.Height, (int)MathF.Ceiling(high.Y + radius + 0.5f)));

    private void Blend(int x, int y, Rgb color, double opacity)
    {
        Span<byte> pixel = Bitmap.Pixels.AsSpan(((y * Bitmap.Width) + x) * 3, 3);
        if (opacity >= 1)
        {
            (pixel[0], pixel[1], pixel[2]) = (color.R, color.G, color.B);
            return;
        }

        Rgb mixed = new Rgb(pixel[0], pixel[1], pixel[2]).Towards(color, opacity);
        (pixel[0], pixel[1], pixel[2]) = (mixed.R, mixed.G, mixed.B);
    }
}
