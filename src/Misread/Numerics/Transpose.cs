using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Misread.Numerics;

/// <summary>Transposition of a matrix between buffers that do not overlap.</summary>
internal static unsafe class Transpose
{
    private const int Block = 4;

    /// <summary><c>destination[j·destinationRow + i] = source[i·sourceRow + j]</c> for i &lt; rows, j &lt; columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* source, nint sourceRow, int rows, int columns, float* destination, nint destinationRow)
    {
        int wholeRows = Sse.IsSupported ? rows - (rows % Block) : 0;
        int wholeColumns = Sse.IsSupported ? columns - (columns % Block) : 0;
        int first = 0;
        for (; Avx.IsSupported && first <= wholeRows - (2 * Block); first += 2 * Block)
        {
            for (int j = 0; j < wholeColumns; j += Block)
                EightByFour(source + (first * sourceRow) + j, sourceRow, destination + (j * destinationRow) + first, destinationRow);
        }

        for (int i = first; i < wholeRows; i += Block)
        {
            for (int j = 0; j < wholeColumns; j += Block)
                FourByFour(source + (i * sourceRow) + j, sourceRow, destination + (j * destinationRow) + i, destinationRow);
        }

        Elements(source, sourceRow, 0, rows, wholeColumns, columns, destination, destinationRow);
        Elements(source, sourceRow, wholeRows, rows, 0, wholeColumns, destination, destinationRow);
    }

    // Pairs of rows are interleaved, then pairs of pairs.
    private static void FourByFour(float* s, nint sourceRow, float* d, nint destinationRow)
    {
        Vector128<float> a = Vector128.Load(s);
        Vector128<float> b = Vector128.Load(s + sourceRow);
        Vector128<float> c = Vector128.Load(s + (2 * sourceRow));
        Vector128<float> e = Vector128.Load(s + (3 * sourceRow));
        Vector128<float> ab = Sse.UnpackLow(a, b);
        Vector128<float> ce = Sse.UnpackLow(c, e);
        Sse.MoveLowToHigh(ab, ce).Store(d);
        Sse.MoveHighToLow(ce, ab).Store(d + destinationRow);
        ab = Sse.UnpackHigh(a, b);
        ce = Sse.UnpackHigh(c, e);
        Sse.MoveLowToHigh(ab, ce).Store(d + (2 * destinationRow));
        Sse.MoveHighToLow(ce, ab).Store(d + (3 * destinationRow));
    }

    // The same twice, side by side: rows 0 … 3 in the lower halves, 4 … 7 in the upper. Halves come from memory, which needs no shuffle.
    private static void EightByFour(float* s, nint sourceRow, float* d, nint destinationRow)
    {
        float* lower = s + (4 * sourceRow);
        Vector256<float> a = Vector256.Create(Vector128.Load(s), Vector128.Load(lower));
        Vector256<float> b = Vector256.Create(Vector128.Load(s + sourceRow), Vector128.Load(lower + sourceRow));
        Vector256<float> c = Vector256.Create(Vector128.Load(s + (2 * sourceRow)), Vector128.Load(lower + (2 * sourceRow)));
        Vector256<float> e = Vector256.Create(Vector128.Load(s + (3 * sourceRow)), Vector128.Load(lower + (3 * sourceRow)));
        Vector256<float> ab = Avx.UnpackLow(a, b);
        Vector256<float> ce = Avx.UnpackLow(c, e);
        Avx.Shuffle(ab, ce, 0x44).Store(d);
        Avx.Shuffle(ab, ce, 0xEE).Store(d + destinationRow);
        ab = Avx.UnpackHigh(a, b);
        ce = Avx.UnpackHigh(c, e);
        Avx.Shuffle(ab, ce, 0x44).Store(d + (2 * destinationRow));
        Avx.Shuffle(ab, ce, 0xEE).Store(d + (3 * destinationRow));
    }

    private static void Elements(float* source, nint sourceRow, int top, int bottom, int left, int right, float* destination, nint destinationRow)
    {
        for (int i = top; i < bottom; i++)
        {
            for (int j = left; j < right; j++)
                destination[(j * destinationRow) + i] = source[(i * sourceRow) + j];
        }
    }
}
