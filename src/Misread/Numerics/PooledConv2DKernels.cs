using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Misread.Numerics;

/// <summary>A convolution with ReLU, if asked, and 2×2 max-pooling behind it, in one pass over registers.</summary>
internal static unsafe class PooledConv2DKernels
{
    private const int MaxVectors = 2;

    private static readonly delegate*<in PooledTile, void>[] Kernels =
        Vector512.IsHardwareAccelerated ? Table<Simd512, Vector512<float>>()
        : Vector256.IsHardwareAccelerated ? Table<Simd256, Vector256<float>>()
        : Table<Simd128, Vector128<float>>();

    /// <summary>3 windows by 2 vectors are 24 accumulators; with 16 registers, 1 window by 2 vectors.</summary>
    private static int MaxWindows => TileShapes.MaxRows >= 12 ? 3 : 1;

    /// <summary>Whether the filters are whole vectors; others are convolved and pooled one after the other.</summary>
    public static bool Fits(in Conv2DGeometry g, int poolSize) => poolSize == 2 && g.Filters % TileShapes.Lanes == 0;

    /// <summary>A whole image; each sum in the order of <see cref="Conv2DKernels.Forward"/>, so its bits are the same.</summary>
    /// <param name="g">Sizes; they must fit.</param>
    /// <param name="padded">The padded image.</param>
    /// <param name="w">Kernels.</param>
    /// <param name="bias"><c>[F]</c>.</param>
    /// <param name="relu">Whether negative sums become 0 before they are pooled.</param>
    /// <param name="y">Receives the maxima, <c>[OH/2,OW/2,F]</c>.</param>
    /// <param name="winners">Receives the winners' places, as many, as <see cref="MaxPool2DKernels"/> has them; or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(in Conv2DGeometry g, float* padded, float* w, float* bias, bool relu, float* y, float* winners)
    {
        nint inputLine = (nint)g.PaddedWidth * g.Channels;
        var tile = new PooledTile
        {
            Pixel = (nint)g.Stride * g.Channels,
            Line = g.Stride * inputLine,
            InputLine = inputLine,
            Filters = g.Filters,
            KernelRows = g.Kernel,
            KernelRow = g.Kernel * g.Channels,
            Relu = relu,
        };
        int width = g.OutputWidth / 2;
        int tiles = (width + MaxWindows - 1) / MaxWindows;
        int vectors;
        for (int f = 0; f < g.Filters; f += vectors * TileShapes.Lanes)
        {
            vectors = Math.Min(MaxVectors, (g.Filters - f) / TileShapes.Lanes);
            tile.Kernels = w + f;
            tile.Bias = bias + f;
            for (int row = 0; row < g.OutputHeight / 2; row++)
            {
                for (int t = 0, window = 0; t < tiles; t++)
                {
                    int windows = Tiling.Rows(width, tiles, t);
                    nint at = ((((nint)row * width) + window) * g.Filters) + f;
                    tile.X = padded + (2 * row * tile.Line) + (2 * window * tile.Pixel);
                    tile.Y = y + at;
                    tile.Winners = winners == null ? null : winners + at;
                    Kernels[((windows - 1) * 2) + vectors - 1](in tile);
                    window += windows;
                }
            }
        }
    }

    private static delegate*<in PooledTile, void>[] Table<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
    [
        &PooledTileKernel<TSimd, TVector>.Run<TileShapes.N1, TileShapes.N1>, &PooledTileKernel<TSimd, TVector>.Run<TileShapes.N1, TileShapes.N2>,
        &PooledTileKernel<TSimd, TVector>.Run<TileShapes.N2, TileShapes.N1>, &PooledTileKernel<TSimd, TVector>.Run<TileShapes.N2, TileShapes.N2>,
        &PooledTileKernel<TSimd, TVector>.Run<TileShapes.N3, TileShapes.N1>, &PooledTileKernel<TSimd, TVector>.Run<TileShapes.N3, TileShapes.N2>,
    ];
}
