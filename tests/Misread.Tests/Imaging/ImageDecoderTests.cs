using System.Buffers.Binary;
using System.Security.Cryptography;
using Misread.Imaging;
using Xunit;

namespace Misread.Tests.Imaging;

public sealed class ImageDecoderTests
{
    /// <summary>PngSuite's one file whose expected hash is not to be met; see <see cref="PngDecoderTests"/>.</summary>
    private const string PillowIsWrong = "tbbn0g04.png";

    [Fact]
    public void PngSuite_is_decoded_to_the_expected_pixels_and_its_broken_files_are_refused()
    {
        string folder = TestData.Folder("pngsuite");
        int compared = 0, refused = 0;
        foreach (string[] row in File.ReadLines(Path.Combine(folder, "expected.csv")).Skip(1).Select(line => line.Split(',')))
        {
            string path = Path.Combine(folder, row[0]);
            if (row[1] == "refuse")
            {
                var error = Assert.Throws<ImageException>(() => ImageDecoder.Read(path));
                Assert.StartsWith($"{path}: ", error.Message, StringComparison.Ordinal);
                refused++;
                continue;
            }

            Bitmap image = ImageDecoder.Read(path, new DecodeOptions(KeepAlpha: true));
            Assert.Equal((row[0], row[2], row[3]), (row[0], $"{image.Width}", $"{image.Height}"));
            if (row[4].Length == 0 || row[0] == PillowIsWrong)
                continue;
            Assert.Equal((row[0], row[4]), (row[0], Convert.ToHexStringLower(SHA256.HashData(ToRgba(image)))));
            compared++;
        }

        Assert.Equal((147, 14), (compared, refused));
    }

    [Fact]
    public void One_picture_in_six_encodings_gives_the_same_pixels()
    {
        byte[] grey = [0, 255, 255, 0];
        byte[] one = PngBuilder.File(2, 2, 1, 0, [0, 0b0100_0000, 0, 0b1000_0000]);
        byte[] eight = PngBuilder.File(2, 2, 8, 0, [0, 0, 255, 0, 255, 0]);
        byte[] sixteen = PngBuilder.File(2, 2, 16, 0, [0, 0, 0, 255, 255, 0, 255, 255, 0, 0]);
        byte[] rgb = PngBuilder.File(2, 2, 8, 2, [0, 0, 0, 0, 255, 255, 255, 0, 255, 255, 255, 0, 0, 0]);
        byte[] rgba = PngBuilder.File(2, 2, 8, 6, [0, 0, 0, 0, 255, 9, 9, 9, 0, 0, 255, 255, 255, 255, 0, 0, 0, 255]);
        byte[] palette = PngBuilder.File(
            PngBuilder.Header(2, 2, 8, 3),
            PngBuilder.Chunk("PLTE", [255, 255, 255, 0, 0, 0]),
            PngBuilder.Chunk("IDAT", PngBuilder.Zlib([0, 1, 0, 0, 0, 1])));
        foreach (byte[] file in (byte[][])[one, eight, sixteen, rgb, rgba, palette])
        {
            Bitmap image = ImageDecoder.Decode(file, "some.png");
            Assert.Equal(1, image.Channels);
            Assert.Equal(grey, image.Pixels);
        }
    }

    [Fact]
    public void Sixteen_bit_grey_is_scaled_and_not_clipped() =>
        Assert.Equal([0x12, 0xFE], ImageDecoder.Decode(PngBuilder.File(2, 1, 16, 0, [0, 0x12, 0xFF, 0xFE, 0x00]), "some.png").Pixels);

    [Fact]
    public void Transparency_is_blended_on_white_or_kept()
    {
        byte[] file = PngBuilder.File(2, 1, 8, 6, [0, 200, 100, 0, 51, 10, 20, 30, 255]);
        Bitmap blended = ImageDecoder.Decode(file, "some.png");
        Assert.Equal([244, 224, 204, 10, 20, 30], blended.Pixels);
        Assert.Equal([200, 100, 0, 51, 10, 20, 30, 255], ImageDecoder.Decode(file, "some.png", new DecodeOptions(KeepAlpha: true)).Pixels);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg, 8)]
    [InlineData(ImageFormat.WebP, 8)]
    [InlineData(ImageFormat.Png, 0)]
    public void What_is_encoded_comes_back(ImageFormat format, int tolerance)
    {
        foreach (int channels in (int[])[1, 3])
        {
            Bitmap image = Ramp(40, 24, channels);
            byte[] file = ImageEncoder.Encode(image, format, 95);
            Assert.Equal(new ImageInfo(format, 40, 24, HasAlpha: false), ImageDecoder.Identify(file, "some.file"));
            Bitmap back = ImageDecoder.Decode(file, "some.file");
            Assert.Equal((40, 24), (back.Width, back.Height));
            if (format != ImageFormat.WebP)
                Assert.Equal(channels, back.Channels);
            back = PixelFormat.To(back, channels);
            for (int i = 0; i < back.Pixels.Length; i++)
                Assert.InRange(back.Pixels[i] - image.Pixels[i], -tolerance, tolerance);
        }
    }

    [Fact]
    public void Gif_and_bmp_are_read()
    {
        // A GIF of 2 × 1, red and blue; a BMP of 1 × 2, red above blue.
        byte[] gif = [.. "GIF89a"u8, 2, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255, 0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, 0x44, 0x0A, 0, 0x3B];
        Assert.Equal([255, 0, 0, 0, 0, 255], ImageDecoder.Decode(gif, "some.gif").Pixels);
        byte[] bmp =
        [
            .. "BM"u8, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0,
            .. new byte[24], 255, 0, 0, 0, 0, 0, 255, 0,
        ];
        Assert.Equal([255, 0, 0, 0, 0, 255], ImageDecoder.Decode(bmp, "some.bmp").Pixels);
        Assert.Equal(ImageFormat.Bmp, ImageDecoder.Identify(bmp, "some.bmp").Format);
    }

    [Theory]
    [InlineData(1, "abcdef")]
    [InlineData(2, "cbafed")]
    [InlineData(3, "fedcba")]
    [InlineData(4, "defabc")]
    [InlineData(5, "adbecf")]
    [InlineData(6, "daebfc")]
    [InlineData(7, "fcebda")]
    [InlineData(8, "cfbead")]
    public void Exif_orientation_is_applied(int orientation, string expected)
    {
        // Six blocks of 16 × 16 greys, 'a' to 'f', three a row.
        var image = new Bitmap(48, 32, 1);
        for (int i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)(40 * (((i / 48 / 16) * 3) + (i % 48 / 16)));
        byte[] file = WithOrientation(ImageEncoder.Encode(image, ImageFormat.Jpeg, 100), orientation);
        Bitmap shown = ImageDecoder.Decode(file, "some.jpg");
        bool turned = orientation > 4;
        Assert.Equal(turned ? (32, 48) : (48, 32), (shown.Width, shown.Height));
        string found = string.Concat(Enumerable.Range(0, 6).Select(n =>
        {
            int columns = turned ? 2 : 3;
            byte value = shown.Pixels[(((n / columns * 16) + 8) * shown.Width) + (n % columns * 16) + 8];
            return (char)('a' + (int)Math.Round(value / 40.0));
        }));
        Assert.Equal(expected, found);
        ImageInfo info = ImageDecoder.Identify(file, "some.jpg");
        Assert.Equal((shown.Width, shown.Height), (info.Width, info.Height));
    }

    [Fact]
    public void A_jpeg_can_be_decoded_at_a_fraction()
    {
        byte[] file = ImageEncoder.Encode(Ramp(400, 200, 3), ImageFormat.Jpeg);
        Bitmap small = ImageDecoder.Decode(file, "some.jpg", new DecodeOptions(MinWidth: 60, MinHeight: 40));
        Assert.Equal((100, 50), (small.Width, small.Height));
        Assert.Equal(400, ImageDecoder.Decode(file, "some.jpg", new DecodeOptions(MinWidth: 390, MinHeight: 1)).Width);
    }

    [Theory]
    [InlineData("", ImageFault.Empty, "the file is empty")]
    [InlineData("<!DOCTYPE html>", ImageFault.NotAnImage, "expected JPEG, PNG, WebP, GIF or BMP, found a web page or other markup; fetch the file again")]
    [InlineData("hello", ImageFault.NotAnImage, "expected JPEG, PNG, WebP, GIF or BMP, found text that begins 'hello'")]
    [InlineData("II*\0abcd", ImageFault.Unsupported, "expected JPEG, PNG, WebP, GIF or BMP, found a TIFF or raw photograph; convert it to PNG or JPEG")]
    [InlineData("\0\0\0\u0018ftypheic", ImageFault.Unsupported, "expected JPEG, PNG, WebP, GIF or BMP, found HEIC; convert it to PNG or JPEG")]
    public void What_is_no_image_is_named(string content, ImageFault fault, string reason)
    {
        var error = Assert.Throws<ImageException>(() => ImageDecoder.Decode(content.Select(c => (byte)c).ToArray(), "cat/1.jpg"));
        Assert.Equal(("cat/1.jpg", fault, reason), (error.Name, error.Fault, error.Reason));
        Assert.Equal($"cat/1.jpg: {reason}.", error.Message);
    }

    [Theory]
    [InlineData(40_000, 40_000, "expected at most 32,768 pixels a side and 178,956,970 in all, found 40,000 × 40,000")]
    [InlineData(20_000, 20_000, "expected at most 32,768 pixels a side and 178,956,970 in all, found 20,000 × 20,000")]
    [InlineData(10_000, 10_000, "the header claims 10,000 × 10,000 pixels, which")]
    public void A_bomb_is_refused_before_memory_is_taken(int width, int height, string reason)
    {
        byte[] bomb = PngBuilder.File(PngBuilder.Header(width, height, 1, 0), PngBuilder.Chunk("IDAT", PngBuilder.Zlib([0, 0])));
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ImageException>(() => ImageDecoder.Decode(bomb, "bomb.png"));
        Assert.Equal(ImageFault.TooLarge, error.Fault);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Png)]
    public void Truncated_files_are_refused(ImageFormat format)
    {
        byte[] file = ImageEncoder.Encode(Noise(64, 64), format, 90);
        foreach (double share in (double[])[0.001, 0.02, 0.3, 0.6, 0.9])
            Assert.Throws<ImageException>(() => ImageDecoder.Decode(file.AsSpan(0, (int)(file.Length * share)), "cut"));
    }

    [Fact]
    public void Mutations_are_read_or_refused_by_the_one_exception()
    {
        byte[][] files = [.. Enum.GetValues<ImageFormat>().Take(3).Select(f => ImageEncoder.Encode(Noise(16, 16), f))];
        var random = new Random(20261128);
        int refused = 0;
        for (int n = 0; n < 20_000; n++)
        {
            byte[] bytes = (byte[])files[random.Next(files.Length)].Clone();
            for (int edits = random.Next(1, 4); edits > 0; edits--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                ImageDecoder.Decode(bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length), "some.file");
            }
            catch (ImageException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1_000, 19_900);
    }

    private static Bitmap Ramp(int width, int height, int channels)
    {
        var image = new Bitmap(width, height, channels);
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            int x = i / channels % width, y = i / channels / width;
            image.Pixels[i] = (byte)((i % channels) switch { 0 => 40 + (x * 150 / width), 1 => 60 + (y * 120 / height), _ => 90 });
        }

        return image;
    }

    private static Bitmap Noise(int width, int height)
    {
        var image = new Bitmap(width, height, 3);
        new Random(1).NextBytes(image.Pixels);
        return image;
    }

    /// <summary>A JPEG with an EXIF segment (TIFF, big-endian, one entry) after its first marker.</summary>
    private static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        byte[] exif = [.. "Exif\0\0MM\0*\0\0\0\b\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001"u8, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(exif.Length + 2));
        return [.. jpeg[..2], 0xFF, 0xE1, .. length, .. exif, .. jpeg[2..]];
    }

    private static byte[] ToRgba(Bitmap image)
    {
        byte[] p = image.Pixels;
        return image.Channels switch
        {
            1 => [.. p.SelectMany(g => new byte[] { g, g, g, 255 })],
            3 => [.. Enumerable.Range(0, p.Length / 3).SelectMany(i => new byte[] { p[3 * i], p[(3 * i) + 1], p[(3 * i) + 2], 255 })],
            _ => p,
        };
    }
}
