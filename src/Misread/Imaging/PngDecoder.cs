using System.IO.Compression;
using Misread.IO;

namespace Misread.Imaging;

/// <summary>
/// Reads PNG ("PNG Specification, Third Edition", W3C): every colour type, bit depth, interlaced or not, with palette and
/// transparency; gamma and colour profiles are not applied.
/// </summary>
/// <remarks>
/// The result is 8-bit: 1 channel for grey without transparency, 3 for RGB, 4 for anything with transparency. Samples of
/// 1, 2 and 4 bits are stretched to 0 … 255; of 16 bits, the upper 8 are kept. Every checksum is checked, and a file's
/// claims are compared with its length before memory is taken. Thread-safe.
/// </remarks>
public static class PngDecoder
{
    /// <summary>Deflate cannot make more of a byte than this (258 bytes from two bits).</summary>
    private const int MaxInflation = 1032;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, of at most <see cref="Bitmap.MaxBytes"/> bytes.</param>
    /// <exception cref="DataFormatException">The content is not a PNG, is damaged, or is too large.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Bitmap Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Decode(InputFile.ReadBytes(path, Bitmap.MaxBytes), path);
    }

    /// <summary>Decodes a PNG in memory.</summary>
    /// <param name="bytes">The whole file; what follows its IEND chunk is ignored.</param>
    /// <param name="source">Where it comes from, for the message of an error.</param>
    /// <exception cref="DataFormatException">It is not a PNG, is damaged, or its pixels are too large for a <see cref="Bitmap"/>.</exception>
    public static Bitmap Decode(ReadOnlySpan<byte> bytes, string source)
    {
        PngChunks chunks = PngChunks.Parse(bytes, source);
        PngHeader header = chunks.Header;
        var samples = new PngSamples(chunks);
        long size = (long)header.Width * header.Height * samples.Channels;
        if (size > Bitmap.MaxBytes)
        {
            throw new DataFormatException(
                $"{source}: byte {PngFormat.Signature.Length + 8}: expected an image of at most {Bitmap.MaxBytes} bytes in memory, found {header.Width} × {header.Height} × {samples.Channels}.");
        }

        byte[] data = chunks.Data(bytes);
        long expected = header.InflatedBytes();
        if (expected > (long)data.Length * MaxInflation)
        {
            throw new DataFormatException(
                $"{source}: byte {chunks.DataOffset}: expected image data for {expected} bytes of {header.Width} × {header.Height} pixels, found {data.Length} bytes, which cannot hold them.");
        }

        var bitmap = new Bitmap(header.Width, header.Height, samples.Channels);
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
            foreach (var pass in header.Passes)
                ReadPass(zlib, header, samples, pass, bitmap, chunks.DataOffset, source);
            if (zlib.ReadByte() >= 0)
                throw new DataFormatException($"{source}: byte {chunks.DataOffset}: expected image data for {expected} bytes, found more.");
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new DataFormatException($"{source}: byte {chunks.DataOffset}: expected compressed image data, found a damaged stream; {e.Message}", e);
        }

        return bitmap;
    }

    private static void ReadPass(
        ZLibStream zlib,
        PngHeader header,
        PngSamples samples,
        (int X, int Y, int StepX, int StepY) pass,
        Bitmap bitmap,
        int offset,
        string source)
    {
        int columns = PngHeader.Ceiling(header.Width - pass.X, pass.StepX);
        if (columns == 0)
            return;
        int rowBytes = header.RowBytes(columns);
        var row = new byte[1 + rowBytes];
        var above = new byte[1 + rowBytes];
        int channels = samples.Channels;
        byte[]? scattered = pass.StepX > 1 ? new byte[columns * channels] : null;
        for (int y = pass.Y; y < header.Height; y += pass.StepY)
        {
            if (zlib.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
                throw new DataFormatException($"{source}: byte {offset}: expected image data for {header.Height} rows, found their end in row {y}.");
            if (row[0] >= PngFilter.Count)
                throw new DataFormatException($"{source}: byte {offset}: expected a filter of 0 to 4 before row {y} of the image data, found {row[0]}.");
            PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), header.FilterDistance);
            Span<byte> line = bitmap.Pixels.AsSpan(y * bitmap.Width * channels, bitmap.Width * channels);
            int unknown = samples.Convert(row.AsSpan(1), scattered ?? line, columns);
            if (unknown >= 0)
                throw new DataFormatException($"{source}: byte {offset}: expected colours of the palette in row {y} of the image data, found number {unknown}.");
            for (int i = 0; scattered is not null && i < columns; i++)
                scattered.AsSpan(i * channels, channels).CopyTo(line[((pass.X + (i * pass.StepX)) * channels)..]);
            (row, above) = (above, row);
        }
    }
}
