namespace Misread.Imaging;

/// <summary>One place of the pen: the middle of the line and its half width, in pixels of the map that is drawn on.</summary>
internal readonly record struct PenPoint(double X, double Y, double Radius);

/// <summary>Draws pen strokes into a map of ink coverage, anti-aliased.</summary>
internal static class StrokeRaster
{
    /// <summary>
    /// Draws one stroke: between neighbouring points a line whose half width runs linearly from one radius to the other,
    /// with round ends. A pixel's ink is how far its middle lies within the outline, over one pixel; where strokes
    /// overlap the greater counts, as ink does not add up. Additions, products, quotients and square roots only, so the
    /// map has the same bits on every machine.
    /// </summary>
    /// <param name="stroke">At least one point.</param>
    /// <param name="ink"><c>[height,width]</c>, 0 … 1, drawn upon.</param>
    /// <param name="width">Width of the map.</param>
    /// <param name="height">Height of the map.</param>
    public static void Draw(ReadOnlySpan<PenPoint> stroke, Span<float> ink, int width, int height)
    {
        if (stroke.Length == 1)
            DrawLine(stroke[0], stroke[0], ink, width, height);
        for (int i = 1; i < stroke.Length; i++)
            DrawLine(stroke[i - 1], stroke[i], ink, width, height);
    }

    private static void DrawLine(PenPoint from, PenPoint to, Span<float> ink, int width, int height)
    {
        double reach = Math.Max(from.Radius, to.Radius) + 0.5;
        int left = Math.Max(0, (int)Math.Floor(Math.Min(from.X, to.X) - reach));
        int right = Math.Min(width, (int)Math.Ceiling(Math.Max(from.X, to.X) + reach) + 1);
        int top = Math.Max(0, (int)Math.Floor(Math.Min(from.Y, to.Y) - reach));
        int bottom = Math.Min(height, (int)Math.Ceiling(Math.Max(from.Y, to.Y) + reach) + 1);
        double dx = to.X - from.X, dy = to.Y - from.Y, widening = to.Radius - from.Radius;
        double length2 = dx * dx + dy * dy;
        double scale = length2 > 0 ? 1 / length2 : 0;
        for (int y = top; y < bottom; y++)
        {
            double py = y + 0.5 - from.Y;
            for (int x = left; x < right; x++)
            {
                ref float pixel = ref ink[y * width + x];
                if (pixel >= 1)
                    continue;
                double px = x + 0.5 - from.X;
                double t = Math.Clamp((px * dx + py * dy) * scale, 0, 1);
                double ex = px - t * dx, ey = py - t * dy;
                double distance2 = ex * ex + ey * ey;
                double outer = from.Radius + t * widening + 0.5;
                if (distance2 >= outer * outer)
                    continue;
                float coverage = (float)Math.Min(1, outer - Math.Sqrt(distance2));
                if (coverage > pixel)
                    pixel = coverage;
            }
        }
    }
}
