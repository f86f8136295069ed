namespace Misread.Imaging;

/// <summary>Tells ink from paper under uneven light.</summary>
internal static class PaperEstimate
{
    private const int Side = 112;

    /// <summary>Below this the third moment, which lies in −1 … 1, does not tell.</summary>
    private const double ClearMoment = 0.3;

    /// <summary>
    /// Whether the ink is darker than the paper. Ink is the lesser part, so that it lies far on one side of the local mean
    /// and the paper near on the other: with a share p of ink and contrast c the third moment is c³ p (1 − p)(1 − 2p) and its
    /// sign tells. In a tight crop p is about a half; there, most of the rim is paper. The local mean takes out shadows.
    /// </summary>
    public static bool IsDarkOnLight(GreyMap luma)
    {
        (double moment, double? rim) = Moment(luma);
        return Math.Abs(moment) > ClearMoment || rim is null ? moment < 0 : rim > 0;
    }

    /// <summary>
    /// The same for an image that may end where its ink ends, without shadows: the four corners are ground more often than the
    /// middle is, whatever the character. Of MNIST's digits cut out so, fewer than one in a thousand are taken for the other.
    /// </summary>
    public static bool IsDarkCutOut(GreyMap luma)
    {
        int side = Math.Max(1, Math.Min(luma.Width, luma.Height) / 6);
        double corners = 0, all = 0, low = 1, high = 0;
        for (int y = 0; y < luma.Height; y++)
        {
            for (int x = 0; x < luma.Width; x++)
            {
                float value = luma.Values[y * luma.Width + x];
                bool corner = Math.Min(x, luma.Width - 1 - x) < side && Math.Min(y, luma.Height - 1 - y) < side;
                corners += corner ? value : 0;
                all += value;
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        double cornerCount = (double)Math.Min(luma.Width, 2 * side) * Math.Min(luma.Height, 2 * side);
        double lighter = (corners / cornerCount - all / luma.Values.Length) / Math.Max(1e-6, high - low);
        return 2 * lighter > Moment(luma).Moment;
    }

    private static (double Moment, double? Rim) Moment(GreyMap luma)
    {
        GreyMap small = luma.Within(Side);
        int longer = Math.Max(small.Width, small.Height);
        GreyMap mean = small.Blur(Math.Max(1, longer / 4));
        double moment = 0, absolute = 1e-12;
        var rim = new List<float>();
        for (int y = 0; y < small.Height; y++)
        {
            for (int x = 0; x < small.Width; x++)
            {
                int i = y * small.Width + x;
                float residual = small.Values[i] - mean.Values[i];
                // The outermost pixels, where frames and dark corners are, count less.
                double depth = (Math.Min(Math.Min(x, small.Width - 1 - x), Math.Min(y, small.Height - 1 - y)) + 0.5) / longer;
                double cube = Math.Min(1, 10 * depth) * residual * residual * residual;
                moment += cube;
                absolute += Math.Abs(cube);
                if (depth is > 0.03 and < 0.12)
                    rim.Add(residual);
            }
        }

        return (moment / absolute, rim.Count == 0 ? null : Median(rim));
    }

    /// <summary>
    /// The brightness of the paper under dark ink, pixel by pixel: grey closing (dilation, then erosion; Serra 1982) with
    /// a square wider than strokes are, which fills them with the paper around and leaves the edges of larger shadows in place.
    /// </summary>
    public static GreyMap Of(GreyMap luma)
    {
        int radius = Math.Max(2, Math.Max(luma.Width, luma.Height) / 5);
        // Beyond the edges the image goes on as it ends there, so that a shadow's acute corner is no stroke and a stroke that
        // touches an edge is one.
        var inner = new PixelBox(radius, radius, radius + luma.Width, radius + luma.Height);
        return luma.Padded(radius).Dilate(radius).Erode(radius).Crop(inner);
    }

    private static float Median(List<float> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
