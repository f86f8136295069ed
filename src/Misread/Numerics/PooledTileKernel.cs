using System.Runtime.CompilerServices;

namespace Misread.Numerics;

/// <summary>What a tile of a convolution with 2×2 max-pooling behind it computes; strides in floats.</summary>
internal unsafe struct PooledTile
{
    /// <summary>The input under the first window's first pixel.</summary>
    public float* X;

    /// <summary>From the input of one pixel of the convolution's output to the next: stride · C.</summary>
    public nint Pixel;

    /// <summary>From the input of one row of the convolution's output to the next: stride · W · C.</summary>
    public nint Line;

    /// <summary>From a kernel row's input to the next: W · C.</summary>
    public nint InputLine;

    /// <summary>Kernels, <c>[KH,KW·C,F]</c>, from the tile's first filter on.</summary>
    public float* Kernels;

    /// <summary>F.</summary>
    public nint Filters;

    /// <summary>KH.</summary>
    public int KernelRows;

    /// <summary>KW · C.</summary>
    public int KernelRow;

    /// <summary>One value a filter.</summary>
    public float* Bias;

    /// <summary>Receives the windows' maxima, <c>[windows,F]</c>.</summary>
    public float* Y;

    /// <summary>Receives the winners' places as <see cref="MaxPool2DKernels"/> has them, or null.</summary>
    public float* Winners;

    /// <summary>Whether a ReLU stands between the convolution and the pooling.</summary>
    public bool Relu;
}

/// <summary>
/// The register tile of a convolution with 2×2 max-pooling: up to 3 windows, 6 pixels in each of two rows, by up to 2 vectors of
/// filters. The maximum is taken in the registers, so that a map of which three quarters are thrown away is never stored.
/// </summary>
/// <remarks>
/// Pixels 0 … 5 lie in the upper row, 6 … 11 in the lower; window j has 2j and 2j + 1 of both. Each sum runs from the bias over
/// kernel rows, then along them, as in <see cref="TileKernel{TSimd, TVector}"/>: the same bits. Two vectors take 24 accumulators,
/// which needs 32 registers; with 16 of them callers keep to one (<see cref="ISimd{TVector}.TileRows"/>). Its scalar twin is the
/// plain convolution followed by the plain pooling (<c>ReferenceLayers</c> of the tests).
/// </remarks>
internal static unsafe class PooledTileKernel<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TWindows, TVectors>(in PooledTile tile)
        where TWindows : struct, ICount
        where TVectors : struct, ICount
    {
        bool two = TVectors.Value > 1;
        int lanes = TSimd.Lanes;
        nint pixel = tile.Pixel;
        nint filters = tile.Filters;
        TVector c00, c01;
        TVector c10, c11;
        TVector c20, c21;
        TVector c30, c31;
        TVector c40, c41;
        TVector c50, c51;
        TVector c60, c61;
        TVector c70, c71;
        TVector c80, c81;
        TVector c90, c91;
        TVector c100, c101;
        TVector c110, c111;
        c00 = c10 = c20 = c30 = c40 = c50 = c60 = c70 = c80 = c90 = c100 = c110 = TSimd.Load(tile.Bias);
        c01 = c11 = c21 = c31 = c41 = c51 = c61 = c71 = c81 = c91 = c101 = c111 = two ? TSimd.Load(tile.Bias + lanes) : default;

        float* kernels = tile.Kernels;
        for (int row = 0; row < tile.KernelRows; row++)
        {
            // x86 addresses reach 0, 1 and 2 pixels from a pointer for free; hence a pointer for every third pixel.
            float* x0 = tile.X + (row * tile.InputLine);
            float* x3 = x0 + (3 * pixel);
            float* x6 = x0 + tile.Line;
            float* x9 = x3 + tile.Line;
            for (int k = tile.KernelRow; k > 0; k--)
            {
                TVector w0 = TSimd.Load(kernels);
                TVector w1 = two ? TSimd.Load(kernels + lanes) : default;
                kernels += filters;
                TVector x = TSimd.Create(*x0);
                c00 = TSimd.MultiplyAdd(x, w0, c00);
                if (two)
                    c01 = TSimd.MultiplyAdd(x, w1, c01);
                x = TSimd.Create(x0[pixel]);
                c10 = TSimd.MultiplyAdd(x, w0, c10);
                if (two)
                    c11 = TSimd.MultiplyAdd(x, w1, c11);
                x = TSimd.Create(*x6);
                c60 = TSimd.MultiplyAdd(x, w0, c60);
                if (two)
                    c61 = TSimd.MultiplyAdd(x, w1, c61);
                x = TSimd.Create(x6[pixel]);
                c70 = TSimd.MultiplyAdd(x, w0, c70);
                if (two)
                    c71 = TSimd.MultiplyAdd(x, w1, c71);

                if (TWindows.Value > 1)
                {
                    x = TSimd.Create(x0[2 * pixel]);
                    c20 = TSimd.MultiplyAdd(x, w0, c20);
                    if (two)
                        c21 = TSimd.MultiplyAdd(x, w1, c21);
                    x = TSimd.Create(*x3);
                    c30 = TSimd.MultiplyAdd(x, w0, c30);
                    if (two)
                        c31 = TSimd.MultiplyAdd(x, w1, c31);
                    x = TSimd.Create(x6[2 * pixel]);
                    c80 = TSimd.MultiplyAdd(x, w0, c80);
                    if (two)
                        c81 = TSimd.MultiplyAdd(x, w1, c81);
                    x = TSimd.Create(*x9);
                    c90 = TSimd.MultiplyAdd(x, w0, c90);
                    if (two)
                        c91 = TSimd.MultiplyAdd(x, w1, c91);
                }

                if (TWindows.Value > 2)
                {
                    x = TSimd.Create(x3[pixel]);
                    c40 = TSimd.MultiplyAdd(x, w0, c40);
                    if (two)
                        c41 = TSimd.MultiplyAdd(x, w1, c41);
                    x = TSimd.Create(x3[2 * pixel]);
                    c50 = TSimd.MultiplyAdd(x, w0, c50);
                    if (two)
                        c51 = TSimd.MultiplyAdd(x, w1, c51);
                    x = TSimd.Create(x9[pixel]);
                    c100 = TSimd.MultiplyAdd(x, w0, c100);
                    if (two)
                        c101 = TSimd.MultiplyAdd(x, w1, c101);
                    x = TSimd.Create(x9[2 * pixel]);
                    c110 = TSimd.MultiplyAdd(x, w0, c110);
                    if (two)
                        c111 = TSimd.MultiplyAdd(x, w1, c111);
                }

                x0++;
                x3++;
                x6++;
                x9++;
            }
        }

        Pool(in tile, 0, c00, c10, c60, c70);
        if (two)
            Pool(in tile, lanes, c01, c11, c61, c71);

        if (TWindows.Value > 1)
        {
            Pool(in tile, filters, c20, c30, c80, c90);
            if (two)
                Pool(in tile, filters + lanes, c21, c31, c81, c91);
        }

        if (TWindows.Value > 2)
        {
            Pool(in tile, 2 * filters, c40, c50, c100, c110);
            if (two)
                Pool(in tile, (2 * filters) + lanes, c41, c51, c101, c111);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pool(in PooledTile tile, nint at, TVector upperLeft, TVector upperRight, TVector lowerLeft, TVector lowerRight)
    {
        TVector best = upperLeft;
        if (tile.Winners != null)
        {
            TVector winner = TSimd.WhereGreater(upperRight, best, TSimd.Create(1), default);
            best = TSimd.Max(upperRight, best);
            winner = TSimd.WhereGreater(lowerLeft, best, TSimd.Create(2), winner);
            best = TSimd.Max(lowerLeft, best);
            winner = TSimd.WhereGreater(lowerRight, best, TSimd.Create(3), winner);
            best = TSimd.Max(lowerRight, best);
            if (tile.Relu)
                winner = TSimd.WhereGreater(best, default, winner, TSimd.Create(MaxPool2DKernels.None));
            TSimd.Store(winner, tile.Winners + at);
        }
        else
        {
            best = TSimd.Max(lowerRight, TSimd.Max(lowerLeft, TSimd.Max(upperRight, best)));
        }

        TSimd.Store(tile.Relu ? TSimd.Max(default, best) : best, tile.Y + at);
    }
}
