using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Misread.Numerics;

/// <summary>
/// Gradient of the kernels of a convolution of one channel with 2×2 max-pooling behind it, straight from the winners: a window
/// has one pixel with a gradient, so a quarter of the products of the full map is enough.
/// </summary>
/// <remarks>
/// <para>
/// ∂L/∂w[ky,kx,f] = Σ over windows (i,j) of dy[i,j,f] · x[2i + wy + ky, 2j + wx + kx], where (wy,wx) is the winner's place, which
/// differs from filter to filter. For a kernel row the x that may be meant lie in two image rows, ky and ky + 1 below the
/// window's first, K + 1 floats of each. Both halves of one vector hold them, and a permutation brings each filter's own into
/// its lane; one step to the right in the kernel is one step to the right in the permutation.
/// </para>
/// <para>
/// Each sum runs over the windows in row-major order. Up to 3 kernel rows × 5 columns are accumulated in registers at a time, for
/// one vector of filters. The scalar twin is <c>ReferenceGradients</c> of the tests: pooling, then convolution.
/// </para>
/// </remarks>
internal static unsafe class PooledConv2DGradient
{
    private const int MaxRows = 3;
    private const int MaxKernel = 5;

    /// <summary>
    /// Whether the shape is one for these kernels: one channel, whole vectors of filters, and a row of the kernel and one pixel
    /// more in half a vector.
    /// </summary>
    public static bool Fits(in Conv2DGeometry g, int poolSize) =>
        Vector256.IsHardwareAccelerated && poolSize == 2 && g is { Channels: 1, Stride: 1, Kernel: >= 2 and <= MaxKernel }
        && g.Kernel < TileShapes.Lanes / 2 && g.Filters % TileShapes.Lanes == 0;

    /// <summary>Adds the gradients of one image.</summary>
    /// <param name="g">Sizes; they must fit.</param>
    /// <param name="padded">The padded image; up to a vector is read beyond its end.</param>
    /// <param name="dy">Gradient of the maxima, <c>[OH/2,OW/2,F]</c>.</param>
    /// <param name="winners">The winners' places, as many; those without gradient are negative.</param>
    /// <param name="dw"><c>[K,K,F]</c>, added to.</param>
    /// <param name="db"><c>[F]</c>, added to.</param>
    public static void Add(in Conv2DGeometry g, float* padded, float* dy, float* winners, float* dw, float* db)
    {
        if (Vector512.IsHardwareAccelerated)
            Add<Simd512, Vector512<float>>(in g, padded, dy, winners, dw, db);
        else
            Add<Simd256, Vector256<float>>(in g, padded, dy, winners, dw, db);
    }

    private static void Add<TSimd, TVector>(in Conv2DGeometry g, float* padded, float* dy, float* winners, float* dw, float* db)
        where TSimd : struct, ISimd<TVector>, IPermute<TVector>
        where TVector : struct
    {
        for (int f = 0; f < g.Filters; f += TSimd.Lanes)
        {
            for (int row = 0; row < g.Kernel; row += MaxRows)
            {
                float* x = padded + ((nint)row * g.PaddedWidth);
                float* w = dw + (((nint)row * g.Kernel * g.Filters) + f);
                float* bias = row == 0 ? db + f : null;
                int rows = Math.Min(MaxRows, g.Kernel - row);
                switch (g.Kernel)
                {
                    case 2:
                        Rows<TSimd, TVector, TileShapes.N2>(in g, rows, x, dy + f, winners + f, w, bias);
                        break;
                    case 3:
                        Rows<TSimd, TVector, TileShapes.N3>(in g, rows, x, dy + f, winners + f, w, bias);
                        break;
                    case 4:
                        Rows<TSimd, TVector, TileShapes.N4>(in g, rows, x, dy + f, winners + f, w, bias);
                        break;
                    default:
                        Rows<TSimd, TVector, TileShapes.N5>(in g, rows, x, dy + f, winners + f, w, bias);
                        break;
                }
            }
        }
    }

    private static void Rows<TSimd, TVector, TKernel>(in Conv2DGeometry g, int rows, float* x, float* dy, float* winners, float* dw, float* db)
        where TSimd : struct, ISimd<TVector>, IPermute<TVector>
        where TVector : struct
        where TKernel : struct, ICount
    {
        if (rows == 1)
            Run<TSimd, TVector, TKernel, TileShapes.N1>(in g, x, dy, winners, dw, db);
        else if (rows == 2)
            Run<TSimd, TVector, TKernel, TileShapes.N2>(in g, x, dy, winners, dw, db);
        else
            Run<TSimd, TVector, TKernel, TileShapes.N3>(in g, x, dy, winners, dw, db);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TSimd, TVector, TKernel, TRows>(in Conv2DGeometry g, float* x, float* dy, float* winners, float* dw, float* db)
        where TSimd : struct, ISimd<TVector>, IPermute<TVector>
        where TVector : struct
        where TKernel : struct, ICount
        where TRows : struct, ICount
    {
        nint filters = g.Filters;
        nint line = g.PaddedWidth;
        int width = g.OutputWidth / 2;
        TVector none = TSimd.Create(MaxPool2DKernels.None);
        TVector bias = default;
        TVector a0 = default, a1 = default, a2 = default, a3 = default, a4 = default;
        TVector b0 = default, b1 = default, b2 = default, b3 = default, b4 = default;
        TVector c0 = default, c1 = default, c2 = default, c3 = default, c4 = default;
        for (int row = 0; row < g.OutputHeight / 2; row++)
        {
            float* top = x + (2 * row * line);
            for (int window = 0; window < width; window++, top += 2, dy += filters, winners += filters)
            {
                TVector winner = TSimd.Load(winners);
                TVector gradient = TSimd.WhereGreater(winner, none, TSimd.Load(dy), default);
                TVector lane = TSimd.LaneOfPlace(winner);
                bias = TSimd.Add(bias, gradient);
                TVector first = TSimd.LoadHalves(top, top + line);
                TVector second = TRows.Value > 1 ? TSimd.LoadHalves(top + line, top + (2 * line)) : default;
                TVector third = TRows.Value > 2 ? TSimd.LoadHalves(top + (2 * line), top + (3 * line)) : default;

                a0 = TSimd.MultiplyAdd(TSimd.Permute(first, lane), gradient, a0);
                if (TRows.Value > 1)
                    b0 = TSimd.MultiplyAdd(TSimd.Permute(second, lane), gradient, b0);
                if (TRows.Value > 2)
                    c0 = TSimd.MultiplyAdd(TSimd.Permute(third, lane), gradient, c0);
                lane = TSimd.NextLane(lane);
                a1 = TSimd.MultiplyAdd(TSimd.Permute(first, lane), gradient, a1);
                if (TRows.Value > 1)
                    b1 = TSimd.MultiplyAdd(TSimd.Permute(second, lane), gradient, b1);
                if (TRows.Value > 2)
                    c1 = TSimd.MultiplyAdd(TSimd.Permute(third, lane), gradient, c1);

                if (TKernel.Value > 2)
                {
                    lane = TSimd.NextLane(lane);
                    a2 = TSimd.MultiplyAdd(TSimd.Permute(first, lane), gradient, a2);
                    if (TRows.Value > 1)
                        b2 = TSimd.MultiplyAdd(TSimd.Permute(second, lane), gradient, b2);
                    if (TRows.Value > 2)
                        c2 = TSimd.MultiplyAdd(TSimd.Permute(third, lane), gradient, c2);
                }

                if (TKernel.Value > 3)
                {
                    lane = TSimd.NextLane(lane);
                    a3 = TSimd.MultiplyAdd(TSimd.Permute(first, lane), gradient, a3);
                    if (TRows.Value > 1)
                        b3 = TSimd.MultiplyAdd(TSimd.Permute(second, lane), gradient, b3);
                    if (TRows.Value > 2)
                        c3 = TSimd.MultiplyAdd(TSimd.Permute(third, lane), gradient, c3);
                }

                if (TKernel.Value > 4)
                {
                    lane = TSimd.NextLane(lane);
                    a4 = TSimd.MultiplyAdd(TSimd.Permute(first, lane), gradient, a4);
                    if (TRows.Value > 1)
                        b4 = TSimd.MultiplyAdd(TSimd.Permute(second, lane), gradient, b4);
                    if (TRows.Value > 2)
                        c4 = TSimd.MultiplyAdd(TSimd.Permute(third, lane), gradient, c4);
                }
            }
        }

        if (db != null)
            AddTo<TSimd, TVector>(db, bias);
        nint down = TKernel.Value * filters;
        AddRow<TSimd, TVector, TKernel>(dw, filters, a0, a1, a2, a3, a4);
        if (TRows.Value > 1)
            AddRow<TSimd, TVector, TKernel>(dw + down, filters, b0, b1, b2, b3, b4);
        if (TRows.Value > 2)
            AddRow<TSimd, TVector, TKernel>(dw + (2 * down), filters, c0, c1, c2, c3, c4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow<TSimd, TVector, TKernel>(float* dw, nint filters, TVector g0, TVector g1, TVector g2, TVector g3, TVector g4)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TKernel : struct, ICount
    {
        AddTo<TSimd, TVector>(dw, g0);
        AddTo<TSimd, TVector>(dw + filters, g1);
        if (TKernel.Value > 2)
            AddTo<TSimd, TVector>(dw + (2 * filters), g2);
        if (TKernel.Value > 3)
            AddTo<TSimd, TVector>(dw + (3 * filters), g3);
        if (TKernel.Value > 4)
            AddTo<TSimd, TVector>(dw + (4 * filters), g4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo<TSimd, TVector>(float* sum, TVector value)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Store(TSimd.Add(TSimd.Load(sum), value), sum);
}
