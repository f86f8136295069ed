namespace Misread.Imaging;

/// <summary>The steps by which <see cref="InkExtractor"/> tells the ink of a character from everything else.</summary>
internal static class InkComponents
{
    /// <summary>A speck has less than this share of the area of the largest part of the character.</summary>
    private const double SpeckShare = 0.03;

    /// <summary>How much of a side of the image a line along it covers.</summary>
    private const double FrameShare = 0.7;

    /// <summary>
    /// How far each pixel differs from the paper around it, 0 … 1, and the standard deviation of the paper itself. Dark ink
    /// on paper is measured as a share of the paper's brightness, which makes it the same in light and shadow; light on dark
    /// (a screen, a blackboard) as a difference.
    /// </summary>
    public static (GreyMap Contrast, float Noise) Contrast(GreyMap luma)
    {
        bool dark = PaperEstimate.IsDarkOnLight(luma);
        float[] values = [.. luma.Values];
        if (!dark)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = 1 - values[i];
        }

        float[] paper = PaperEstimate.Of(luma with { Values = values }).Values;
        for (int i = 0; i < values.Length; i++)
            values[i] = (paper[i] - values[i]) / (dark ? Math.Max(0.1f, paper[i]) : 1);
        // Closing picks the brightest of noisy paper; most pixels are paper, so their median is what it picked too much.
        float bias = Median(values);
        // What is brighter than the median is paper only; the median of a half-normal distribution is 0.6745 σ.
        float[] brighter = [.. values.Where(v => v < bias)];
        float noise = brighter.Length == 0 ? 0 : (bias - Median(brighter)) / 0.6745f;
        for (int i = 0; i < values.Length; i++)
            values[i] = Math.Clamp(values[i] - bias, 0, 1);
        return (luma with { Values = values }, noise);
    }

    /// <summary>The contrasts of all components but frames, dark rims and corners: what lies along the edge and is not the main thing.</summary>
    public static GreyMap WithoutFrames(ConnectedComponents components)
    {
        GreyMap map = components.Map;
        Component? main = components.Main;
        float[] values = new float[map.Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Component? component = components.Of(i);
            if (component is not null && (component == main || !IsFrame(component, map)))
                values[i] = map.Values[i];
        }

        return map with { Values = values };
    }

    /// <summary>The contrast of full ink: what a quarter of the inked pixels exceed.</summary>
    public static float FullInk(GreyMap contrast)
    {
        float[] inked = [.. contrast.Values.Where(v => v > 0).Order()];
        return inked.Length == 0 ? 0 : inked[inked.Length * 3 / 4];
    }

    /// <summary>The ink, 0 … 1, of all components that are large enough to be part of the character, with their soft edges.</summary>
    public static GreyMap WithoutSpecks(ConnectedComponents components, float full)
    {
        GreyMap map = components.Map;
        int largest = components.Main?.Area ?? 0;
        float[] mask = new float[map.Values.Length];
        for (int i = 0; i < mask.Length; i++)
            mask[i] = components.Of(i) is Component c && c.Area >= Math.Max(2, SpeckShare * largest) ? 1 : 0;
        mask = (map with { Values = mask }).Dilate(1).Values;
        for (int i = 0; i < mask.Length; i++)
            mask[i] *= Math.Clamp((map.Values[i] / full - 0.1f) / 0.8f, 0, 1);
        return map with { Values = mask };
    }

    /// <summary>Whether there is no ink at all.</summary>
    public static bool IsEmpty(GreyMap ink) => PixelBox.OfInk(ink.Values, ink.Width, ink.Height).IsEmpty;

    private static bool IsFrame(Component component, GreyMap map) =>
        component.HoldsCorner
        || component.OnEdge[0] > FrameShare * map.Width || component.OnEdge[2] > FrameShare * map.Width
        || component.OnEdge[1] > FrameShare * map.Height || component.OnEdge[3] > FrameShare * map.Height;

    private static float Median(float[] values)
    {
        if (values.Length == 0)
            return 0;
        float[] sorted = [.. values];
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }
}
