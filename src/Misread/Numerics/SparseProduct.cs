using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Misread.Numerics;

/// <summary>
/// The products of a dense layer whose inputs are mostly 0, as the pixels of a drawn digit are: <c>y = b + x·w</c> and
/// <c>dw = xᵀ·dy</c>, with x <c>[N,In]</c>, w <c>[In,Out]</c>, without the terms in which x is 0.
/// </summary>
/// <remarks>
/// The remaining terms are added in the order of <see cref="Gemm"/>, and adding 0 · w changes no finite sum: results are
/// equal to those of <see cref="Gemm"/>, so which of the two computes them can be decided by speed alone.
/// </remarks>
internal static unsafe class SparseProduct
{
    /// <summary>Inputs that are taken at once, one bit each in a word: their rows of w (32 KB for 128 outputs) stay in the first-level cache.</summary>
    public const int Block = 64;

    private const int Vectors = 8;

    /// <summary>Whether the kernels can do layers of <paramref name="units"/> outputs: whole groups of 8 vectors.</summary>
    public static bool Fits(int units) => units % (Vectors * TileShapes.Lanes) == 0;

    /// <summary>Whether less than a third of the inputs are not 0, judged by a few of the rows.</summary>
    /// <param name="x">Inputs, <c>[rows, columns]</c>.</param>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="columns">Columns.</param>
    public static bool Pays(float* x, int rows, int columns)
    {
        const int Sample = 8;
        long nonZero = 0;
        for (int i = 0; i < Sample; i++)
        {
            float* row = x + ((nint)(rows * (long)i / Sample) * columns);
            for (int k = 0; k < columns; k += Block)
                nonZero += BitOperations.PopCount(NonZero(row + k, Math.Min(Block, columns - k)));
        }

        return nonZero * 3 < (long)Sample * columns;
    }

    /// <summary>y = bias + x·w, then ReLU if asked.</summary>
    /// <param name="x">Inputs, <c>[rows, inputs]</c>.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="inputs">In.</param>
    /// <param name="w">Weights, <c>[inputs, units]</c>.</param>
    /// <param name="bias"><c>[units]</c>.</param>
    /// <param name="units">Out; see <see cref="Fits"/>.</param>
    /// <param name="relu">Whether negative outputs become 0.</param>
    /// <param name="y">Outputs, <c>[rows, units]</c>.</param>
    public static void Forward(float* x, int rows, int inputs, float* w, float* bias, int units, bool relu, float* y)
    {
        if (Vector512.IsHardwareAccelerated)
            Forward<Simd512, Vector512<float>>(x, rows, inputs, w, bias, units, relu, y);
        else if (Vector256.IsHardwareAccelerated)
            Forward<Simd256, Vector256<float>>(x, rows, inputs, w, bias, units, relu, y);
        else
            Forward<Simd128, Vector128<float>>(x, rows, inputs, w, bias, units, relu, y);
    }

    /// <summary>dw = xᵀ·dy for a range of inputs.</summary>
    /// <param name="x">Inputs, <c>[rows, inputs]</c>, from the first of the range.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="inputs">In, the distance between rows of x.</param>
    /// <param name="width">Inputs in the range, 1 … 64.</param>
    /// <param name="dy">Gradient of the outputs, <c>[rows, units]</c>.</param>
    /// <param name="units">Out; see <see cref="Fits"/>.</param>
    /// <param name="dw">Gradient of the weights, <c>[width, units]</c>, overwritten.</param>
    public static void BackwardWeights(float* x, int rows, int inputs, int width, float* dy, int units, float* dw)
    {
        new Span<float>(dw, width * units).Clear();
        if (Vector512.IsHardwareAccelerated)
            BackwardWeights<Simd512, Vector512<float>>(x, rows, inputs, width, dy, units, dw);
        else if (Vector256.IsHardwareAccelerated)
            BackwardWeights<Simd256, Vector256<float>>(x, rows, inputs, width, dy, units, dw);
        else
            BackwardWeights<Simd128, Vector128<float>>(x, rows, inputs, width, dy, units, dw);
    }

    // Bit k tells whether x[k] is not 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NonZero(float* x, int count)
    {
        ulong bits = 0;
        int k = 0;
        for (; k <= count - 16; k += 16)
            bits |= (ulong)(ushort)~Vector512.Equals(Vector512.Load(x + k), Vector512<float>.Zero).ExtractMostSignificantBits() << k;
        for (; k < count; k++)
            bits |= x[k] != 0 ? 1ul << k : 0;
        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<TSimd, TVector>(float* x, int rows, int inputs, float* w, float* bias, int units, bool relu, float* y)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        int lanes = TSimd.Lanes;
        for (int k = 0; k < inputs; k += Block)
        {
            int count = Math.Min(Block, inputs - k);
            bool last = k + count == inputs;
            for (int n = 0; n < rows; n++)
            {
                ulong all = NonZero(x + ((nint)n * inputs) + k, count);
                float* row = x + ((nint)n * inputs) + k;
                for (int j = 0; j < units; j += Vectors * lanes)
                {
                    float* c = y + ((nint)n * units) + j;
                    float* start = k == 0 ? bias + j : c;
                    TVector c0 = TSimd.Load(start), c1 = TSimd.Load(start + lanes);
                    TVector c2 = TSimd.Load(start + (2 * lanes)), c3 = TSimd.Load(start + (3 * lanes));
                    TVector c4 = TSimd.Load(start + (4 * lanes)), c5 = TSimd.Load(start + (5 * lanes));
                    TVector c6 = TSimd.Load(start + (6 * lanes)), c7 = TSimd.Load(start + (7 * lanes));
                    for (ulong bits = all; bits != 0; bits &= bits - 1)
                    {
                        int i = BitOperations.TrailingZeroCount(bits);
                        float* b = w + ((nint)(k + i) * units) + j;
                        TVector a = TSimd.Create(row[i]);
                        c0 = TSimd.MultiplyAdd(a, TSimd.Load(b), c0);
                        c1 = TSimd.MultiplyAdd(a, TSimd.Load(b + lanes), c1);
                        c2 = TSimd.MultiplyAdd(a, TSimd.Load(b + (2 * lanes)), c2);
                        c3 = TSimd.MultiplyAdd(a, TSimd.Load(b + (3 * lanes)), c3);
                        c4 = TSimd.MultiplyAdd(a, TSimd.Load(b + (4 * lanes)), c4);
                        c5 = TSimd.MultiplyAdd(a, TSimd.Load(b + (5 * lanes)), c5);
                        c6 = TSimd.MultiplyAdd(a, TSimd.Load(b + (6 * lanes)), c6);
                        c7 = TSimd.MultiplyAdd(a, TSimd.Load(b + (7 * lanes)), c7);
                    }

                    if (relu && last)
                    {
                        c0 = TSimd.Max(default, c0);
                        c1 = TSimd.Max(default, c1);
                        c2 = TSimd.Max(default, c2);
                        c3 = TSimd.Max(default, c3);
                        c4 = TSimd.Max(default, c4);
                        c5 = TSimd.Max(default, c5);
                        c6 = TSimd.Max(default, c6);
                        c7 = TSimd.Max(default, c7);
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
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardWeights<TSimd, TVector>(float* x, int rows, int inputs, int width, float* dy, int units, float* dw)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        int lanes = TSimd.Lanes;
        for (int n = 0; n < rows; n++)
        {
            float* row = x + ((nint)n * inputs);
            ulong all = NonZero(row, width);
            for (int j = 0; all != 0 && j < units; j += Vectors * lanes)
            {
                float* g = dy + ((nint)n * units) + j;
                TVector g0 = TSimd.Load(g), g1 = TSimd.Load(g + lanes);
                TVector g2 = TSimd.Load(g + (2 * lanes)), g3 = TSimd.Load(g + (3 * lanes));
                TVector g4 = TSimd.Load(g + (4 * lanes)), g5 = TSimd.Load(g + (5 * lanes));
                TVector g6 = TSimd.Load(g + (6 * lanes)), g7 = TSimd.Load(g + (7 * lanes));
                for (ulong bits = all; bits != 0; bits &= bits - 1)
                {
                    int i = BitOperations.TrailingZeroCount(bits);
                    float* c = dw + ((nint)i * units) + j;
                    TVector a = TSimd.Create(row[i]);
                    TSimd.Store(TSimd.MultiplyAdd(a, g0, TSimd.Load(c)), c);
                    TSimd.Store(TSimd.MultiplyAdd(a, g1, TSimd.Load(c + lanes)), c + lanes);
                    TSimd.Store(TSimd.MultiplyAdd(a, g2, TSimd.Load(c + (2 * lanes))), c + (2 * lanes));
                    TSimd.Store(TSimd.MultiplyAdd(a, g3, TSimd.Load(c + (3 * lanes))), c + (3 * lanes));
                    TSimd.Store(TSimd.MultiplyAdd(a, g4, TSimd.Load(c + (4 * lanes))), c + (4 * lanes));
                    TSimd.Store(TSimd.MultiplyAdd(a, g5, TSimd.Load(c + (5 * lanes))), c + (5 * lanes));
                    TSimd.Store(TSimd.MultiplyAdd(a, g6, TSimd.Load(c + (6 * lanes))), c + (6 * lanes));
                    TSimd.Store(TSimd.MultiplyAdd(a, g7, TSimd.Load(c + (7 * lanes))), c + (7 * lanes));
                }
            }
        }
    }
}
