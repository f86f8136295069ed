namespace Misread.Imaging;

/// <summary>Tells ink from paper under uneven light.</summary>
internal static class PaperEstimate
{
    private const int Side = 112;

    /// <summary>
    /// Whether the ink is darker than the paper. Ink is the lesser part, so around the local mean it lies far on one side
    /// and the paper near on the other: the sign of the third moment tells. With a share p of ink and contrast c the moment
    /// is c³ p (1 − p)(1 − 2p). The local mean takes out shadows; the rim, where frames and fingers are, counts less.
    /// </summary>
    public static bool IsDarkOnLight(GreyMap luma)
    {
        GreyMap small = luma.Within(Side);
        GreyMap mean = small.Blur(Math.Max(1, Math.Max(small.Width, small.Height) / 4));
        double moment = 0;
        for (int y = 0; y < small.Height; y++)
        {
            for (int x = 0; x < small.Width; x++)
            {
                int i = y * small.Width + x;
                double residual = small.Values[i] - mean.Values[i];
                moment += Nearness(x, small.Width) * Nearness(y, small.Height) * residual * residual * residual;
            }
        }

        return moment < 0;
    }

    /// <summary>
    /// The brightness of the paper under dark ink, pixel by pixel: grey closing (dilation, then erosion; Serra 1982) with
    /// a square wider than strokes are, which fills them with the paper around and leaves the edges of larger shadows in place.
    /// </summary>
    public static GreyMap Of(GreyMap luma)
    {
        GreyMap small = luma.Within(Side);
        int radius = Math.Max(2, Math.Max(small.Width, small.Height) / 5);
        GreyMap paper = small.Dilate(radius).Erode(radius);
        return paper.Resized(luma.Width, luma.Height, ResampleFilter.Bilinear);
    }

    /// <summary>1 within, falling to 0 over the outer tenth.</summary>
    private static double Nearness(int at, int size) =>
        Math.Min(1, 10.0 * Math.Min(at + 0.5, size - at - 0.5) / size);
}
