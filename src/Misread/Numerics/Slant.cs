namespace Misread.Numerics;

/// <summary>
/// Takes the slant out of a drawn image, as LeCun, Bottou, Bengio and Haffner (1998, "Gradient-based learning applied to
/// document recognition", section III.A) deslanted MNIST: rows are shifted sidewards until the ink's second moments show
/// none. Ink counts by its grey value.
/// </summary>
internal static class Slant
{
    /// <summary>Pixels sidewards a row, at most: 45 degrees, so that a stain cannot tear an image apart.</summary>
    private const double Steepest = 1;

    /// <summary>Of how many pixels the ink moves to the right from one row to the next: Σ v (x − x̄)(y − ȳ) / Σ v (y − ȳ)², within ±1.</summary>
    /// <param name="image"><c>[H,W]</c>, row-major, at most 16,384 × 16,384; 0 is the background.</param>
    /// <param name="width">W.</param>
    /// <returns>The slant, and ȳ, the row about which to shift; a slant of 0 where there is no ink, or all of it in one row.</returns>
    public static (double Slant, double Centre) Of(ReadOnlySpan<byte> image, int width)
    {
        // Whole numbers, summed exactly, but for xy and yy, whose sums could grow beyond 64 bits.
        long ink = 0;
        long sumX = 0;
        long sumY = 0;
        double sumXY = 0;
        double sumYY = 0;
        for (int y = 0; y < image.Length / width; y++)
        {
            long ofRow = 0;
            long xOfRow = 0;
            ReadOnlySpan<byte> row = image.Slice(y * width, width);
            for (int x = 0; x < row.Length; x++)
            {
                ofRow += row[x];
                xOfRow += x * (long)row[x];
            }

            ink += ofRow;
            sumX += xOfRow;
            sumY += y * ofRow;
            sumXY += y * (double)xOfRow;
            sumYY += (double)y * y * ofRow;
        }

        if (ink == 0)
            return (0, 0);
        double centre = (double)sumY / ink;
        double spread = sumYY - (centre * sumY);
        return (spread > 1e-6 * ink ? Math.Clamp((sumXY - (centre * sumX)) / spread, -Steepest, Steepest) : 0, centre);
    }

    /// <summary>Writes the image without its slant: each row shifted by a fraction of pixels, linearly, rounded to the nearest; background comes in from outside.</summary>
    /// <param name="image"><c>[H,W]</c>.</param>
    /// <param name="width">W.</param>
    /// <param name="result">Receives <c>[H,W]</c>; not the image itself.</param>
    public static void Remove(ReadOnlySpan<byte> image, int width, Span<byte> result)
    {
        (double slant, double centre) = Of(image, width);
        result.Clear();
        for (int y = 0; y < image.Length / width; y++)
        {
            double from = slant * (y - centre);
            int whole = (int)Math.Floor(from);
            float share = (float)(from - whole);
            ReadOnlySpan<byte> row = image.Slice(y * width, width);
            Span<byte> moved = result.Slice(y * width, width);
            int end = Math.Min(width, width - whole);
            for (int x = Math.Max(0, -whole - 1); x < end; x++)
            {
                int at = x + whole;
                float left = at >= 0 ? row[at] : 0;
                float right = at + 1 < width ? row[at + 1] : 0;
                moved[x] = (byte)(left + (share * (right - left)) + 0.5f);
            }
        }
    }
}
