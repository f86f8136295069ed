using FsCheck;
using FsCheck.Fluent;
using Misread.Imaging;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Imaging;

public sealed class PngEncoderTests
{
    [Fact]
    public void Every_image_comes_back_bit_for_bit()
    {
        // Few colours make a palette, many make filtered rows, few pixels neither.
        var images =
            from channels in Gen.Elements(1, 3, 4)
            from width in Gen.Choose(1, 90)
            from height in Gen.Choose(1, 90)
            from colors in Gen.Elements(1, 2, 16, 255, 256, 257, 100_000)
            from seed in Gen.Choose(0, int.MaxValue)
            select Sample(width, height, channels, colors, seed);
        Prop.ForAll(images.ToArbitrary(), image =>
        {
            Bitmap back = PngDecoder.Decode(PngEncoder.Encode(image), "some.png");
            return (back.Width, back.Height, back.Channels) == (image.Width, image.Height, image.Channels)
                && back.Pixels.AsSpan().SequenceEqual(image.Pixels);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Theory]
    [InlineData(1, 4000, 3)]
    [InlineData(4000, 1, 4)]
    [InlineData(1, 32_768, 1)]
    [InlineData(32_768, 1, 3)]
    public void The_longest_sides_come_back(int width, int height, int channels)
    {
        Bitmap image = Sample(width, height, channels, 100_000, 1);
        Assert.Equal(image.Pixels, PngDecoder.Decode(PngEncoder.Encode(image), "some.png").Pixels);
    }

    [Fact]
    public void A_drawing_of_few_colours_is_stored_with_a_palette()
    {
        Bitmap image = Sample(300, 200, 3, 256, 1);
        byte[] file = PngEncoder.Encode(image);
        Assert.Equal(3, file[25]);
        Assert.InRange(file.Length, 1, (300 * 200) + 2000);
    }

    [Fact]
    public void A_picture_of_slow_gradients_is_filtered()
    {
        var image = new Bitmap(200, 200, 3);
        for (int i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)((i % 600 / 3) + (i / 600) + (50 * (i % 3)));
        Assert.InRange(PngEncoder.Encode(image).Length, 1, image.Pixels.Length / 50);
    }

    [Fact]
    public void A_file_is_written_whole_and_read_again()
    {
        using var folder = new TemporaryFolder();
        Bitmap image = Sample(28, 28, 1, 100_000, 3);
        string path = folder.File("deep/image.png");
        PngEncoder.Write(path, image);
        Assert.Equal(image.Pixels, PngDecoder.Read(path).Pixels);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));

        using var stream = new MemoryStream();
        PngEncoder.Write(stream, image);
        Assert.Equal(File.ReadAllBytes(path), stream.ToArray());
    }

    [Fact]
    public void Mutated_files_let_only_the_documented_exception_out()
    {
        byte[][] files =
        [
            PngEncoder.Encode(Sample(28, 28, 1, 100_000, 1)),
            PngEncoder.Encode(Sample(9, 7, 4, 100_000, 2)),
            PngEncoder.Encode(Sample(40, 40, 4, 20, 3)),
            PngBuilder.File(PngBuilder.Header(9, 9, 4, 3, 1), PngBuilder.Chunk("PLTE", new byte[30]), PngBuilder.Chunk("tRNS", [1]), PngBuilder.Chunk("IDAT", PngBuilder.Zlib(new byte[64]))),
            PngBuilder.File(PngBuilder.Header(5, 3, 16, 2), PngBuilder.Chunk("tRNS", new byte[6]), PngBuilder.Chunk("IDAT", PngBuilder.Zlib(new byte[93]))),
        ];
        foreach (byte[] file in files)
            PngDecoder.Decode(file, "some.png");
        var random = new Random(20260102);
        int accepted = 0;
        const int Mutations = 30_000;
        for (int n = 0; n < Mutations; n++)
        {
            byte[] file = Mutate(files[random.Next(files.Length)], random);
            try
            {
                PngDecoder.Decode(file, "some.png");
                accepted++;
            }
            catch (DataFormatException)
            {
            }
        }

        Assert.InRange(accepted, Mutations / 100, Mutations / 2);
    }

    /// <summary>Changes a few bytes and, most times, makes the checksums right again, so that deeper checks are reached.</summary>
    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = new List<byte>(original);
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(random.Next(2) == 0 ? bytes.Count : Math.Min(bytes.Count, 60));
            switch (random.Next(8))
            {
                case 0: bytes.RemoveAt(at); break;
                case 1: bytes.Insert(at, (byte)random.Next(256)); break;
                case 2 when random.Next(10) == 0: bytes.RemoveRange(at, bytes.Count - at); break;
                case < 5: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                default: bytes[at] = (byte)random.Next(256); break;
            }

            if (bytes.Count == 0)
                break;
        }

        byte[] file = [.. bytes];
        if (random.Next(8) > 0)
            RepairChecksums(file);
        return file;
    }

    private static void RepairChecksums(byte[] file)
    {
        for (int at = 8; at + 12 <= file.Length;)
        {
            uint length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
                return;
            uint crc = PngFormat.Crc(file.AsSpan(at + 4, 4 + (int)length));
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), crc);
            at += 12 + (int)length;
        }
    }

    private static Bitmap Sample(int width, int height, int channels, int colors, int seed)
    {
        var random = new Random(seed);
        var palette = new byte[colors * channels];
        random.NextBytes(palette);
        var image = new Bitmap(width, height, channels);
        for (int i = 0; i < image.Pixels.Length; i += channels)
            palette.AsSpan(random.Next(colors) * channels, channels).CopyTo(image.Pixels.AsSpan(i));
        return image;
    }
}
