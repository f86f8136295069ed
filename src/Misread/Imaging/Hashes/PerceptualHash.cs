namespace Misread.Imaging;

/// <summary>
/// Four fingerprints of 64 bits of an image: of its coarse frequencies and of its gradients, each as it is and mirrored. Copies
/// that were resized, recompressed, recoloured, stretched or mirrored have fingerprints few bits apart.
/// </summary>
/// <param name="Frequencies">pHash: the lowest 8 × 8 cosine coefficients of 32 × 32 pixels, bit = above their median, without the constant.</param>
/// <param name="FrequenciesMirrored">The same of the mirror image.</param>
/// <param name="Gradients">dHash: of 9 × 8 pixels, bit = darker than the right neighbour.</param>
/// <param name="GradientsMirrored">The same of the mirror image.</param>
/// <remarks>
/// C. Zauner, "Implementation and benchmarking of perceptual image hash functions" (2010). Hashes alone miss shifts of 5 % and
/// crops of 10 % and more. The hash of mean brightness is left out: it matches thousands of different photographs.
/// </remarks>
public readonly record struct PerceptualHash(ulong Frequencies, ulong FrequenciesMirrored, ulong Gradients, ulong GradientsMirrored)
{
    private const int Side = 32;
    private const int Kept = 8;

    private static readonly double[] Cosines = [.. Enumerable.Range(0, Kept * Side).Select(i => Math.Cos(Math.PI * (i / Side) * ((2 * (i % Side)) + 1) / (2 * Side)))];

    /// <summary>Of an image, turned upright.</summary>
    /// <param name="image">One, three or four channels.</param>
    public static PerceptualHash Of(Bitmap image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Bitmap grey = PixelFormat.ToGrey(image);
        Bitmap square = Resample.Resize(grey, Side, Side, ResampleFilter.Lanczos);
        Bitmap steps = Resample.Resize(grey, 9, 8, ResampleFilter.Lanczos);
        double[] coefficients = Coefficients(square.Pixels);
        return new PerceptualHash(
            FrequencyBits(coefficients, mirrored: false),
            FrequencyBits(coefficients, mirrored: true),
            GradientBits(steps.Pixels, mirrored: false),
            GradientBits(steps.Pixels, mirrored: true));
    }

    /// <summary>The least number of bits by which two images differ, by either kind of fingerprint, as they are or one of them mirrored.</summary>
    public static int Distance(PerceptualHash a, PerceptualHash b) => Math.Min(
        Math.Min(Bits(a.Frequencies, b.Frequencies), Bits(a.Gradients, b.Gradients)),
        Math.Min(
            Math.Min(Bits(a.FrequenciesMirrored, b.Frequencies), Bits(a.Frequencies, b.FrequenciesMirrored)),
            Math.Min(Bits(a.GradientsMirrored, b.Gradients), Bits(a.Gradients, b.GradientsMirrored))));

    internal static int Bits(ulong a, ulong b) => System.Numerics.BitOperations.PopCount(a ^ b);

    /// <summary><c>[8,8]</c> of the cosine transform (DCT-II).</summary>
    private static double[] Coefficients(byte[] pixels)
    {
        double[] rows = new double[Side * Kept];
        for (int y = 0; y < Side; y++)
        {
            for (int u = 0; u < Kept; u++)
            {
                double sum = 0;
                for (int x = 0; x < Side; x++)
                    sum += pixels[(y * Side) + x] * Cosines[(u * Side) + x];
                rows[(y * Kept) + u] = sum;
            }
        }

        double[] coefficients = new double[Kept * Kept];
        for (int v = 0; v < Kept; v++)
        {
            for (int u = 0; u < Kept; u++)
            {
                double sum = 0;
                for (int y = 0; y < Side; y++)
                    sum += rows[(y * Kept) + u] * Cosines[(v * Side) + y];
                coefficients[(v * Kept) + u] = sum;
            }
        }

        return coefficients;
    }

    /// <summary>To mirror an image is to change the sign of its odd horizontal frequencies.</summary>
    private static ulong FrequencyBits(double[] coefficients, bool mirrored)
    {
        double[] values = [.. coefficients.Select((c, i) => mirrored && i % Kept % 2 == 1 ? -c : c)];
        double median = values.Skip(1).Order().ElementAt(31);
        ulong bits = 0;
        for (int i = 1; i < values.Length; i++)
            bits |= values[i] > median ? 1UL << i : 0;
        return bits;
    }

    private static ulong GradientBits(byte[] pixels, bool mirrored)
    {
        ulong bits = 0;
        for (int i = 0; i < 64; i++)
        {
            (int y, int x) = (i / 8, i % 8);
            (int left, int right) = mirrored ? (8 - x, 7 - x) : (x, x + 1);
            bits |= pixels[(y * 9) + left] < pixels[(y * 9) + right] ? 1UL << i : 0;
        }

        return bits;
    }
}
