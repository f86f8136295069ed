using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Misread.Numerics;

/// <summary>
/// The images of a batch as they are stored, a byte a pixel: a quarter of the memory of floats, and what is not 0 of 64
/// pixels is one comparison.
/// </summary>
/// <remarks>
/// Layout <c>[N, Stride]</c>: each row begins on a cache line and has zeros behind its last pixel, so that whole blocks can
/// be read. The owner must keep the object reachable for as long as its pointers are used. Not thread-safe: threads write
/// disjoint rows.
/// </remarks>
internal sealed unsafe class PixelRows
{
    /// <summary>Pixels whose zeros are told at once, one bit each in a word.</summary>
    public const int Block = 64;

    private readonly AlignedBuffer _bytes;
    private readonly AlignedBuffer _values = new(256);

    /// <summary>Makes room, zeroed.</summary>
    /// <param name="rows">Images, N.</param>
    /// <param name="size">Pixels of an image.</param>
    public PixelRows(int rows, int size)
    {
        Size = size;
        Stride = checked(size + Block - 1) / Block * Block;
        _bytes = new AlignedBuffer((long)rows * Stride / sizeof(float));
    }

    /// <summary>Pixels of an image.</summary>
    public int Size { get; }

    /// <summary>Distance between rows in bytes, a multiple of <see cref="Block"/>.</summary>
    public int Stride { get; }

    /// <summary>The first pixel of the first image.</summary>
    public byte* Pointer => (byte*)_bytes.Pointer;

    /// <summary>What each of the 256 pixel values is as a float.</summary>
    public float* Values => _values.Pointer;

    /// <summary>Pixels of an image, to be read or written.</summary>
    public Span<byte> Row(int row) => MemoryMarshal.AsBytes(_bytes.Span).Slice(row * Stride, Size);

    /// <summary>Sets <see cref="Values"/> as <see cref="Elementwise.Scale"/> makes them.</summary>
    /// <param name="scale">Factor from a pixel to its value.</param>
    public void SetScale(float scale)
    {
        for (int i = 0; i < 256; i++)
            Values[i] = i * scale;
    }

    /// <summary>Whether less than a third of the pixels are not 0, judged by a few of the first <paramref name="rows"/> images.</summary>
    public bool AreMostlyZero(int rows)
    {
        const int Sample = 8;
        long nonZero = 0;
        for (int i = 0; i < Sample; i++)
        {
            byte* row = Pointer + ((nint)(rows * (long)i / Sample) * Stride);
            for (int k = 0; k < Stride; k += Block)
                nonZero += BitOperations.PopCount(NonZero(row + k));
        }

        return nonZero * 3 < (long)Sample * Size;
    }

    /// <summary>Bit k tells whether <c>block[k]</c> is not 0.</summary>
    public static ulong NonZero(byte* block) => ~Vector512.Equals(Vector512.Load(block), Vector512<byte>.Zero).ExtractMostSignificantBits();
}
