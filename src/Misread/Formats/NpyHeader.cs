using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Misread.IO;

namespace Misread.Formats;

/// <summary>The kinds of element that a <c>.npy</c> file may hold here, by NumPy's letter.</summary>
internal enum NpyKind
{
    Float,
    Signed,
    Unsigned,
    Boolean,

    /// <summary>Texts of a fixed number of characters, UTF-32 each.</summary>
    Text,

    /// <summary>Byte strings of a fixed length.</summary>
    Bytes,
}

/// <summary>
/// What a <c>.npy</c> file says of itself before its elements (numpy.lib.format, versions 1.0 and 2.0): the magic
/// <c>\x93NUMPY</c>, two bytes of version, the length of the header (two bytes little-endian in version 1, four in
/// version 2), and a Python dict with exactly the keys <c>descr</c>, <c>fortran_order</c> and <c>shape</c>.
/// </summary>
internal sealed record NpyHeader(NpyKind Kind, int ItemSize, bool BigEndian, bool FortranOrder, int[] Shape, long Count, int DataOffset)
{
    /// <summary>Headers of plain arrays take 118 bytes; NumPy itself distrusts those beyond 10,000.</summary>
    private const int MaxHeaderBytes = 10_000;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>As NumPy names it, <c>&lt;f4</c> say.</summary>
    public string Descr
    {
        get
        {
            if (Kind == NpyKind.Bytes)
                return $"|S{ItemSize}";
            if (Kind == NpyKind.Text)
                return $"{(BigEndian ? '>' : '<')}U{ItemSize / 4}";
            char order = ItemSize == 1 ? '|' : BigEndian ? '>' : '<';
            char kind = Kind switch { NpyKind.Float => 'f', NpyKind.Signed => 'i', NpyKind.Unsigned => 'u', _ => 'b' };
            return $"{order}{kind}{ItemSize}";
        }
    }

    /// <summary>Reads the header and leaves the stream at the first element.</summary>
    /// <exception cref="DataFormatException">It is not a header that NumPy writes for an array of numbers.</exception>
    public static NpyHeader Read(Stream stream, string source)
    {
        Span<byte> start = stackalloc byte[12];
        int got = stream.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false);
        if (got < Magic.Length || !start[..Magic.Length].SequenceEqual(Magic))
            throw new DataFormatException($"{source}: byte 0: expected a .npy file, which begins with \\x93NUMPY; this is another kind of file.");
        if (got < 10)
            throw Truncated(source, got);
        int version = start[6];
        if (version is not (1 or 2) || start[7] != 0)
            throw new DataFormatException($"{source}: byte 6: expected .npy version 1.0 or 2.0, found {start[6]}.{start[7]}; save it again with numpy.save.");
        int at = version == 1 ? 10 : 12;
        if (version == 2 && stream.ReadAtLeast(start[10..12], 2, throwOnEndOfStream: false) < 2)
            throw Truncated(source, 10);
        uint length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > MaxHeaderBytes)
            throw new DataFormatException($"{source}: byte 8: expected a header of at most {MaxHeaderBytes} bytes, found {length}.");
        byte[] text = new byte[length];
        got = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        return got < text.Length ? throw Truncated(source, at + got) : new NpyHeaderParser(text, at, source).Parse();
    }

    /// <summary>The bytes of a version 1.0 header in C order, padded so that the elements begin at a multiple of 64.</summary>
    public static byte[] Encode(string descr, ReadOnlySpan<int> shape)
    {
        var text = new StringBuilder($"{{'descr': '{descr}', 'fortran_order': False, 'shape': (");
        for (int d = 0; d < shape.Length; d++)
            text.Append(CultureInfo.InvariantCulture, $"{(d == 0 ? "" : " ")}{shape[d]}{(d == shape.Length - 1 && d > 0 ? "" : ",")}");
        text.Append("), }");
        int total = (10 + text.Length + 1 + 63) / 64 * 64;
        text.Append(' ', total - 10 - text.Length - 1).Append('\n');
        byte[] bytes = new byte[total];
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), checked((ushort)(total - 10)));
        Encoding.ASCII.GetBytes(text.ToString(), bytes.AsSpan(10));
        return bytes;
    }

    private static DataFormatException Truncated(string source, int at) =>
        new($"{source}: byte {at}: the file ends inside its header; it was not written to the end.");
}
