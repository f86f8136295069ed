using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Misread.IO;

namespace Misread.Formats;

/// <summary>
/// Reads and writes NumPy's <c>.npy</c> arrays (numpy.lib.format, versions 1.0 and 2.0), as <c>numpy.save</c> and
/// <c>numpy.load</c> do.
/// </summary>
/// <remarks>
/// Reads C and Fortran order and both byte orders; the result is always in C order. Pickled objects, structured types
/// and complex numbers are refused, and nothing in a file is evaluated. A file's claims are compared with its length
/// before memory is taken. Thread-safe for distinct files.
/// </remarks>
public static class NpyFile
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>Reads an array of float16, float32 or float64 as single precision.</summary>
    /// <param name="path">The file. Doubles are rounded to the nearest single; beyond its range they become infinite.</param>
    /// <returns>The shape, and the elements in C order.</returns>
    /// <exception cref="DataFormatException">The content is not such an array, or is longer or shorter than its header says.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static NpyArray<float> ReadSingles(string path) => Open(path, ReadSingles);

    /// <summary>Reads an array of float16, float32 or float64 as double precision, without loss.</summary>
    /// <inheritdoc cref="ReadSingles(string)"/>
    /// <param name="path">The file.</param>
    public static NpyArray<double> ReadDoubles(string path) => Open(path, ReadDoubles);

    /// <summary>Reads an array of integers (signed or unsigned, 8 to 64 bits) or Booleans (as 0 and 1).</summary>
    /// <inheritdoc cref="ReadSingles(string)"/>
    /// <param name="path">The file. An unsigned number beyond 2⁶³ − 1 is refused.</param>
    public static NpyArray<long> ReadIntegers(string path) => Open(path, static (stream, source) => ReadIntegers(stream, source));

    /// <summary>Writes an array as little-endian float32 in C order, whole or not at all.</summary>
    /// <param name="path">Destination; an existing file is replaced.</param>
    /// <param name="values">The elements in C order.</param>
    /// <param name="shape">The length of each dimension, outermost first; their product is the number of elements.</param>
    /// <exception cref="ArgumentException">The shape does not fit the number of elements.</exception>
    /// <exception cref="IOException">The disk is full or the destination cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The destination may not be written.</exception>
    public static void Write(string path, float[] values, params ReadOnlySpan<int> shape) => Write(path, "<f4", values, shape);

    /// <summary>Writes an array as little-endian float64 in C order, whole or not at all.</summary>
    /// <inheritdoc cref="Write(string, float[], ReadOnlySpan{int})"/>
    public static void Write(string path, double[] values, params ReadOnlySpan<int> shape) => Write(path, "<f8", values, shape);

    /// <summary>Writes an array as little-endian int32 in C order, whole or not at all.</summary>
    /// <inheritdoc cref="Write(string, float[], ReadOnlySpan{int})"/>
    public static void Write(string path, int[] values, params ReadOnlySpan<int> shape) => Write(path, "<i4", values, shape);

    /// <summary>Writes an array as little-endian int64 in C order, whole or not at all.</summary>
    /// <inheritdoc cref="Write(string, float[], ReadOnlySpan{int})"/>
    public static void Write(string path, long[] values, params ReadOnlySpan<int> shape) => Write(path, "<i8", values, shape);

    internal static NpyArray<float> ReadSingles(Stream stream, string source) => ReadFloats<float>(stream, ReadHeader(stream, source), source);

    internal static NpyArray<double> ReadDoubles(Stream stream, string source) => ReadFloats<double>(stream, ReadHeader(stream, source), source);

    internal static NpyArray<double> ReadDoubles(Stream stream, NpyHeader header, string source) => ReadFloats<double>(stream, header, source);

    internal static NpyArray<long> ReadIntegers(Stream stream, string source) => ReadIntegers(stream, ReadHeader(stream, source), source);

    internal static NpyArray<long> ReadIntegers(Stream stream, NpyHeader header, string source)
    {
        return (header.Kind, header.ItemSize) switch
        {
            (NpyKind.Boolean, _) => ReadBooleans(stream, header, source),
            (NpyKind.Signed, 1) => Elements<sbyte, long>(stream, header, source),
            (NpyKind.Signed, 2) => Elements<short, long>(stream, header, source),
            (NpyKind.Signed, 4) => Elements<int, long>(stream, header, source),
            (NpyKind.Signed, 8) => Elements<long, long>(stream, header, source),
            (NpyKind.Unsigned, 1) => Elements<byte, long>(stream, header, source),
            (NpyKind.Unsigned, 2) => Elements<ushort, long>(stream, header, source),
            (NpyKind.Unsigned, 4) => Elements<uint, long>(stream, header, source),
            (NpyKind.Unsigned, 8) => Elements<ulong, long>(stream, header, source),
            _ => throw WrongKind(header, "integers or Booleans", source),
        };
    }

    private static NpyArray<T> ReadFloats<T>(Stream stream, NpyHeader header, string source)
        where T : unmanaged, INumberBase<T>
    {
        return (header.Kind, header.ItemSize) switch
        {
            (NpyKind.Float, 2) => Elements<Half, T>(stream, header, source),
            (NpyKind.Float, 4) => Elements<float, T>(stream, header, source),
            (NpyKind.Float, 8) => Elements<double, T>(stream, header, source),
            _ => throw WrongKind(header, "floating-point numbers", source),
        };
    }

    private static NpyArray<long> ReadBooleans(Stream stream, NpyHeader header, string source)
    {
        NpyArray<long> array = Elements<byte, long>(stream, header, source);
        int bad = array.Values.AsSpan().IndexOfAnyExceptInRange(0, 1);
        return bad < 0
            ? array
            : throw new DataFormatException($"{source}: expected Booleans of 0 and 1, found {array.Values[bad]} at element {bad}.");
    }

    private static NpyArray<T> Open<T>(string path, Func<Stream, string, NpyArray<T>> read)
        where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = InputFile.Open(path);
        return read(stream, path);
    }

    /// <summary>Reads the header and holds it against the length of the file.</summary>
    /// <exception cref="DataFormatException">It is not a header, or the elements are more or fewer than it says.</exception>
    internal static NpyHeader ReadHeader(Stream stream, string source)
    {
        NpyHeader header = NpyHeader.Read(stream, source);
        long expected = header.Count * header.ItemSize;
        long found = stream.Length - header.DataOffset;
        if (found != expected)
        {
            string why = found < expected ? "it was not written to the end" : "it holds more than one array";
            throw new DataFormatException(
                $"{source}: byte {header.DataOffset}: expected {expected} bytes for {header.Descr} of shape ({string.Join(", ", header.Shape)}), found {found}; {why}.");
        }

        return header;
    }

    private static NpyArray<T> Elements<TStored, T>(Stream stream, NpyHeader header, string source)
        where TStored : unmanaged, INumberBase<TStored>
        where T : unmanaged, INumberBase<T>
    {
        if (header.Count > Array.MaxLength)
            throw new DataFormatException($"{source}: expected at most {Array.MaxLength} elements, found a shape of ({string.Join(", ", header.Shape)}).");
        var values = new T[header.Count];
        var chunk = new TStored[Math.Min(values.Length, ChunkBytes / header.ItemSize)];
        for (int at = 0; at < values.Length;)
        {
            Span<TStored> stored = chunk.AsSpan(0, Math.Min(chunk.Length, values.Length - at));
            stream.ReadExactly(MemoryMarshal.AsBytes(stored));
            if (header.BigEndian == BitConverter.IsLittleEndian)
                ReverseBytes(MemoryMarshal.AsBytes(stored), header.ItemSize);
            foreach (TStored value in stored)
            {
                try
                {
                    values[at] = T.CreateChecked(value);
                }
                catch (OverflowException e)
                {
                    long position = header.DataOffset + ((long)at * header.ItemSize);
                    throw new DataFormatException($"{source}: byte {position}: expected an integer of at most {long.MaxValue}, found {value}.", e);
                }

                at++;
            }
        }

        return new NpyArray<T>(header.Shape, header.FortranOrder ? FromFortranOrder(values, header.Shape) : values);
    }

    internal static void ReverseBytes(Span<byte> bytes, int itemSize)
    {
        switch (itemSize)
        {
            case 2:
                Span<ushort> two = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(two, two);
                break;
            case 4:
                Span<uint> four = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(four, four);
                break;
            case 8:
                Span<ulong> eight = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(eight, eight);
                break;
        }
    }

    /// <summary>From the first dimension varying fastest to the last: walks the result like an odometer.</summary>
    private static T[] FromFortranOrder<T>(T[] values, int[] shape)
    {
        var result = new T[values.Length];
        int[] index = new int[shape.Length];
        int[] stride = new int[shape.Length];
        for (int d = 0, step = 1; d < shape.Length && values.Length > 0; step *= shape[d], d++)
            stride[d] = step;
        int from = 0;
        for (int to = 0; to < result.Length; to++)
        {
            result[to] = values[from];
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                from += stride[d];
                if (++index[d] < shape[d])
                    break;
                from -= stride[d] * shape[d];
                index[d] = 0;
            }
        }

        return result;
    }

    private static void Write<T>(string path, string descr, T[] values, ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        long count = 1;
        foreach (int length in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(shape));
            count = checked(count * length);
        }

        if (count != values.Length)
            throw new ArgumentException($"{values.Length} elements do not fill a shape of {string.Join('×', shape.ToArray())}", nameof(shape));
        byte[] header = NpyHeader.Encode(descr, shape);
        int itemSize = Unsafe.SizeOf<T>();
        AtomicFile.Write(path, stream =>
        {
            stream.Write(header);
            var chunk = new T[Math.Min(values.Length, ChunkBytes / itemSize)];
            for (int at = 0; at < values.Length; at += chunk.Length)
            {
                Span<T> part = chunk.AsSpan(0, Math.Min(chunk.Length, values.Length - at));
                values.AsSpan(at, part.Length).CopyTo(part);
                if (!BitConverter.IsLittleEndian)
                    ReverseBytes(MemoryMarshal.AsBytes(part), itemSize);
                stream.Write(MemoryMarshal.AsBytes(part));
            }
        });
    }

    internal static DataFormatException WrongKind(NpyHeader header, string expected, string source) =>
        new($"{source}: byte 10: expected {expected}, found {header.Descr}.");
}
