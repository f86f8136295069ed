namespace Misread.Numerics;

/// <summary>
/// Floats at a fixed address, aligned to a cache line (64 bytes), zeroed, with slack behind the end so that a kernel may
/// load a whole vector that begins at any element. The garbage collector frees it.
/// </summary>
/// <remarks>
/// The owner must keep the buffer reachable for as long as <see cref="Pointer"/> is used. Not thread-safe: threads
/// write disjoint ranges.
/// </remarks>
internal sealed unsafe class AlignedBuffer
{
    /// <summary>Readable floats behind the end: two vectors of the widest kind.</summary>
    public const int Slack = 32;

    private const int Alignment = 64;
    private readonly float[] _array;
    private readonly int _offset;

    /// <summary>Allocates zeroed memory.</summary>
    /// <param name="length">Number of floats, 0 or more.</param>
    public AlignedBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Array.MaxLength - 1024);
        Length = (int)length;
        _array = GC.AllocateArray<float>(Length + Slack + (Alignment / sizeof(float)), pinned: true);
        float* start = (float*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _array[0]);
        _offset = (int)(((Alignment - ((nuint)start % Alignment)) % Alignment) / sizeof(float));
        Pointer = start + _offset;
    }

    /// <summary>Number of floats.</summary>
    public int Length { get; }

    /// <summary>The first float, 64-byte aligned.</summary>
    public float* Pointer { get; }

    /// <summary>The floats.</summary>
    public Span<float> Span => _array.AsSpan(_offset, Length);

    /// <summary><paramref name="count"/> rounded up to whole cache lines, so that neighbours in one buffer stay aligned.</summary>
    public static int Padded(int count) => checked(count + 15) & ~15;
}
