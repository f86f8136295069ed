using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Misread.Formats;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// A <c>.npy</c> array <c>[N,K]</c> of float16, float32 or float64, mapped and not loaded, so that it may be larger than
/// memory. Doubles in C order of this machine's byte order are given out where they lie; all else is converted block by block.
/// </summary>
/// <remarks>The file must not be cut short while it is mapped: the system ends a program that reads beyond its end.</remarks>
internal sealed unsafe class NpyProbabilities : ProbabilityMatrix
{
    private readonly NpyHeader _header;
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _elements;
    private readonly bool _asItLies;

    private NpyProbabilities(FileStream stream, NpyHeader header, string path)
        : base(header.Shape[0], header.Shape[1], path)
    {
        _header = header;
        _asItLies = header.ItemSize == sizeof(double) && !header.FortranOrder && header.BigEndian != BitConverter.IsLittleEndian;
        if (header.Count == 0)
            return;
        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _elements = start + _view.PointerOffset + header.DataOffset;
    }

    /// <summary>Maps a file.</summary>
    /// <exception cref="DataFormatException">It is not such an array, or is longer or shorter than its header says.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static NpyProbabilities Open(string path)
    {
        using FileStream stream = InputFile.Open(path);
        NpyHeader header = NpyFile.ReadHeader(stream, path);
        if (header.Kind != NpyKind.Float)
            throw NpyFile.WrongKind(header, "probabilities in floating point", path);
        CheckShape(header.Shape, path);
        return new NpyProbabilities(stream, header, path);
    }

    /// <exception cref="DataFormatException">It is not <c>[N,K]</c>.</exception>
    internal static void CheckShape(IReadOnlyList<int> shape, string source)
    {
        if (shape.Count != 2 || shape[1] == 0)
            throw new DataFormatException($"{source}: expected probabilities of shape (N, K), one row an image and one column a class, found ({string.Join(", ", shape)}).");
    }

    private protected override ReadOnlySpan<double> Read(int first, int count, Span<double> buffer)
    {
        ObjectDisposedException.ThrowIf(_view is { SafeMemoryMappedViewHandle.IsClosed: true }, this);
        if (_asItLies)
            return new ReadOnlySpan<double>(_elements + ((long)first * ClassCount * sizeof(double)), buffer.Length);
        switch (_header.ItemSize)
        {
            case 2:
                Convert<Half>(first, count, buffer);
                break;
            case 4:
                Convert<float>(first, count, buffer);
                break;
            default:
                Convert<double>(first, count, buffer);
                break;
        }

        return buffer;
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing && _view is { SafeMemoryMappedViewHandle.IsClosed: false })
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file!.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Convert<T>(int first, int count, Span<double> buffer)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        if (!_header.FortranOrder)
        {
            Span<T> scratch = _header.BigEndian == BitConverter.IsLittleEndian ? new T[buffer.Length] : default;
            Ordered(Stored<T>((long)first * ClassCount, buffer.Length), scratch, buffer);
            return;
        }

        // Column by column: each lies in one piece.
        Span<double> column = new double[count];
        Span<T> turned = _header.BigEndian == BitConverter.IsLittleEndian ? new T[count] : default;
        for (int k = 0; k < ClassCount; k++)
        {
            Ordered(Stored<T>(((long)k * Count) + first, count), turned, column);
            for (int i = 0; i < count; i++)
                buffer[(i * ClassCount) + k] = column[i];
        }
    }

    /// <summary>Elements as doubles, turned to this machine's byte order if there is scratch for it.</summary>
    private static void Ordered<T>(ReadOnlySpan<T> stored, Span<T> scratch, Span<double> into)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        if (!scratch.IsEmpty)
        {
            stored.CopyTo(scratch);
            NpyFile.ReverseBytes(MemoryMarshal.AsBytes(scratch), Unsafe.SizeOf<T>());
            stored = scratch;
        }

        TensorPrimitives.ConvertTruncating<T, double>(stored, into);
    }

    /// <summary>Elements where they lie; NumPy begins them at a multiple of 64 bytes, and other writers' may be unaligned, which these processors read all the same.</summary>
    private ReadOnlySpan<T> Stored<T>(long at, int count)
        where T : unmanaged => new(_elements + (at * Unsafe.SizeOf<T>()), count);
}
