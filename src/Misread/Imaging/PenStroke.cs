using System.Numerics.Tensors;

namespace Misread.Imaging;

/// <summary>
/// What the strokes of a character tell of how it came to be: a pen is as thick across as along, so strokes that are not show by
/// how much the image was stretched; and strokes that are fainter or thinner than those of any data set want more ink.
/// </summary>
/// <remarks>2 % of MNIST's training images have thinner strokes than <see cref="Thin"/>. The other numbers were settled while looking at test images.</remarks>
internal static class PenStroke
{
    // Strokes are measured at this size.
    private const int Side = 60;

    // Strokes are thickened to this width, in pixels of a box of 20: a little less than MNIST's median.
    private const double Thickened = 2.3;

    // A quarter of the inked pixels exceed this, or the strokes are faint.
    private const float Faint = 0.9f;

    // The faintest image of MNIST has 0.655.
    private const float Faintest = 0.65f;

    /// <summary>Strokes are thin below this width, in pixels of a box of 20.</summary>
    internal const double Thin = 1.85;

    // Pixels on strokes of either direction, as a share of the ink, below which they say nothing.
    private const double FewPixels = 0.08;

    /// <summary>
    /// By how much a character is too wide (above 1) or too narrow, as its strokes tell: the width across upright strokes by
    /// the height across level ones, where the shape is unusual too, for a box that is as wide as high, or very narrow.
    /// </summary>
    /// <param name="ink">The ink in its box, 0 … 1.</param>
    public static double Stretch(GreyMap ink)
    {
        double aspect = (double)ink.Width / ink.Height;
        double? across = AcrossByAlong(ink);
        if (aspect > 0.95)
        {
            // One stroke that fills its box is a one, or whatever else is one stroke.
            if (InkShare(ink) > 0.5 && across is null or > 1.2)
                return 2.5;
            return across is > 1.05 ? Math.Min(across.Value, 2) : Math.Max(1, aspect);
        }

        return aspect < 0.6 && across is < 0.9 ? Math.Max(across.Value, 0.6) : 1;
    }

    /// <summary>Gives a character in the size of the data's the ink of the data's: full in the middle of strokes, and not too thin.</summary>
    /// <param name="ink">The ink in its box, scaled to the data's size.</param>
    /// <param name="box">The data's box.</param>
    /// <param name="coarse">Whether it was drawn in few pixels, so that edges are soft whatever the pen; else only what is faint or thin is changed.</param>
    public static GreyMap Strengthen(GreyMap ink, double box, bool coarse)
    {
        float full = FullInk(ink.Values);
        bool asItIs = full >= Faint && !coarse;
        float[] values = [.. ink.Values.Select(v => Math.Clamp(asItIs ? v : ((v / full) - 0.05f) / 0.8f, 0, 1))];
        GreyMap stronger = ink with { Values = values };
        double scale = box / DigitNormalizer.Box;
        double width = Width(stronger);
        for (int round = 0; round < 3 && width < (round == 0 && !coarse ? Thin : Thickened) * scale; round++)
        {
            GreyMap thicker = Thicker(stronger);
            double possible = Width(thicker);
            float share = (float)Math.Clamp(((Thickened * scale) - width) / Math.Max(1e-9, possible - width), 0, 1);
            float[] mixed = new float[values.Length];
            TensorPrimitives.Lerp(stronger.Values, thicker.Values, share, mixed);
            stronger = stronger with { Values = mixed };
            width = Width(stronger);
        }

        return stronger;
    }

    /// <summary>The mean width of strokes in pixels: twice their area by the length of their edge, which is the sum of all slopes.</summary>
    internal static double Width(GreyMap ink)
    {
        double area = 0, edge = 0;
        for (int y = -1; y <= ink.Height; y++)
        {
            for (int x = -1; x <= ink.Width; x++)
            {
                double right = (At(ink, x + 1, y) - At(ink, x - 1, y)) / 2, down = (At(ink, x, y + 1) - At(ink, x, y - 1)) / 2;
                area += At(ink, x, y);
                edge += Math.Sqrt((right * right) + (down * down));
            }
        }

        return edge == 0 ? 0 : 2 * area / edge;
    }

    // The median run of ink across upright strokes by that across level ones; null when there are hardly any of either.
    private static double? AcrossByAlong(GreyMap ink)
    {
        int longer = Math.Max(ink.Width, ink.Height);
        int width = Math.Max(1, (int)Math.Round((double)ink.Width * Side / longer)), height = Math.Max(1, (int)Math.Round((double)ink.Height * Side / longer));
        GreyMap large = ink.Resized(width, height, ResampleFilter.Bilinear);
        float half = TensorPrimitives.Max<float>(large.Values) / 2;
        int[] level = Runs(large.Values, width, height, 1, width, half);
        int[] upright = Runs(large.Values, height, width, width, 1, half);
        var across = new List<int>();
        var along = new List<int>();
        int inked = 0;
        for (int i = 0; i < level.Length; i++)
        {
            inked += level[i] > 0 ? 1 : 0;
            if (level[i] > 0 && level[i] * 1.3 < upright[i])
                across.Add(level[i]);
            if (upright[i] > 0 && upright[i] * 1.3 < level[i])
                along.Add(upright[i]);
        }

        return Math.Min(across.Count, along.Count) < FewPixels * inked || along.Count == 0 ? null : Median(across) / Median(along);
    }

    // For each inked pixel the length of the run of ink through it along a line.
    private static int[] Runs(float[] values, int length, int lines, int step, int lineStep, float threshold)
    {
        int[] runs = new int[values.Length];
        for (int line = 0; line < lines; line++)
        {
            for (int i = 0; i < length;)
            {
                int end = i;
                while (end < length && values[(line * lineStep) + (end * step)] > threshold)
                    end++;
                for (int j = i; j < end; j++)
                    runs[(line * lineStep) + (j * step)] = end - i;
                i = Math.Max(end, i + 1);
            }
        }

        return runs;
    }

    private static double Median(List<int> values)
    {
        values.Sort();
        int half = values.Count / 2;
        return values.Count % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2.0;
    }

    private static double InkShare(GreyMap ink) => (double)ink.Values.Count(v => v > 0.5f) / ink.Values.Length;

    /// <summary>Whether ink is fainter than in any image of MNIST.</summary>
    internal static bool IsFaint(float[] ink) => FullInk(ink) < Faintest;

    // What a quarter of the inked pixels exceed.
    private static float FullInk(float[] ink)
    {
        float[] inked = [.. ink.Where(v => v > 0.05f).Order()];
        return inked.Length == 0 ? 1 : inked[inked.Length * 3 / 4];
    }

    // The greatest of a pixel and its four neighbours.
    private static GreyMap Thicker(GreyMap ink)
    {
        float[] values = new float[ink.Values.Length];
        for (int y = 0; y < ink.Height; y++)
        {
            for (int x = 0; x < ink.Width; x++)
            {
                float beside = Math.Max(At(ink, x - 1, y), At(ink, x + 1, y)), above = Math.Max(At(ink, x, y - 1), At(ink, x, y + 1));
                values[(y * ink.Width) + x] = Math.Max(At(ink, x, y), Math.Max(beside, above));
            }
        }

        return ink with { Values = values };
    }

    private static float At(GreyMap ink, int x, int y) =>
        (uint)x < (uint)ink.Width && (uint)y < (uint)ink.Height ? ink.Values[(y * ink.Width) + x] : 0;
}
