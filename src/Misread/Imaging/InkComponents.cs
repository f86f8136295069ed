namespace Misread.Imaging;

/// <summary>The steps by which <see cref="InkExtractor"/> tells the ink of a character from everything else.</summary>
internal static class InkComponents
{
    /// <summary>A speck has less than this share of the area of the largest part of the character.</summary>
    private const double SpeckShare = 0.03;

    /// <summary>The least contrast of ink, as a share of the paper's brightness.</summary>
    public const float LeastContrast = 0.08f;

    /// <summary>How much of a side of the image a line along it covers.</summary>
    private const double FrameShare = 0.7;

    /// <summary>How broad a line along an edge may be, as a share of the side that it narrows.</summary>
    private const double FrameBreadth = 0.08;

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
        // Closing picks the brightest of noisy paper, and what it picked too much is taken back. The order of the contrasts
        // begins with the paper's, whatever the share of ink: its 30th and 10th percentile lie 0.8 σ apart.
        float[] sorted = [.. values];
        Array.Sort(sorted);
        float bias = sorted[sorted.Length * 3 / 10];
        float noise = (bias - sorted[sorted.Length / 10]) / 0.8f;
        for (int i = 0; i < values.Length; i++)
            values[i] = Math.Clamp(values[i] - bias, 0, 1);
        return (luma with { Values = values }, noise);
    }

    /// <summary>Takes out straight dark lines along the edges, which the character may touch.</summary>
    public static GreyMap WithoutLines(GreyMap contrast, float threshold)
    {
        int width = contrast.Width, height = contrast.Height;
        float[] values = [.. contrast.Values];
        Clear(height, width, width, 1);
        Clear(width, height, 1, width);
        return contrast with { Values = values };

        void Clear(int lines, int length, int lineStep, int step)
        {
            int breadth = (int)(FrameBreadth * lines);
            foreach (bool fromEnd in (ReadOnlySpan<bool>)[false, true])
            {
                int count = 0;
                while (count < breadth && IsLine(Start(count, fromEnd)))
                    count++;
                // Broader is no line but the bar of a seven, say. Two more: the soft edge of the line.
                for (int i = 0; count > 0 && count < breadth && i < Math.Min(lines, count + 2); i++)
                {
                    for (int j = 0; j < length; j++)
                        values[Start(i, fromEnd) + j * step] = 0;
                }
            }

            int Start(int line, bool fromEnd) => (fromEnd ? lines - 1 - line : line) * lineStep;

            bool IsLine(int start)
            {
                int dark = 0;
                for (int j = 0; j < length; j++)
                    dark += contrast.Values[start + j * step] > threshold ? 1 : 0;
                return dark > FrameShare * length;
            }
        }
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
        GreyMap kept = OfTheCharacter(components);
        float[] values = [.. kept.Values.Select(v => Math.Clamp((v / full - 0.1f) / 0.8f, 0, 1))];
        return kept with { Values = values };
    }

    /// <summary>The values of all components that are large enough to be part of the character, and of the pixels around them; 0 elsewhere.</summary>
    public static GreyMap OfTheCharacter(ConnectedComponents components)
    {
        GreyMap map = components.Map;
        int largest = components.Main?.Area ?? 0;
        float[] mask = new float[map.Values.Length];
        for (int i = 0; i < mask.Length; i++)
            mask[i] = components.Of(i) is Component c && c.Area >= Math.Max(2, SpeckShare * largest) ? 1 : 0;
        mask = (map with { Values = mask }).Dilate(1).Values;
        for (int i = 0; i < mask.Length; i++)
            mask[i] *= map.Values[i];
        return map with { Values = mask };
    }

    /// <summary>Whether there is no ink at all.</summary>
    public static bool IsEmpty(GreyMap ink) => PixelBox.OfInk(ink.Values, ink.Width, ink.Height).IsEmpty;

    private static bool IsFrame(Component component, GreyMap map) =>
        component.HoldsCorner
        || component.OnEdge[0] > FrameShare * map.Width || component.OnEdge[2] > FrameShare * map.Width
        || component.OnEdge[1] > FrameShare * map.Height || component.OnEdge[3] > FrameShare * map.Height;
}
