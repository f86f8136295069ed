using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Misread.Imaging;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Imaging;

public sealed class PngDecoderTests
{
    /// <summary>
    /// PngSuite's one file whose expected hash is not to be met: its transparent colour is a 4-bit grey, which Pillow 9.4
    /// compares after stretching it to 8 bits, so it leaves the image opaque.
    /// </summary>
    private const string PillowIsWrong = "tbbn0g04.png";

    [Fact]
    public void Decodes_every_valid_file_of_PngSuite_to_the_expected_pixels()
    {
        string folder = TestData.Folder("pngsuite");
        int compared = 0;
        foreach (string[] row in Expected(folder).Where(r => r[1] == "decode"))
        {
            Bitmap bitmap = PngDecoder.Read(Path.Combine(folder, row[0]));
            Assert.Equal((row[0], row[2], row[3]), (row[0], $"{bitmap.Width}", $"{bitmap.Height}"));
            if (row[4].Length == 0 || row[0] == PillowIsWrong)
                continue;
            Assert.Equal((row[0], row[4]), (row[0], Convert.ToHexStringLower(SHA256.HashData(ToRgba(bitmap)))));
            compared++;
        }

        Assert.Equal(147, compared);
    }

    [Fact]
    public void Refuses_every_broken_file_of_PngSuite_and_says_where()
    {
        string folder = TestData.Folder("pngsuite");
        string[] broken = [.. Expected(folder).Where(r => r[1] == "refuse").Select(r => r[0])];
        Assert.Equal(14, broken.Length);
        foreach (string name in broken)
        {
            string path = Path.Combine(folder, name);
            var error = Assert.Throws<DataFormatException>(() => PngDecoder.Read(path));
            Assert.StartsWith($"{path}: byte ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_transparent_grey_is_compared_at_the_depth_of_the_file()
    {
        string folder = TestData.Folder("pngsuite");
        Bitmap bitmap = PngDecoder.Read(Path.Combine(folder, PillowIsWrong));
        Assert.Contains((byte)0, Alpha(bitmap));
        Assert.Contains((byte)255, Alpha(bitmap));

        // Made opaque, it is what Pillow sees.
        for (int i = 3; i < bitmap.Pixels.Length; i += 4)
            bitmap.Pixels[i] = 255;
        string expected = Expected(folder).Single(r => r[0] == PillowIsWrong)[4];
        Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData(bitmap.Pixels)));
        Assert.Equal([9, 9, 9, 0], PngDecoder.Decode(PngBuilder.File(
            PngBuilder.Header(1, 1, 8, 0), PngBuilder.Chunk("tRNS", [0, 9]), PngBuilder.Chunk("IDAT", PngBuilder.Zlib([0, 9]))), "some.png").Pixels);
    }

    [Fact]
    public void Sixteen_bit_grey_keeps_the_upper_byte()
    {
        // basn0g16 is a ramp; its interlaced twin must give the same pixels.
        string folder = TestData.Folder("pngsuite");
        Bitmap plain = PngDecoder.Read(Path.Combine(folder, "basn0g16.png"));
        Bitmap interlaced = PngDecoder.Read(Path.Combine(folder, "basi0g16.png"));
        Assert.Equal(1, plain.Channels);
        Assert.Equal(plain.Pixels, interlaced.Pixels);

        byte[] file = PngBuilder.File(2, 1, 16, 0, [0, 0x12, 0xFF, 0xFE, 0x00]);
        Assert.Equal([0x12, 0xFE], PngDecoder.Decode(file, "some.png").Pixels);
    }

    [Theory]
    [InlineData(1, new byte[] { 0, 0b1010_0000 }, new byte[] { 255, 0, 255 })]
    [InlineData(2, new byte[] { 0, 0b0110_1100 }, new byte[] { 85, 170, 255 })]
    [InlineData(4, new byte[] { 0, 0x0F, 0x50 }, new byte[] { 0, 255, 85 })]
    [InlineData(8, new byte[] { 1, 7, 1, 2 }, new byte[] { 7, 8, 10 })]
    public void Samples_of_every_depth_are_stretched_to_a_byte(int depth, byte[] rows, byte[] expected)
    {
        Bitmap bitmap = PngDecoder.Decode(PngBuilder.File(3, 1, depth, 0, rows), "some.png");
        Assert.Equal(1, bitmap.Channels);
        Assert.Equal(expected, bitmap.Pixels);
    }

    [Theory]
    [InlineData("the signature", "byte 0: expected the signature of a PNG, 89504E470D0A1A0A, found 00")]
    [InlineData("too wide", "byte 16: expected a width and height of 1 to 32768, found 32769 × 1")]
    [InlineData("no height", "byte 16: expected a width and height of 1 to 32768, found 1 × 0")]
    [InlineData("too large", "byte 16: expected an image of at most 536870912 bytes in memory, found 32768 × 32768 × 1")]
    [InlineData("colour type", "byte 24: expected a bit depth and colour type that PNG allows (such as 8 and 0), found 8 and 1")]
    [InlineData("interlace", "byte 26: expected compression 0, filter 0 and interlace 0 or 1, found 0, 0 and 2")]
    [InlineData("few data", "which cannot hold them")]
    [InlineData("short", "expected image data for 2 rows, found their end in row 1")]
    [InlineData("long", "byte 41: expected image data for 4 bytes, found more")]
    [InlineData("filter", "expected a filter of 0 to 4 before row 0 of the image data, found 5")]
    [InlineData("not zlib", "expected compressed image data, found a damaged stream")]
    [InlineData("no palette", "byte 37: expected a palette (PLTE) before it, found IDAT")]
    [InlineData("palette index", "expected colours of the palette in row 0 of the image data, found number 2")]
    [InlineData("palette size", "expected a palette of 1 to 2 colours of 3 bytes, found 9 bytes")]
    [InlineData("transparency", "byte 41: expected a tRNS chunk of 2 bytes (grey)")]
    [InlineData("second header", "expected IHDR as the first chunk, once, found IHDR")]
    [InlineData("critical chunk", "expected a chunk that PNG knows or that may be skipped, found QQQQ")]
    [InlineData("parted data", "expected all IDAT chunks in a row, found IDAT")]
    [InlineData("no data", "expected image data (IDAT) before it, found IEND")]
    [InlineData("checksum", "of chunk IDAT, found")]
    public void What_is_wrong_is_said_with_its_place(string what, string message)
    {
        byte[] data = PngBuilder.Zlib([0, 1, 0, 2]);
        byte[] header = PngBuilder.Header(1, 2, 8, 0);
        byte[] indexed = PngBuilder.Header(1, 1, 1, 3);
        byte[] palette = PngBuilder.Chunk("PLTE", new byte[6]);
        byte[] idat = PngBuilder.Chunk("IDAT", data);
        byte[] file = what switch
        {
            "the signature" => [0],
            "too wide" => PngBuilder.File(PngBuilder.Header(32769, 1, 8, 0), idat),
            "no height" => PngBuilder.File(PngBuilder.Header(1, 0, 8, 0), idat),
            "too large" => PngBuilder.File(PngBuilder.Header(32768, 32768, 8, 0), idat),
            "colour type" => PngBuilder.File(PngBuilder.Header(1, 1, 8, 1), idat),
            "interlace" => PngBuilder.File(PngBuilder.Header(1, 1, 8, 0, 2), idat),
            "few data" => PngBuilder.File(PngBuilder.Header(4096, 4096, 8, 0), idat),
            "short" => PngBuilder.File(1, 2, 8, 0, [0, 1, 0]),
            "long" => PngBuilder.File(1, 2, 8, 0, [0, 1, 0, 2, 0]),
            "filter" => PngBuilder.File(1, 2, 8, 0, [5, 1, 0, 2]),
            "not zlib" => PngBuilder.File(header, PngBuilder.Chunk("IDAT", [1, 2, 3, 4])),
            "no palette" => PngBuilder.File(indexed, idat),
            "palette index" => PngBuilder.File(PngBuilder.Header(1, 1, 2, 3), palette, PngBuilder.Chunk("IDAT", PngBuilder.Zlib([0, 0b1000_0000]))),
            "palette size" => PngBuilder.File(indexed, PngBuilder.Chunk("PLTE", new byte[9]), idat),
            "transparency" => PngBuilder.File(header, PngBuilder.Chunk("tRNS", new byte[3]), idat),
            "second header" => PngBuilder.File(header, header, idat),
            "critical chunk" => PngBuilder.File(header, PngBuilder.Chunk("QQQQ", []), idat),
            "parted data" => PngBuilder.File(header, PngBuilder.Chunk("IDAT", data[..3]), PngBuilder.Chunk("tEXt", []), PngBuilder.Chunk("IDAT", data[3..])),
            "no data" => PngBuilder.File(header),
            _ => PngBuilder.File(header, [.. idat[..^1], (byte)(idat[^1] ^ 1)]),
        };
        var error = Assert.Throws<DataFormatException>(() => PngDecoder.Decode(file, "some.png"));
        Assert.StartsWith("some.png: byte ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_is_not_inflated_beyond_its_image()
    {
        byte[] bomb = PngBuilder.File(1, 1, 8, 0, new byte[50_000_000]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<DataFormatException>(() => PngDecoder.Decode(bomb, "bomb.png"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] file = PngEncoder.Encode(new Bitmap(5, 4, 3, [.. Enumerable.Range(0, 60).Select(i => (byte)i)]));
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<DataFormatException>(() => PngDecoder.Decode(file.AsSpan(0, length), "some.png"));
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_IOException() =>
        Assert.Throws<FileNotFoundException>(() => PngDecoder.Read("/nowhere.png"));

    private static IEnumerable<string[]> Expected(string folder) =>
        File.ReadLines(Path.Combine(folder, "expected.csv")).Skip(1).Select(line => line.Split(','));

    private static IEnumerable<byte> Alpha(Bitmap bitmap) => bitmap.Pixels.Where((_, i) => i % 4 == 3);

    private static byte[] ToRgba(Bitmap bitmap)
    {
        byte[] p = bitmap.Pixels;
        return bitmap.Channels switch
        {
            1 => [.. p.SelectMany(g => new byte[] { g, g, g, 255 })],
            3 => [.. Enumerable.Range(0, p.Length / 3).SelectMany(i => new byte[] { p[3 * i], p[(3 * i) + 1], p[(3 * i) + 2], 255 })],
            _ => p,
        };
    }
}

/// <summary>Builds PNG files, right and wrong ones, without the encoder under test.</summary>
internal static class PngBuilder
{
    public static byte[] File(int width, int height, int depth, byte color, byte[] rows) =>
        File(Header(width, height, depth, color), Chunk("IDAT", Zlib(rows)));

    public static byte[] File(params byte[][] chunks) => [.. PngFormat.Signature, .. chunks.SelectMany(c => c), .. Chunk("IEND", [])];

    public static byte[] Header(int width, int height, int depth, byte color, byte interlace = 0)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        (data[8], data[9], data[12]) = ((byte)depth, color, interlace);
        return Chunk("IHDR", data);
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] named = [.. type.Select(c => (byte)c), .. data];
        var ends = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(ends, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(ends.AsSpan(4), PngFormat.Crc(named));
        return [.. ends[..4], .. named, .. ends[4..]];
    }

    public static byte[] Zlib(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(bytes);
        return stream.ToArray();
    }
}
