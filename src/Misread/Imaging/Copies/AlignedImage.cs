namespace Misread.Imaging;

/// <summary>An image made ready to be laid on others: 64 × 64 grey pixels, whatever its shape, and its middle at nine scales.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class AlignedImage
{
    /// <summary>Pixels of a side.</summary>
    internal const int Side = 64;

    /// <summary>The scales at which the middle of one image is sought in the other.</summary>
    internal static readonly double[] Scales = [1, 0.95, 0.9, 0.85, 0.8, 0.74, 0.68, 0.62, 0.56];

    private readonly Bitmap _grey;
    private readonly Plane[] _templates;

    private AlignedImage(Bitmap grey)
    {
        _grey = grey;
        Whole = Plane.Of(grey, Side);
        _templates = [.. Scales.Select(c => Plane.Of(grey, (int)Math.Round(Side * c)).Middle())];
    }

    /// <summary>The whole image.</summary>
    internal Plane Whole { get; }

    /// <summary>Prepares an image, turned upright.</summary>
    /// <param name="image">One, three or four channels.</param>
    public static AlignedImage Of(Bitmap image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Bitmap grey = PixelFormat.ToGrey(image);
        return new AlignedImage(Resample.Resize(grey, 2 * Side, 2 * Side, ResampleFilter.Lanczos));
    }

    /// <summary>
    /// Lays two images on each other: the middle 72 % of one at nine scales on the other, both ways round and mirrored, with the
    /// greatest correlation over all places (J. P. Lewis, "Fast normalized cross-correlation", 1995).
    /// </summary>
    public static Alignment Align(AlignedImage first, AlignedImage second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        (double Correlation, int Scale, bool Mirrored, bool Swapped) best = default;
        for (int mirror = 0; mirror < 2; mirror++)
        {
            for (int scale = 0; scale < Scales.Length; scale++)
            {
                for (int swap = 0; swap < (scale == 0 ? 1 : 2); swap++)
                {
                    (AlignedImage inner, AlignedImage outer) = swap == 0 ? (second, first) : (first, second);
                    Plane template = mirror == 1 ? inner._templates[scale].Mirrored() : inner._templates[scale];
                    double correlation = outer.Whole.Correlation(template, Plane.LeastDeviation);
                    if (correlation > best.Correlation)
                        best = (correlation, scale, mirror == 1, swap == 1);
                }
            }

            // Nothing is nearer than a copy as it is.
            if (best.Correlation >= 0.995)
                break;
        }

        return new Alignment(best.Correlation, Detail(first, second, best.Scale, best.Mirrored, best.Swapped), Scales[best.Scale], best.Mirrored);
    }

    private static double Detail(AlignedImage first, AlignedImage second, int scale, bool mirrored, bool swapped)
    {
        (AlignedImage inner, AlignedImage outer) = swapped ? (first, second) : (second, first);
        Plane template = Plane.Of(inner._grey, (int)Math.Round(Side * Scales[scale])).Detail().Middle();
        return outer.Whole.Detail().Correlation(mirrored ? template.Mirrored() : template, Plane.LeastDetail);
    }
}
