namespace Misread.Imaging;

/// <summary>Luma of an image, 0 … 255, with what is counted of it.</summary>
internal sealed class GreyPlane
{
    private readonly int[] _histogram = new int[256];

    /// <summary>Takes the luma of an image, .299 R + .587 G + .114 B.</summary>
    public GreyPlane(Bitmap image)
    {
        (Width, Height) = (image.Width, image.Height);
        Values = new float[Width * Height];
        ReadOnlySpan<byte> pixels = image.Pixels;
        for (int i = 0; i < Values.Length; i++)
        {
            Values[i] = image.Channels < 3
                ? pixels[i * image.Channels]
                : (0.299f * pixels[i * image.Channels]) + (0.587f * pixels[(i * image.Channels) + 1]) + (0.114f * pixels[(i * image.Channels) + 2]);
            _histogram[(int)(Values[i] + 0.5f)]++;
        }

        double sum = 0, squares = 0;
        foreach (float v in Values)
            sum += v;
        Mean = sum / Values.Length;
        foreach (float v in Values)
            squares += (v - Mean) * (v - Mean);
        Variance = squares / Values.Length;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary><c>[H,W]</c>.</summary>
    public float[] Values { get; }

    /// <summary>Their mean.</summary>
    public double Mean { get; }

    /// <summary>Their variance.</summary>
    public double Variance { get; }

    /// <summary>The value below which a share of the pixels lie, in whole steps.</summary>
    public int Quantile(double share)
    {
        long rank = (long)Math.Round(share * (Values.Length - 1));
        int value = 0;
        for (long below = _histogram[0]; below <= rank; below += _histogram[++value])
        {
        }

        return value;
    }

    /// <summary>Share of the pixels from one value to another.</summary>
    public double Share(int from, int to) => _histogram[from..(to + 1)].Sum() / (double)Values.Length;

    /// <summary>Entropy of the 256 values, in bits.</summary>
    public double Entropy() => -_histogram.Where(n => n > 0).Select(n => n / (double)Values.Length).Sum(p => p * Math.Log2(p));

    /// <summary>Share of the most frequent value.</summary>
    public double ModeShare() => _histogram.Max() / (double)Values.Length;

    /// <summary>The outermost pixels; corners twice where the image is more than one pixel wide.</summary>
    public float[] Ring()
    {
        var ring = new List<float>(2 * (Width + Height));
        ring.AddRange(Values.AsSpan(0, Width));
        ring.AddRange(Values.AsSpan((Height - 1) * Width, Width));
        for (int y = 0; y < Height; y++)
        {
            ring.Add(Values[y * Width]);
            ring.Add(Values[(y * Width) + Width - 1]);
        }

        return [.. ring];
    }

    /// <summary>The variance of the 4-neighbour Laplacian inside; 0 for an image that has no inside.</summary>
    public double LaplacianVariance()
    {
        double sum = 0, squares = 0;
        long count = 0;
        for (int y = 1; y < Height - 1; y++)
        {
            for (int x = 1; x < Width - 1; x++, count++)
            {
                int i = (y * Width) + x;
                double value = Values[i - 1] + Values[i + 1] + Values[i - Width] + Values[i + Width] - (4.0 * Values[i]);
                sum += value;
                squares += value * value;
            }
        }

        return count == 0 ? 0 : Math.Max(0, (squares / count) - (sum / count * (sum / count)));
    }

    /// <summary>
    /// The standard deviation of noise (J. Immerkær, "Fast noise variance estimation", Computer Vision and Image Understanding
    /// 64, 1996) in the middle 256 × 256 pixels; NaN for an image that has no inside.
    /// </summary>
    public double Noise()
    {
        (int left, int top) = (Math.Max(0, (Width - 256) / 2), Math.Max(0, (Height - 256) / 2));
        double sum = 0;
        long count = 0;
        for (int y = top + 1; y < Math.Min(Height, top + 256) - 1; y++)
        {
            for (int x = left + 1; x < Math.Min(Width, left + 256) - 1; x++, count++)
            {
                int i = (y * Width) + x;
                double corners = Values[i - Width - 1] + Values[i - Width + 1] + Values[i + Width - 1] + Values[i + Width + 1];
                double sides = Values[i - Width] + Values[i + Width] + Values[i - 1] + Values[i + 1];
                sum += Math.Abs(corners - (2 * sides) + (4.0 * Values[i]));
            }
        }

        return count == 0 ? double.NaN : Math.Sqrt(Math.PI / 2) / 6 * sum / count;
    }
}
