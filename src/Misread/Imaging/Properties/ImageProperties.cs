namespace Misread.Imaging;

/// <summary>What is known of an image's file beside its pixels.</summary>
/// <param name="Width">Width in the file, in pixels.</param>
/// <param name="Height">Height in the file, in pixels.</param>
/// <param name="Bytes">Length of the file; 0 when there is none.</param>
/// <param name="JpegQuality">Quality of a JPEG, 1 … 100; NaN for other files.</param>
public readonly record struct ImageFileFacts(int Width, int Height, long Bytes = 0, double JpegQuality = double.NaN);

/// <summary>Measures images: glyphs and photographs by the same definitions.</summary>
/// <remarks>
/// Luma is .299 R + .587 G + .114 B. What depends on scale is measured with the long side reduced to 256 pixels, noise at the
/// image's own size. Thread-safe.
/// </remarks>
public static class ImageProperties
{
    private const int Side = 256;
    private const int LeastRange = 16;

    /// <summary>Measures an image.</summary>
    /// <param name="image">One or three channels (a fourth is not looked at), turned upright.</param>
    /// <param name="facts">Its file; <see langword="null"/> for an image that has none.</param>
    /// <returns>A value for each of <see cref="ImageProperty.All"/>; NaN where it is not defined.</returns>
    public static double[] Of(Bitmap image, ImageFileFacts? facts = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ImageFileFacts file = facts ?? new ImageFileFacts(image.Width, image.Height);
        int longest = Math.Max(image.Width, image.Height);
        Bitmap small = longest <= Side ? image : Resample.Resize(
            image,
            Math.Max(1, (int)Math.Round(image.Width * (double)Side / longest)),
            Math.Max(1, (int)Math.Round(image.Height * (double)Side / longest)),
            ResampleFilter.Lanczos);
        var grey = new GreyPlane(small);
        double noise = (ReferenceEquals(small, image) ? grey : new GreyPlane(Middle(image))).Noise();
        (int shadow, int highlight) = (grey.Quantile(0.01), grey.Quantile(0.99));
        float[] ring = grey.Ring();
        float ringMedian = ring.Order().ElementAt(ring.Length / 2);
        (double saturation, double colourfulness, double warmth) = Colour(small);
        var shape = InkShape.Of(grey, ringMedian);
        double area = (double)file.Width * file.Height;
        return
        [
            grey.Mean,
            highlight,
            shadow,
            Math.Sqrt(grey.Variance),
            highlight - shadow,
            highlight - shadow < LeastRange ? double.NaN : Math.Log10((grey.LaplacianVariance() + 1e-3) / (grey.Variance + 1)),
            noise,
            grey.Entropy(),
            grey.ModeShare(),
            grey.Share(0, 2),
            grey.Share(253, 255),
            saturation,
            colourfulness,
            warmth,
            0.5 * Math.Log2(area),
            Math.Abs(Math.Log2(file.Width / (double)file.Height)),
            ring.Count(v => Math.Abs(v - ringMedian) <= 2) / (double)ring.Length,
            ring.Average() - grey.Mean,
            file.Bytes > 0 ? Math.Log2(file.Bytes * 8 / area) : double.NaN,
            file.JpegQuality,
            shape.Ink,
            shape.Stroke,
            shape.Slant,
            shape.OffCentre,
            shape.Holes,
        ];
    }

    /// <summary>The middle 256 × 256 pixels, or less.</summary>
    private static Bitmap Middle(Bitmap image)
    {
        (int width, int height) = (Math.Min(Side, image.Width), Math.Min(Side, image.Height));
        return BitmapGeometry.Crop(image, (image.Width - width) / 2, (image.Height - height) / 2, width, height);
    }

    /// <summary>
    /// Mean saturation (max − min) / max; colourfulness after D. Hasler, S. Süsstrunk, "Measuring colourfulness in natural images",
    /// 2003; warmth ln((R + 1) / (B + 1)) of the means. NaN for a grey image.
    /// </summary>
    private static (double Saturation, double Colourfulness, double Warmth) Colour(Bitmap image)
    {
        if (image.Channels < 3)
            return (double.NaN, double.NaN, double.NaN);
        (double red, double blue, double saturation) = (0, 0, 0);
        (double rg, double rg2, double yb, double yb2) = (0, 0, 0, 0);
        int count = image.Width * image.Height;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> p = image.Pixels.AsSpan(i * image.Channels, 3);
            int most = Math.Max(p[0], Math.Max(p[1], p[2]));
            saturation += most == 0 ? 0 : (most - Math.Min(p[0], Math.Min(p[1], p[2]))) / (double)most;
            (red, blue) = (red + p[0], blue + p[2]);
            (double a, double b) = (p[0] - p[1], (0.5 * (p[0] + p[1])) - p[2]);
            (rg, rg2, yb, yb2) = (rg + a, rg2 + (a * a), yb + b, yb2 + (b * b));
        }

        (double ma, double mb) = (rg / count, yb / count);
        double spread = Math.Sqrt(Math.Max(0, (rg2 / count) - (ma * ma) + (yb2 / count) - (mb * mb)));
        return (saturation / count, spread + (0.3 * Math.Sqrt((ma * ma) + (mb * mb))), Math.Log(((red / count) + 1) / ((blue / count) + 1)));
    }
}
