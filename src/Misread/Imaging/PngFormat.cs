using System.Buffers.Binary;

namespace Misread.Imaging;

/// <summary>What reader and writer of PNG share: signature, chunk types, checksum. "PNG Specification, Third Edition" (W3C).</summary>
internal static class PngFormat
{
    /// <summary>Length and type before a chunk's data, checksum after them.</summary>
    public const int ChunkOverhead = 12;

    public const uint Header = 0x49484452; // IHDR
    public const uint Palette = 0x504C5445; // PLTE
    public const uint Transparency = 0x74524E53; // tRNS
    public const uint Data = 0x49444154; // IDAT
    public const uint End = 0x49454E44; // IEND

    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>The eight bytes that every PNG begins with; they tell a text-mode transfer by its changed line ends.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The CRC-32 of a chunk's type and data (annex D of the specification).</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        uint[] table = CrcTable;
        foreach (byte b in bytes)
            crc = table[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    /// <summary>A chunk's type as text, with what is not a letter as <c>?</c>.</summary>
    public static string Name(uint type)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, type);
        Span<char> name = stackalloc char[4];
        for (int i = 0; i < 4; i++)
            name[i] = char.IsAsciiLetter((char)bytes[i]) ? (char)bytes[i] : '?';
        return new string(name);
    }

    /// <summary>Whether an unknown chunk of this type may be skipped: bit 5 of its first letter (a small letter).</summary>
    public static bool IsAncillary(uint type) => (type & 0x2000_0000) != 0;

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint c = n;
            for (int k = 0; k < 8; k++)
                c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }

        return table;
    }
}
