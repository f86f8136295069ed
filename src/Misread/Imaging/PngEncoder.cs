using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Misread.IO;

namespace Misread.Imaging;

/// <summary>Writes PNG ("PNG Specification, Third Edition", W3C); the pixels come back bit for bit.</summary>
/// <remarks>
/// Grey stays grey, RGB stays RGB and RGBA stays RGBA, so a <see cref="Bitmap"/> comes back with the channels it had; an
/// image of at most 256 colours is stored with a palette. The same pixels give the same bytes. Thread-safe.
/// </remarks>
public static class PngEncoder
{
    /// <summary>Up to so many bytes, a filter or a palette costs more than it saves: the size of a data set's images.</summary>
    private const int Tiny = 4096;

    /// <summary>Rows are handed to the compressor in blocks of about so many bytes.</summary>
    private const int Block = 1 << 14;

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">Destination; missing parent folders are created. An existing file is replaced.</param>
    /// <param name="bitmap">The image.</param>
    /// <exception cref="IOException">The disk is full or the destination cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The destination may not be written.</exception>
    public static void Write(string path, Bitmap bitmap)
    {
        byte[] bytes = Encode(bitmap);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>Writes to a stream, which stays open.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(Stream stream, Bitmap bitmap)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encode(bitmap));
    }

    /// <summary>Encodes an image as the content of a PNG file.</summary>
    public static byte[] Encode(Bitmap bitmap)
    {
        ArgumentNullException.ThrowIfNull(bitmap);
        if (bitmap.Pixels.Length <= Tiny)
            return Encode(bitmap, bitmap.Channels, bitmap.Pixels, palette: null, filter: 0);
        if (bitmap.Channels > 1 && PngPalette.From(bitmap) is { } palette)
            return Encode(bitmap, 1, palette.Indices, palette, filter: 0);

        // None of them always wins, and compressing thrice is quicker than the usual choice row by row among all five.
        byte[] smallest = Encode(bitmap, bitmap.Channels, bitmap.Pixels, palette: null, filter: 0);
        for (int filter = 1; filter <= 2; filter++)
        {
            byte[] tried = Encode(bitmap, bitmap.Channels, bitmap.Pixels, palette: null, filter);
            if (tried.Length < smallest.Length)
                smallest = tried;
        }

        return smallest;
    }

    private static byte[] Encode(Bitmap bitmap, int pixelBytes, byte[] pixels, PngPalette? palette, int filter)
    {
        int rowBytes = bitmap.Width * pixelBytes;
        using var file = new MemoryStream(pixels.Length <= Tiny ? 1024 : 1 << 16);
        file.Write(PngFormat.Signature);
        WriteChunk(file, PngFormat.Header, Header(bitmap, palette is not null));
        if (palette is not null)
        {
            WriteChunk(file, PngFormat.Palette, palette.Colors);
            if (palette.Alpha.Length > 0)
                WriteChunk(file, PngFormat.Transparency, palette.Alpha);
        }

        int start = BeginChunk(file, PngFormat.Data);
        CompressionLevel level = pixels.Length <= Tiny ? CompressionLevel.Fastest : CompressionLevel.Optimal;
        using (var zlib = new ZLibStream(file, level, leaveOpen: true))
            WriteRows(zlib, pixels, rowBytes, pixelBytes, filter);
        EndChunk(file, start);
        WriteChunk(file, PngFormat.End, []);
        return file.ToArray();
    }

    private static byte[] Header(Bitmap bitmap, bool indexed)
    {
        var header = new byte[PngHeader.Length];
        BinaryPrimitives.WriteInt32BigEndian(header, bitmap.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), bitmap.Height);
        header[8] = 8;
        header[9] = (byte)(indexed ? PngColor.Indexed : bitmap.Channels switch
        {
            1 => PngColor.Grey,
            3 => PngColor.Rgb,
            _ => PngColor.Rgba,
        });
        return header;
    }

    private static void WriteRows(ZLibStream zlib, byte[] pixels, int rowBytes, int pixelBytes, int filter)
    {
        int rows = pixels.Length / rowBytes;
        int together = Math.Clamp(Block / (1 + rowBytes), 1, rows);
        byte[] block = ArrayPool<byte>.Shared.Rent((1 + rowBytes) * together);
        byte[] zeros = filter == 2 ? new byte[rowBytes] : [];
        for (int y = 0; y < rows; y += together)
        {
            int count = Math.Min(together, rows - y);
            for (int r = 0; r < count; r++)
            {
                int at = (y + r) * rowBytes;
                Span<byte> to = block.AsSpan(r * (1 + rowBytes), 1 + rowBytes);
                to[0] = (byte)filter;
                ReadOnlySpan<byte> above = filter != 2 ? [] : at == 0 ? zeros : pixels.AsSpan(at - rowBytes, rowBytes);
                PngFilter.Apply(filter, pixels.AsSpan(at, rowBytes), above, pixelBytes, to[1..]);
            }

            zlib.Write(block, 0, count * (1 + rowBytes));
        }

        ArrayPool<byte>.Shared.Return(block);
    }

    private static void WriteChunk(MemoryStream file, uint type, ReadOnlySpan<byte> data)
    {
        int start = BeginChunk(file, type);
        file.Write(data);
        EndChunk(file, start);
    }

    /// <summary>Writes an empty length and the type; <see cref="EndChunk"/> fills the length in.</summary>
    private static int BeginChunk(MemoryStream file, uint type)
    {
        int start = (int)file.Position;
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, type);
        file.Write(bytes);
        return start;
    }

    private static void EndChunk(MemoryStream file, int start)
    {
        int length = (int)file.Position - start - 8;
        BinaryPrimitives.WriteInt32BigEndian(file.GetBuffer().AsSpan(start), length);
        Span<byte> crc = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, PngFormat.Crc(file.GetBuffer().AsSpan(start + 4, length + 4)));
        file.Write(crc);
    }
}
