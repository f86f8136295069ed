namespace Misread.Imaging;

/// <summary>How <see cref="Resample"/> weighs the pixels that fall under one new pixel.</summary>
public enum ResampleFilter
{
    /// <summary>The mean over the area that the new pixel covers (box filter): for making images smaller. Enlarged, pixels stay squares.</summary>
    Area,

    /// <summary>
    /// Linear interpolation; when the image gets smaller the triangle is as wide as two new pixels, so that nothing is
    /// skipped (anti-aliasing, as in Pillow's <c>BILINEAR</c>).
    /// </summary>
    Bilinear,

    /// <summary>Cubic convolution with a = −½ (R. Keys, IEEE ASSP 29, 1981), anti-aliased as Pillow's <c>BICUBIC</c>; it may overshoot.</summary>
    Bicubic,

    /// <summary>A sinc windowed by a sinc of three lobes, anti-aliased as Pillow's <c>LANCZOS</c>; it may overshoot.</summary>
    Lanczos,
}

/// <summary>Changes the size of images.</summary>
/// <remarks>
/// Separable: rows first, then columns, each new pixel a weighted sum with weights that sum to 1, centred as pixel areas
/// are (the middle of old pixel i lies at i + ½). At the edges the filter is cut off and its weights renormalised.
/// The arithmetic is single precision in a fixed order, with the same result on every machine. Thread-safe.
/// </remarks>
public static class Resample
{
    /// <summary>Resizes an image of real values.</summary>
    /// <param name="pixels"><c>[H,W]</c>, row-major.</param>
    /// <param name="width">Old width, at least 1.</param>
    /// <param name="height">Old height, at least 1.</param>
    /// <param name="newWidth">New width, at least 1.</param>
    /// <param name="newHeight">New height, at least 1.</param>
    /// <param name="filter">How pixels are weighed.</param>
    /// <returns><c>[newHeight,newWidth]</c>; with <see cref="ResampleFilter.Area"/> and <see cref="ResampleFilter.Bilinear"/> no value lies outside the range of the old ones but for rounding.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> is not of the old size.</exception>
    public static float[] Resize(
        ReadOnlySpan<float> pixels, int width, int height, int newWidth, int newHeight, ResampleFilter filter = ResampleFilter.Area)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(newWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(newHeight, 1);
        if (pixels.Length != (long)width * height)
            throw new ArgumentException($"expected {(long)width * height} pixels for {width}×{height}, got {pixels.Length}", nameof(pixels));
        float[] narrow = new float[checked(newWidth * height)];
        float[] result = new float[checked(newWidth * newHeight)];
        ResampleWeights across = ResampleWeights.Create(width, newWidth, filter);
        for (int y = 0; y < height; y++)
            across.Gather(pixels.Slice(y * width, width), narrow.AsSpan(y * newWidth, newWidth));
        ResampleWeights down = ResampleWeights.Create(height, newHeight, filter);
        down.GatherRows(narrow, newWidth, result);
        return result;
    }

    /// <summary>Resizes an 8-bit image; values are rounded to the nearest, halves up.</summary>
    /// <inheritdoc cref="Resize(ReadOnlySpan{float}, int, int, int, int, ResampleFilter)"/>
    public static byte[] Resize(
        ReadOnlySpan<byte> pixels, int width, int height, int newWidth, int newHeight, ResampleFilter filter = ResampleFilter.Area)
    {
        float[] values = new float[pixels.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = pixels[i];
        float[] resized = Resize(values, width, height, newWidth, newHeight, filter);
        byte[] bytes = new byte[resized.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)Math.Clamp((int)(resized[i] + 0.5f), 0, 255);
        return bytes;
    }

    /// <summary>Resizes an 8-bit image of any number of channels.</summary>
    /// <remarks>
    /// Rows first, rounded to bytes, then columns, in integers with 22 bits after the point: for the filters that Pillow has
    /// (<see cref="ResampleFilter.Bilinear"/>, <see cref="ResampleFilter.Bicubic"/>, <see cref="ResampleFilter.Lanczos"/>)
    /// the result equals Pillow's to the bit, so a model sees what it saw in PyTorch.
    /// </remarks>
    /// <param name="image">Grey, RGB or RGBA (whose transparency is resized like a colour).</param>
    /// <param name="newWidth">New width, 1 … <see cref="Bitmap.MaxSide"/>.</param>
    /// <param name="newHeight">New height, 1 … <see cref="Bitmap.MaxSide"/>.</param>
    /// <param name="filter">How pixels are weighed.</param>
    /// <returns>A new image, or <paramref name="image"/> itself when it has that size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    public static Bitmap Resize(Bitmap image, int newWidth, int newHeight, ResampleFilter filter = ResampleFilter.Bilinear)
    {
        ArgumentNullException.ThrowIfNull(image);
        Bitmap narrow = image;
        if (newWidth != image.Width)
        {
            narrow = new Bitmap(newWidth, image.Height, image.Channels);
            ResampleWeights across = ResampleWeights.Create(image.Width, newWidth, filter);
            int from = image.Width * image.Channels;
            int to = newWidth * image.Channels;
            for (int y = 0; y < image.Height; y++)
                across.Gather(image.Pixels.AsSpan(y * from, from), image.Channels, narrow.Pixels.AsSpan(y * to, to));
        }

        if (newHeight == narrow.Height)
            return narrow;
        var result = new Bitmap(newWidth, newHeight, image.Channels);
        ResampleWeights.Create(narrow.Height, newHeight, filter).GatherRows(narrow.Pixels, newWidth * image.Channels, result.Pixels);
        return result;
    }
}
