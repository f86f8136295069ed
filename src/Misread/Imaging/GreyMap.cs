namespace Misread.Imaging;

/// <summary>Real values on a grid, <c>[Height,Width]</c>, and the few filters that preparing a photo needs.</summary>
internal readonly record struct GreyMap(int Width, int Height, float[] Values)
{
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
    public GreyMap Blur(int radius) => radius < 1 ? this : Separably(radius, static window =>
    {
        float sum = 0;
        foreach (float value in window)
            sum += value;
        return sum / window.Length;
    });

    /// <summary>The greatest value in squares of (2 × radius + 1)² pixels (grey dilation).</summary>
    public GreyMap Dilate(int radius) => Separably(radius, static window => System.Numerics.Tensors.TensorPrimitives.Max(window));

    /// <summary>The least value in squares of (2 × radius + 1)² pixels (grey erosion).</summary>
    public GreyMap Erode(int radius) => Separably(radius, static window => System.Numerics.Tensors.TensorPrimitives.Min(window));

    private GreyMap Separably(int radius, WindowFunction function) =>
        AlongRows(radius, function).Transposed().AlongRows(radius, function).Transposed();

    private GreyMap AlongRows(int radius, WindowFunction function)
    {
        float[] result = new float[Values.Length];
        for (int y = 0; y < Height; y++)
        {
            ReadOnlySpan<float> row = Values.AsSpan(y * Width, Width);
            for (int x = 0; x < Width; x++)
            {
                int first = Math.Max(0, x - radius);
                result[y * Width + x] = function(row[first..Math.Min(Width, x + radius + 1)]);
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

    private delegate float WindowFunction(ReadOnlySpan<float> window);
}
