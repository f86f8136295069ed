using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Misread.Numerics;

/// <summary>
/// The products of a dense layer that reads pixels most of which are 0, as those of a drawn digit are: <c>y = b + x·w</c>
/// and <c>dw = xᵀ·dy</c>, with x the floats that <see cref="PixelRows"/> stand for, <c>[N,In]</c>, and w <c>[In,Out]</c>,
/// without the terms in which x is 0.
/// </summary>
/// <remarks>
/// The remaining terms are added in the order of <see cref="Gemm"/>, and adding 0 · w changes no finite sum: results are
/// equal to those of <see cref="Gemm"/>, so which of the two computes them can be decided by speed alone.
/// </remarks>
internal static unsafe class SparseProduct
{
    private const int Vectors = 8;

    /// <summary>Whether the kernels can do layers of <paramref name="units"/> outputs: whole groups of 8 vectors.</summary>
    public static bool Fits(int units) => units % (Vectors * TileShapes.Lanes) == 0;

    /// <summary>y = bias + x·w, then ReLU if asked. Of w, 64 rows at a time stay in the first-level cache (32 KB for 128 outputs).</summary>
    /// <param name="x">Inputs; all of an image's pixels.</param>
    /// <param name="first">First row of x.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="w">Weights, <c>[In, units]</c>.</param>
    /// <param name="bias"><c>[units]</c>.</param>
    /// <param name="units">Out; see <see cref="Fits"/>.</param>
    /// <param name="relu">Whether negative outputs become 0.</param>
    /// <param name="y">Outputs, <c>[rows, units]</c>.</param>
    public static void Forward(PixelRows x, int first, int rows, float* w, float* bias, int units, bool relu, float* y)
    {
        byte* pixels = x.Pointer + ((nint)first * x.Stride);
        if (Vector512.IsHardwareAccelerated)
            Forward<Simd512, Vector512<float>>(pixels, x.Stride, x.Values, rows, w, bias, units, relu, y);
        else if (Vector256.IsHardwareAccelerated)
            Forward<Simd256, Vector256<float>>(pixels, x.Stride, x.Values, rows, w, bias, units, relu, y);
        else
            Forward<Simd128, Vector128<float>>(pixels, x.Stride, x.Values, rows, w, bias, units, relu, y);
    }

    /// <summary>dw = xᵀ·dy for a block of inputs.</summary>
    /// <param name="x">Inputs.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="first">First input of the block, a multiple of <see cref="PixelRows.Block"/>; the block ends with the image.</param>
    /// <param name="dy">Gradient of the outputs, <c>[rows, units]</c>.</param>
    /// <param name="units">Out; see <see cref="Fits"/>.</param>
    /// <param name="dw">Gradient of the weights, <c>[In, units]</c>; the block's rows are overwritten.</param>
    public static void BackwardWeights(PixelRows x, int rows, int first, float* dy, int units, float* dw)
    {
        byte* pixels = x.Pointer + first;
        dw += (nint)first * units;
        int width = Math.Min(PixelRows.Block, x.Size - first);
        new Span<float>(dw, width * units).Clear();
        if (Vector512.IsHardwareAccelerated)
            BackwardWeights<Simd512, Vector512<float>>(pixels, x.Stride, x.Values, rows, dy, units, width, dw);
        else if (Vector256.IsHardwareAccelerated)
            BackwardWeights<Simd256, Vector256<float>>(pixels, x.Stride, x.Values, rows, dy, units, width, dw);
        else
            BackwardWeights<Simd128, Vector128<float>>(pixels, x.Stride, x.Values, rows, dy, units, width, dw);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<TSimd, TVector>(byte* x, int stride, float* values, int rows, float* w, float* bias, int units, bool relu, float* y)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        for (int n = 0; n < rows; n++)
            new ReadOnlySpan<float>(bias, units).CopyTo(new Span<float>(y + ((nint)n * units), units));
        for (int k = 0; k < stride; k += PixelRows.Block, w += (nint)PixelRows.Block * units)
        {
            byte* row = x + k;
            for (int n = 0; n < rows; n++, row += stride)
                AddRows<TSimd, TVector>(PixelRows.NonZero(row), row, 1, values, w, units, y + ((nint)n * units));
        }

        if (relu)
            Elementwise.Relu(new ReadOnlySpan<float>(y, rows * units), new Span<float>(y, rows * units));
    }

    // The same sums as those of the forward product, with images and pixels exchanged: for each pixel those of 64 images
    // in which it is drawn, while their rows of dy (32 KB for 128 outputs) stay in the first-level cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardWeights<TSimd, TVector>(byte* x, int stride, float* values, int rows, float* dy, int units, int width, float* dw)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ulong* drawn = stackalloc ulong[PixelRows.Block];
        for (int k = 0; k < rows; k += PixelRows.Block, x += (nint)PixelRows.Block * stride, dy += (nint)PixelRows.Block * units)
        {
            for (int n = 0; n < PixelRows.Block; n++)
                drawn[n] = k + n < rows ? PixelRows.NonZero(x + ((nint)n * stride)) : 0;
            BitMatrix.Transpose(drawn);
            for (int i = 0; i < width; i++)
                AddRows<TSimd, TVector>(drawn[i], x + i, stride, values, dy, units, dw + ((nint)i * units));
        }
    }

    // sums += Σ value of pixel · row, over the set bits of a word, lowest first; 8 vectors of sums stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRows<TSimd, TVector>(ulong drawn, byte* pixels, nint step, float* values, float* rows, int units, float* sums)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        int lanes = TSimd.Lanes;
        for (int j = 0; drawn != 0 && j < units; j += Vectors * lanes)
        {
            float* c = sums + j;
            TVector c0 = TSimd.Load(c), c1 = TSimd.Load(c + lanes);
            TVector c2 = TSimd.Load(c + (2 * lanes)), c3 = TSimd.Load(c + (3 * lanes));
            TVector c4 = TSimd.Load(c + (4 * lanes)), c5 = TSimd.Load(c + (5 * lanes));
            TVector c6 = TSimd.Load(c + (6 * lanes)), c7 = TSimd.Load(c + (7 * lanes));
            for (ulong bits = drawn; bits != 0; bits &= bits - 1)
            {
                nint i = BitOperations.TrailingZeroCount(bits);
                float* b = rows + (i * units) + j;
                TVector a = TSimd.Create(values[pixels[i * step]]);
                c0 = TSimd.MultiplyAdd(a, TSimd.Load(b), c0);
                c1 = TSimd.MultiplyAdd(a, TSimd.Load(b + lanes), c1);
                c2 = TSimd.MultiplyAdd(a, TSimd.Load(b + (2 * lanes)), c2);
                c3 = TSimd.MultiplyAdd(a, TSimd.Load(b + (3 * lanes)), c3);
                c4 = TSimd.MultiplyAdd(a, TSimd.Load(b + (4 * lanes)), c4);
                c5 = TSimd.MultiplyAdd(a, TSimd.Load(b + (5 * lanes)), c5);
                c6 = TSimd.MultiplyAdd(a, TSimd.Load(b + (6 * lanes)), c6);
                c7 = TSimd.MultiplyAdd(a, TSimd.Load(b + (7 * lanes)), c7);
            }

            TSimd.Store(c0, c);
            TSimd.Store(c1, c + lanes);
            TSimd.Store(c2, c + (2 * lanes));
            TSimd.Store(c3, c + (3 * lanes));
            TSimd.Store(c4, c + (4 * lanes));
            TSimd.Store(c5, c + (5 * lanes));
            TSimd.Store(c6, c + (6 * lanes));
            TSimd.Store(c7, c + (7 * lanes));
        }
    }
}
