namespace Misread.Imaging;

/// <summary>Real values on a grid, <c>[Height,Width]</c>, and the few filters that preparing a photo needs.</summary>
internal readonly record struct GreyMap(int Width, int Height, float[] Values)
{
    // Sides above this are divided as the image is read: more pixels say nothing more, and a scan has a hundred million.
    private const int LongestSide = 4096;

    /// <summary>The luma of an image, 0 black … 1 white, by area averages of whole pixels where it is longer than 4,096.</summary>
    public static GreyMap Of(Bitmap image)
    {
        int step = (Math.Max(image.Width, image.Height) + LongestSide - 1) / LongestSide;
        if (step == 1)
            return new GreyMap(image.Width, image.Height, Luma.Of(image));
        int width = Math.Max(1, image.Width / step), height = Math.Max(1, image.Height / step);
        float[] values = new float[width * height];
        int rowHeight = Math.Min(step, image.Height), columnWidth = Math.Min(step, image.Width);
        for (int y = 0; y < height; y++)
        {
            int start = y * step * image.Width * image.Channels;
            var rows = new Bitmap(image.Width, rowHeight, image.Channels, image.Pixels[start..(start + (rowHeight * image.Width * image.Channels))]);
            float[] luma = Luma.Of(rows);
            for (int x = 0; x < width; x++)
            {
                float sum = 0;
                for (int v = 0; v < rowHeight; v++)
                {
                    for (int u = 0; u < columnWidth; u++)
                        sum += luma[(v * image.Width) + (x * step) + u];
                }

                values[(y * width) + x] = sum / (rowHeight * columnWidth);
            }
        }

        return new GreyMap(width, height, values);
    }

    /// <summary>This map with its longer side at most <paramref name="side"/> pixels, by area averages.</summary>
    public GreyMap Within(int side)
    {
        int longer = Math.Max(Width, Height);
        if (longer <= side)
            return this;
        int width = Math.Max(1, (int)((long)Width * side / longer));
        int height = Math.Max(1, (int)((long)Height * side / longer));
        return Resized(width, height, ResampleFilter.Area);
    }

    /// <summary>This map in another size.</summary>
    public GreyMap Resized(int width, int height, ResampleFilter filter) => width == Width && height == Height
        ? this
        : new GreyMap(width, height, Resample.Resize(Values, Width, Height, width, height, filter));

    /// <summary>The part in a box.</summary>
    public GreyMap Crop(PixelBox box) => new(box.Width, box.Height, box.Crop(Values, Width));

    /// <summary>This map with a margin that repeats its outermost pixels.</summary>
    public GreyMap Padded(int margin)
    {
        int width = Width + 2 * margin, height = Height + 2 * margin;
        float[] result = new float[width * height];
        for (int y = 0; y < height; y++)
        {
            int from = Math.Clamp(y - margin, 0, Height - 1) * Width;
            for (int x = 0; x < width; x++)
                result[y * width + x] = Values[from + Math.Clamp(x - margin, 0, Width - 1)];
        }

        return new GreyMap(width, height, result);
    }

    /// <summary>The mean over squares of (2 × radius + 1)² pixels, cut off at the edges.</summary>
    public GreyMap Blur(int radius) => radius < 1 ? this : AveragedAlongRows(radius).Transposed().AveragedAlongRows(radius).Transposed();

    /// <summary>The greatest value in squares of (2 × radius + 1)² pixels (grey dilation).</summary>
    public GreyMap Dilate(int radius) => GreatestAlongRows(radius).Transposed().GreatestAlongRows(radius).Transposed();

    /// <summary>The least value in squares of (2 × radius + 1)² pixels (grey erosion).</summary>
    public GreyMap Erode(int radius) => Negated().Dilate(radius).Negated();

    private GreyMap Negated()
    {
        float[] result = new float[Values.Length];
        System.Numerics.Tensors.TensorPrimitives.Negate(Values, result);
        return this with { Values = result };
    }

    private GreyMap GreatestAlongRows(int radius)
    {
        float[] result = [.. Values];
        float[] forward = new float[Width + 2 * radius], backward = new float[Width + 2 * radius];
        for (int y = 0; y < Height; y++)
            SlidingExtreme.Max(result.AsSpan(y * Width, Width), radius, forward, backward);
        return this with { Values = result };
    }

    private GreyMap AveragedAlongRows(int radius)
    {
        float[] result = new float[Values.Length];
        for (int y = 0; y < Height; y++)
        {
            ReadOnlySpan<float> row = Values.AsSpan(y * Width, Width);
            double sum = 0;
            int first = 0, end = 0;
            for (int x = 0; x < Width; x++)
            {
                while (end < Math.Min(Width, x + radius + 1))
                    sum += row[end++];
                while (first < x - radius)
                    sum -= row[first++];
                result[y * Width + x] = (float)(sum / (end - first));
            }
        }

        return this with { Values = result };
    }

    private GreyMap Transposed()
    {
        float[] result = new float[Values.Length];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
                result[x * Height + y] = Values[y * Width + x];
        }

        return new GreyMap(Height, Width, result);
    }
}
