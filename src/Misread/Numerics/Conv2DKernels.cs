using System.Runtime.CompilerServices;

namespace Misread.Numerics;

/// <summary>
/// Direct convolution of one image in NHWC, on register tiles of pixels × output channels. Nothing is unrolled into
/// columns in memory: the floats under a kernel row already lie side by side.
/// </summary>
/// <remarks>
/// <para>x is <c>[H,W,C]</c>, w <c>[KH,KW,C,F]</c>, y <c>[OH,OW,F]</c>; buffers do not overlap.</para>
/// <para>
/// Derivation of the gradients, for <c>y[p,f] = b[f] + Σ_{q,c} x[s·p + q, c] · w[q,c,f]</c>:
/// ∂L/∂w[q,c,f] = Σ_p x[s·p + q, c] · dy[p,f]; ∂L/∂b[f] = Σ_p dy[p,f]; and ∂L/∂x[r,c] = Σ_{q,f} dy[(r − q)/s, f] · w[q,c,f],
/// a valid convolution of dy, spread by zeros, with the kernels turned by 180° and their channels swapped.
/// </para>
/// </remarks>
internal static unsafe class Conv2DKernels
{
    private const int Band = 8;

    /// <summary>Copies an image into the middle of a zeroed frame. Returns x itself when there is no padding.</summary>
    /// <param name="g">Sizes.</param>
    /// <param name="x">The image, <c>[H,W,C]</c>.</param>
    /// <param name="scratch"><see cref="Conv2DGeometry.PaddedSize"/> floats.</param>
    public static float* Pad(in Conv2DGeometry g, float* x, float* scratch)
    {
        if (!g.IsPadded)
            return x;
        new Span<float>(scratch, g.PaddedSize).Clear();
        int row = g.Width * g.Channels;
        for (int y = 0; y < g.Height; y++)
        {
            float* d = scratch + (((y + g.PadTop) * g.PaddedWidth) + g.PadLeft) * g.Channels;
            new ReadOnlySpan<float>(x + (y * row), row).CopyTo(new Span<float>(d, row));
        }

        return scratch;
    }

    /// <summary>Some rows of y = conv(x, w) + bias, then ReLU if asked.</summary>
    /// <param name="g">Sizes.</param>
    /// <param name="padded">The padded image.</param>
    /// <param name="w">Kernels.</param>
    /// <param name="bias"><c>[F]</c>, or null.</param>
    /// <param name="y">Receives the rows, <c>[rows,OW,F]</c>.</param>
    /// <param name="relu">Whether negative outputs become 0.</param>
    /// <param name="firstRow">The first output row that is wanted.</param>
    /// <param name="rows">How many are wanted.</param>
    public static void Forward(in Conv2DGeometry g, float* padded, float* w, float* bias, float* y, bool relu, int firstRow, int rows)
    {
        int above = firstRow * g.Stride;
        float* x = padded + ((nint)above * g.PaddedWidth * g.Channels);
        Valid(x, g.PaddedWidth, g.Channels, g.PadTop - above, g.Height, w, g.Kernel, g.Stride, bias, y, rows, g.OutputWidth, g.Filters, relu);
    }

    /// <summary>
    /// dw += gradient of the kernels of one image: each of the KH·KW·C × F sums runs over the output rows in bands of 8, then
    /// columns.
    /// </summary>
    /// <param name="g">Sizes.</param>
    /// <param name="padded">The padded image.</param>
    /// <param name="dy">Gradient of the output.</param>
    /// <param name="dw">Gradient of the kernels, added to.</param>
    public static void BackwardWeights(in Conv2DGeometry g, float* padded, float* dy, float* dw)
    {
        // A band of rows stays in the cache while all tiles of dw pass over it.
        for (int row = 0; row < g.OutputHeight; row += Band)
        {
            float* x = padded + ((nint)row * g.Stride * g.PaddedWidth * g.Channels);
            BackwardWeights(in g, x, dy + ((nint)row * g.OutputWidth * g.Filters), dw, Math.Min(Band, g.OutputHeight - row));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardWeights(in Conv2DGeometry g, float* x, float* dy, float* dw, int outputRows)
    {
        var tile = new Tile
        {
            ARow = 1,
            AThree = 3,
            AInner = g.Stride * g.Channels,
            AOuter = (nint)g.Stride * g.PaddedWidth * g.Channels,
            BInner = g.Filters,
            BOuter = (nint)g.OutputWidth * g.Filters,
            CRow = g.Filters,
            Outer = outputRows,
            Inner = g.OutputWidth,
            Accumulate = true,
        };
        nint line = (nint)g.PaddedWidth * g.Channels;
        int rows = g.Kernel * g.Channels;
        int lines = g.Kernel;
        if (g is { Kernel: 3, Channels: 1 } && TileShapes.MaxRows >= 9)
        {
            // The three taps of a kernel row are too few sums to keep the processor busy; all nine are one tile.
            tile.AThree = line;
            rows = 9;
            lines = 1;
        }

        int tiles = Tiling.Count(rows);
        for (int ky = 0; ky < lines; ky++)
        {
            for (int f = 0; f < g.Filters; f += TileShapes.MaxColumns)
            {
                int columns = Math.Min(TileShapes.MaxColumns, g.Filters - f);
                tile.B = dy + f;
                for (int t = 0, i = 0; t < tiles; t++)
                {
                    int height = Tiling.Rows(rows, tiles, t);
                    tile.A = x + (ky * line) + i;
                    tile.C = dw + ((((nint)ky * rows) + i) * g.Filters) + f;
                    Tiling.Run(height, columns, ref tile);
                    i += height;
                }
            }
        }
    }

    /// <summary>Turns kernels by 180° and swaps their channels: <c>[KH,KW,C,F]</c> to <c>[KH,KW,F,C]</c>.</summary>
    /// <param name="g">Sizes.</param>
    /// <param name="w">Kernels.</param>
    /// <param name="turned">The turned kernels, as many floats.</param>
    public static void Turn(in Conv2DGeometry g, float* w, float* turned)
    {
        int taps = g.Kernel * g.Kernel;
        int tap = g.Channels * g.Filters;
        for (int q = 0; q < taps; q++)
            Transpose.Run(w + ((nint)q * tap), g.Filters, g.Channels, g.Filters, turned + ((nint)(taps - 1 - q) * tap), g.Channels);
    }

    /// <summary>dx = gradient of one image.</summary>
    /// <param name="g">Sizes.</param>
    /// <param name="dy">Gradient of the output.</param>
    /// <param name="turned">Kernels from <see cref="Turn"/>.</param>
    /// <param name="dx">Gradient of the image, overwritten.</param>
    /// <param name="scratch"><see cref="Conv2DGeometry.SpreadSize"/> floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BackwardData(in Conv2DGeometry g, float* dy, float* turned, float* dx, float* scratch)
    {
        new Span<float>(scratch, g.SpreadSize).Clear();
        int top = g.Kernel - 1 - g.PadTop;
        int left = g.Kernel - 1 - g.PadLeft;
        int pixel = g.Filters;
        for (int oy = 0; oy < g.OutputHeight; oy++)
        {
            int y = top + (oy * g.Stride);
            if ((uint)y >= (uint)g.SpreadHeight)
                continue;
            for (int ox = 0; ox < g.OutputWidth; ox++)
            {
                int x = left + (ox * g.Stride);
                if ((uint)x >= (uint)g.SpreadWidth)
                    continue;
                var source = new ReadOnlySpan<float>(dy + (((nint)oy * g.OutputWidth) + ox) * pixel, pixel);
                source.CopyTo(new Span<float>(scratch + (((nint)y * g.SpreadWidth) + x) * pixel, pixel));
            }
        }

        int height = ((g.OutputHeight - 1) * g.Stride) + 1;
        Valid(scratch, g.SpreadWidth, g.Filters, top, height, turned, g.Kernel, 1, null, dx, g.Height, g.Width, g.Channels, relu: false);
    }

    // Rows of x before firstRow, and those from firstRow + height on, are zeros; kernel rows that meet only them are left out,
    // which changes no sum.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Valid(
        float* x, int width, int channels, int firstRow, int height, float* w, int kernel, int stride, float* bias, float* y, int outputHeight, int outputWidth, int filters, bool relu)
    {
        var tile = new Tile
        {
            ARow = stride * channels,
            AThree = 3 * stride * channels,
            AInner = 1,
            AOuter = (nint)width * channels,
            BInner = filters,
            BOuter = (nint)kernel * channels * filters,
            CRow = filters,
            Outer = kernel,
            Inner = kernel * channels,
            Relu = relu,
        };
        int tiles = Tiling.Count(outputWidth);
        for (int f = 0; f < filters; f += TileShapes.MaxColumns)
        {
            int columns = Math.Min(TileShapes.MaxColumns, filters - f);
            tile.Bias = bias == null ? null : bias + f;
            for (int oy = 0; oy < outputHeight; oy++)
            {
                int skipped = Math.Clamp(firstRow - (oy * stride), 0, kernel);
                tile.Outer = Math.Max(0, Math.Min(kernel, firstRow + height - (oy * stride)) - skipped);
                tile.B = w + f + (skipped * tile.BOuter);
                for (int t = 0, ox = 0; t < tiles; t++)
                {
                    int pixels = Tiling.Rows(outputWidth, tiles, t);
                    tile.A = x + ((((((nint)oy * stride) + skipped) * width) + ((nint)ox * stride)) * channels);
                    tile.C = y + ((((nint)oy * outputWidth) + ox) * filters) + f;
                    Tiling.Run(pixels, columns, ref tile);
                    ox += pixels;
                }
            }
        }
    }
}
