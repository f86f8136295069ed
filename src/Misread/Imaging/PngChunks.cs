using System.Buffers.Binary;
using Misread.IO;

namespace Misread.Imaging;

/// <summary>
/// The chunks of a PNG that its pixels depend on, taken apart and checked: order, lengths, checksums. Other chunks that
/// may be skipped are skipped, once their checksum is right.
/// </summary>
internal sealed class PngChunks
{
    private readonly List<(int Offset, int Length)> _data = [];

    public PngHeader Header { get; private set; }

    /// <summary>The palette as RGB triples; empty when there is none.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>The content of tRNS, or null when there is none.</summary>
    public byte[]? Transparency { get; private set; }

    /// <summary>Where the data of the first IDAT begin in the file.</summary>
    public int DataOffset => _data[0].Offset;

    /// <summary>Reads all chunks.</summary>
    /// <exception cref="DataFormatException">They are not those of a PNG.</exception>
    public static PngChunks Parse(ReadOnlySpan<byte> file, string source)
    {
        if (!file.StartsWith(PngFormat.Signature))
        {
            string found = file.Length == 0 ? "an empty file" : Convert.ToHexString(file[..Math.Min(8, file.Length)]);
            throw new DataFormatException($"{source}: byte 0: expected the signature of a PNG, {Convert.ToHexString(PngFormat.Signature)}, found {found}.");
        }

        var chunks = new PngChunks();
        int at = PngFormat.Signature.Length;
        for (uint before = 0; before != PngFormat.End;)
        {
            ReadOnlySpan<byte> chunk = Next(file, at, source);
            uint type = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            chunks.Take(type, before, chunk[4..], at + 8, source);
            before = type;
            at += chunk.Length + 8;
        }

        return chunks;
    }

    /// <summary>The content of all IDAT chunks in one piece: a zlib stream.</summary>
    public byte[] Data(ReadOnlySpan<byte> file)
    {
        var joined = new byte[_data.Sum(d => (long)d.Length)];
        int at = 0;
        foreach (var (offset, length) in _data)
        {
            file.Slice(offset, length).CopyTo(joined.AsSpan(at));
            at += length;
        }

        return joined;
    }

    /// <summary>Type and data of the chunk that begins at <paramref name="at"/>, its checksum checked.</summary>
    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> file, int at, string source)
    {
        ReadOnlySpan<byte> rest = file[at..];
        if (rest.Length < PngFormat.ChunkOverhead)
            throw new DataFormatException($"{source}: byte {at}: expected a chunk, found the end of the file; it was not written to the end.");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - PngFormat.ChunkOverhead)
        {
            throw new DataFormatException(
                $"{source}: byte {at}: expected a chunk of at most the {rest.Length - PngFormat.ChunkOverhead} bytes that are left, found {length}; it is damaged or was not written to the end.");
        }

        ReadOnlySpan<byte> chunk = rest.Slice(4, 4 + (int)length);
        uint expected = BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]);
        uint found = PngFormat.Crc(chunk);
        if (found != expected)
        {
            string name = PngFormat.Name(BinaryPrimitives.ReadUInt32BigEndian(chunk));
            throw new DataFormatException(
                $"{source}: byte {at + 8 + (int)length}: expected checksum {found:X8} of chunk {name}, found {expected:X8}; the file is damaged.");
        }

        return chunk;
    }

    private void Take(uint type, uint before, ReadOnlySpan<byte> data, int offset, string source)
    {
        if (type == PngFormat.Header != (before == 0))
            throw Misplaced(type, "IHDR as the first chunk, once", offset, source);
        switch (type)
        {
            case PngFormat.Header:
                Header = PngHeader.Parse(data, offset, source);
                break;
            case PngFormat.Palette:
                if (Palette.Length > 0 || Transparency is not null || _data.Count > 0 || Header.Color is PngColor.Grey or PngColor.GreyAlpha)
                    throw Misplaced(type, "at most one PLTE, before tRNS and IDAT, and none in a grey image", offset, source);
                int most = Header.Color == PngColor.Indexed ? 1 << Header.Depth : 256;
                if (data.Length == 0 || data.Length % 3 != 0 || data.Length / 3 > most)
                    throw new DataFormatException($"{source}: byte {offset}: expected a palette of 1 to {most} colours of 3 bytes, found {data.Length} bytes.");
                Palette = data.ToArray();
                break;
            case PngFormat.Transparency:
                TakeTransparency(data, offset, source);
                break;
            case PngFormat.Data:
                if (_data.Count > 0 && before != PngFormat.Data)
                    throw Misplaced(type, "all IDAT chunks in a row", offset, source);
                if (Header.Color == PngColor.Indexed && Palette.Length == 0)
                    throw Misplaced(type, "a palette (PLTE) before it", offset, source);
                _data.Add((offset, data.Length));
                break;
            case PngFormat.End:
                if (_data.Count == 0)
                    throw Misplaced(type, "image data (IDAT) before it", offset, source);
                break;
            default:
                if (!PngFormat.IsAncillary(type))
                    throw Misplaced(type, "a chunk that PNG knows or that may be skipped", offset, source);
                break;
        }
    }

    private void TakeTransparency(ReadOnlySpan<byte> data, int offset, string source)
    {
        if (Transparency is not null || _data.Count > 0 || Header.Color is PngColor.GreyAlpha or PngColor.Rgba)
            throw Misplaced(PngFormat.Transparency, "at most one tRNS, before IDAT, and none beside an alpha channel", offset, source);
        bool fits = Header.Color switch
        {
            PngColor.Grey => data.Length == 2,
            PngColor.Rgb => data.Length == 6,
            _ => data.Length > 0 && data.Length <= Palette.Length / 3,
        };
        if (!fits)
        {
            throw new DataFormatException(
                $"{source}: byte {offset}: expected a tRNS chunk of 2 bytes (grey), 6 (RGB) or at most one for each of {Palette.Length / 3} palette colours, found {data.Length}.");
        }

        Transparency = data.ToArray();
    }

    private static DataFormatException Misplaced(uint type, string expected, int offset, string source) =>
        new($"{source}: byte {offset - 4}: expected {expected}, found {PngFormat.Name(type)}.");
}
