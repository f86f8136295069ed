namespace Misread.Imaging;

/// <summary>A rectangle of whole pixels: columns Left … Right − 1, rows Top … Bottom − 1.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Right, int Bottom)
{
    /// <summary>What is below counts as paper: half a grey level of 255.</summary>
    public const float LeastInk = 1f / 512;

    public int Width => Right - Left;

    public int Height => Bottom - Top;

    public bool IsEmpty => Right <= Left || Bottom <= Top;

    /// <summary>The smallest box around this one and another.</summary>
    public PixelBox Union(PixelBox other) =>
        new(Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    /// <summary>The smallest box around all ink; empty when there is none.</summary>
    public static PixelBox OfInk(ReadOnlySpan<float> ink, int width, int height)
    {
        int left = width, top = height, right = 0, bottom = 0;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> row = ink.Slice(y * width, width);
            for (int x = 0; x < width; x++)
            {
                if (row[x] < LeastInk)
                    continue;
                left = Math.Min(left, x);
                right = Math.Max(right, x + 1);
                top = Math.Min(top, y);
                bottom = y + 1;
            }
        }

        return new PixelBox(left, top, right, bottom);
    }

    /// <summary>The values in this box, <c>[Height,Width]</c>.</summary>
    public float[] Crop(ReadOnlySpan<float> values, int width)
    {
        float[] cropped = new float[Width * Height];
        for (int y = 0; y < Height; y++)
            values.Slice((Top + y) * width + Left, Width).CopyTo(cropped.AsSpan(y * Width));
        return cropped;
    }
}
