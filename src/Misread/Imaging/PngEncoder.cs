using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Misread.Formats;

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
            return Encode(bitmap, bitmap.Channels, bitmap.Pixels, palette: null, filtered: false);
        if (bitmap.Channels > 1 && PngPalette.From(bitmap) is { } palette)
            return Encode(bitmap, 1, palette.Indices, palette, filtered: false);

        // Neither always wins: drawings are smaller without filters, photographs with.
        byte[] plain = Encode(bitmap, bitmap.Channels, bitmap.Pixels, palette: null, filtered: false);
        byte[] filtered = Encode(bitmap, bitmap.Channels, bitmap.Pixels, palette: null, filtered: true);
        return filtered.Length < plain.Length ? filtered : plain;
    }

    private static byte[] Encode(Bitmap bitmap, int pixelBytes, byte[] pixels, PngPalette? palette, bool filtered)
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
            WriteRows(zlib, pixels, rowBytes, pixelBytes, filtered);
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

    private static void WriteRows(ZLibStream zlib, byte[] pixels, int rowBytes, int pixelBytes, bool filtered)
    {
        int rows = pixels.Length / rowBytes;
        int together = filtered ? 1 : Math.Clamp(Tiny / (1 + rowBytes), 1, rows);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((1 + rowBytes) * (filtered ? 2 : together));
        byte[] zeros = filtered ? new byte[rowBytes] : [];
        for (int y = 0; y < rows; y += together)
        {
            if (filtered)
            {
                ReadOnlySpan<byte> above = y == 0 ? zeros : pixels.AsSpan((y - 1) * rowBytes, rowBytes);
                zlib.Write(BestFilter(pixels.AsSpan(y * rowBytes, rowBytes), above, pixelBytes, buffer));
                continue;
            }

            int count = Math.Min(together, rows - y);
            for (int r = 0; r < count; r++)
            {
                buffer[r * (1 + rowBytes)] = 0;
                pixels.AsSpan((y + r) * rowBytes, rowBytes).CopyTo(buffer.AsSpan((r * (1 + rowBytes)) + 1));
            }

            zlib.Write(buffer, 0, count * (1 + rowBytes));
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>
    /// The filter byte and the row under the filter with the least sum of absolute differences, taken as signed bytes: the
    /// heuristic that the specification recommends (section 12.7).
    /// </summary>
    private static ReadOnlySpan<byte> BestFilter(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> buffer)
    {
        int length = 1 + row.Length;
        Span<byte> best = buffer[..length];
        Span<byte> tried = buffer.Slice(length, length);
        long least = long.MaxValue;
        for (int filter = 0; filter < PngFilter.Count; filter++)
        {
            tried[0] = (byte)filter;
            PngFilter.Apply(filter, row, above, distance, tried[1..]);
            long sum = 0;
            foreach (byte b in tried[1..])
                sum += Math.Abs((int)(sbyte)b);
            if (sum >= least)
                continue;
            least = sum;
            Span<byte> swap = best;
            best = tried;
            tried = swap;
        }

        return best;
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
