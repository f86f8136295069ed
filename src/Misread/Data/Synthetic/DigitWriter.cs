using Misread.Imaging;
using Misread.Numerics;

namespace Misread.Data;

/// <summary>Writes digits, one image at a time, in the size and place of MNIST's. Holds scratch memory: one writer a thread.</summary>
internal sealed class DigitWriter
{
    // Thrice the box of 20 pixels, so that ink is averaged over nine samples a pixel, and room for rounding.
    private const int Canvas = 3 * DigitNormalizer.Box + 2;
    private const int StepsPerKnot = 5;
    private const int BlendPoints = 40;

    private readonly float[] _ink = new float[Canvas * Canvas];

    /// <summary>Writes one allograph.</summary>
    /// <param name="allograph">What to write.</param>
    /// <param name="random">The stream of this image.</param>
    /// <param name="image">Receives <c>[28,28]</c>.</param>
    public void Write(Allograph allograph, Prng random, Span<byte> image)
    {
        var hand = new Handwriting(random);
        var strokes = new List<DesignPoint>[allograph.StrokeCount];
        for (int i = 0; i < strokes.Length; i++)
            strokes[i] = Trace(allograph, i, hand);
        Draw(strokes, hand, image);
    }

    /// <summary>Writes a drawing between two allographs with as many strokes.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    /// <param name="share">The share of <paramref name="b"/>: 0 is all a, 1 all b.</param>
    /// <param name="random">The stream of this image.</param>
    /// <param name="image">Receives <c>[28,28]</c>.</param>
    public void WriteBlend(Allograph a, Allograph b, double share, Prng random, Span<byte> image)
    {
        var hand = new Handwriting(random);
        var strokes = new List<DesignPoint>[a.StrokeCount];
        for (int i = 0; i < strokes.Length; i++)
        {
            List<DesignPoint> from = Polyline.Resample(Trace(a, i, hand), BlendPoints);
            List<DesignPoint> to = Polyline.Resample(Trace(b, i, hand), BlendPoints);
            strokes[i] = [.. from.Zip(to, (p, q) => new DesignPoint(p.X + share * (q.X - p.X), p.Y + share * (q.Y - p.Y)))];
        }

        Draw(strokes, hand, image);
    }

    private static List<DesignPoint> Trace(Allograph allograph, int stroke, Handwriting hand)
    {
        List<DesignPoint> curve = allograph.Trace(stroke, hand.Jitter, StepsPerKnot);
        Polyline.MoveEnds(curve, hand.Overshoot(), hand.Overshoot());
        return curve;
    }

    private void Draw(List<DesignPoint>[] strokes, Handwriting hand, Span<byte> image)
    {
        var pen = new PenPoint[strokes.Length][];
        double left = double.MaxValue, top = double.MaxValue, right = double.MinValue, bottom = double.MinValue;
        for (int i = 0; i < strokes.Length; i++)
        {
            double[] pressure = hand.Pressure(strokes[i].Count);
            pen[i] = new PenPoint[strokes[i].Count];
            for (int j = 0; j < pen[i].Length; j++)
            {
                DesignPoint p = hand.Deform(strokes[i][j]);
                double radius = hand.Radius * pressure[j];
                pen[i][j] = new PenPoint(p.X, p.Y, radius);
                left = Math.Min(left, p.X - radius);
                right = Math.Max(right, p.X + radius);
                top = Math.Min(top, p.Y - radius);
                bottom = Math.Max(bottom, p.Y + radius);
            }
        }

        double scale = (Canvas - 2) / Math.Max(right - left, bottom - top);
        Array.Clear(_ink);
        foreach (PenPoint[] stroke in pen)
        {
            for (int j = 0; j < stroke.Length; j++)
            {
                PenPoint p = stroke[j];
                stroke[j] = new PenPoint((p.X - left) * scale + 1, (p.Y - top) * scale + 1, p.Radius * scale);
            }

            StrokeRaster.Draw(stroke, _ink, Canvas, Canvas);
        }

        DigitNormalizer.Normalize(_ink, Canvas, Canvas, image, DigitNormalizer.Size, DigitNormalizer.Size, DigitNormalizer.Box);
    }
}
