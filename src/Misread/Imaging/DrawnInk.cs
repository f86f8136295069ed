namespace Misread.Imaging;

/// <summary>
/// The ink of a drawing on a clean ground (a canvas, a screenshot, an image of a data set, a cut-out of one): the distance of
/// each pixel from the one level of the ground, to the bit, without the estimates that uneven light needs.
/// </summary>
internal static class DrawnInk
{
    /// <summary>Pixels this near to the ground are ground: one and a half of 255 levels.</summary>
    private const float Step = 1.5f / 255;

    /// <summary>The share of the outermost pixels that a clean ground fills.</summary>
    private const double CleanRim = 0.7;

    /// <summary>The share of all pixels that a clean ground fills.</summary>
    private const double CleanShare = 0.4;

    /// <summary>The same where the image ends at the ink.</summary>
    private const double CutOutShare = 0.25;

    /// <summary>The share of all pixels that soft edges take at most; shadows take more.</summary>
    private const double SoftShare = 0.2;

    /// <summary>Images up to this side are drawings or cut-outs of them: there is no light to be uneven.</summary>
    internal const int SmallSide = 64;

    /// <summary>The ink, 0 ground … 1, without specks and frames; <see langword="null"/> when the ground is not clean.</summary>
    public static GreyMap? Find(GreyMap luma)
    {
        float low = 1, high = 0;
        foreach (float value in luma.Values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        bool rimIsLow = HasRim(luma, low);
        bool rimIsHigh = HasRim(luma, high);
        bool dark = rimIsLow == rimIsHigh ? PaperEstimate.IsDarkCutOut(luma) : rimIsHigh;
        float ground = dark ? high : low;
        float range = high - low;
        if (!IsClean(luma, ground, range, rimIsClean: rimIsLow || rimIsHigh))
            return null;
        float[] ink = new float[luma.Values.Length];
        for (int i = 0; i < ink.Length; i++)
            ink[i] = Math.Abs(luma.Values[i] - ground) / range;
        GreyMap whole = luma with { Values = ink };
        // In a small image every level counts, for it may be one of a data set that only lies elsewhere; and a line is a stroke.
        bool small = Math.Max(luma.Width, luma.Height) <= SmallSide;
        float least = small ? Step / 3 : Step;
        var parts = new ConnectedComponents(small ? whole : InkComponents.WithoutLines(whole, 0.5f), least);
        return InkComponents.OfTheCharacter(new ConnectedComponents(InkComponents.WithoutFrames(parts), least));
    }

    private static bool IsClean(GreyMap luma, float ground, float range, bool rimIsClean)
    {
        int clear = 0, soft = 0, full = 0;
        foreach (float value in luma.Values)
        {
            float ink = Math.Abs(value - ground);
            clear += ink <= Step ? 1 : 0;
            soft += ink > Step && ink < range / 4 ? 1 : 0;
            full += ink >= range * 0.97f ? 1 : 0;
        }

        double count = luma.Values.Length;
        if (Math.Max(luma.Width, luma.Height) <= SmallSide)
            return clear > 0 && clear + full >= CleanShare * count;
        return clear >= (rimIsClean ? CleanShare : CutOutShare) * count && soft <= SoftShare * count;
    }

    // Most of the outermost pixels, and three corners at least: a stroke that fills its cut-out has two.
    private static bool HasRim(GreyMap luma, float level)
    {
        int last = luma.Values.Length - 1;
        int corners = new[] { 0, luma.Width - 1, last - luma.Width + 1, last }.Count(i => Math.Abs(luma.Values[i] - level) <= Step);
        if (corners < 3)
            return false;
        int near = 0, all = 0;
        for (int y = 0; y < luma.Height; y++)
        {
            for (int x = 0; x < luma.Width; x += y == 0 || y == luma.Height - 1 ? 1 : Math.Max(1, luma.Width - 1))
            {
                near += Math.Abs(luma.Values[(y * luma.Width) + x] - level) <= Step ? 1 : 0;
                all++;
            }
        }

        return near >= CleanRim * all;
    }
}
