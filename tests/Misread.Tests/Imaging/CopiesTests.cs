using Misread.Imaging;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Imaging;

public sealed class CopiesTests
{
    [Fact]
    public void Mirrored_twice_is_as_it_was()
    {
        Bitmap image = PropertiesTests.Texture(120, 90);
        (var hash, var mirrored) = (PerceptualHash.Of(image), PerceptualHash.Of(Mirror(image)));
        Assert.Equal(hash, PerceptualHash.Of(Mirror(Mirror(image))));
        Assert.Equal(0, PerceptualHash.Bits(hash.FrequenciesMirrored, mirrored.Frequencies));
        Assert.Equal(0, PerceptualHash.Bits(hash.GradientsMirrored, mirrored.Gradients));
        Assert.Equal(0, PerceptualHash.Distance(hash, mirrored));
        Assert.InRange(PerceptualHash.Distance(hash, PerceptualHash.Of(PropertiesTests.Texture(120, 90, 2))), 13, 64);
    }

    /// <summary>5,000 random fingerprints and 500 with up to 14 bits turned: every pair and the index find the same.</summary>
    [Fact]
    public void The_index_is_complete()
    {
        var random = new Prng(2);
        List<PerceptualHash> hashes = [.. Enumerable.Range(0, 5000).Select(_ => new PerceptualHash(random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64()))];
        for (int i = 0; i < 500; i++)
        {
            ulong flipped = hashes[i].Gradients;
            for (int bit = 0; bit < i % 15; bit++)
                flipped ^= 1UL << random.Next(64);
            hashes.Add(new PerceptualHash(random.NextUInt64(), random.NextUInt64(), i % 2 == 0 ? flipped : random.NextUInt64(), i % 2 == 0 ? random.NextUInt64() : flipped));
        }

        PerceptualHash[] all = [.. hashes];
        var pairs = HashPairs.AllPairs(all, 12, 2, TestContext.Current.CancellationToken);
        Assert.InRange(pairs.Count, 400, 600);
        Assert.Equal(pairs, HashPairs.ByIndex(all, 12, 2, TestContext.Current.CancellationToken));
        Assert.Equal(pairs, HashPairs.Within(all, cancel: TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => HashPairs.Within(all, 16, cancel: TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("as it is", false, 1)]
    [InlineData("half", false, 1)]
    [InlineData("jpeg", false, 1)]
    [InlineData("mirrored", true, 1)]
    [InlineData("bright", false, 1)]
    [InlineData("shifted", false, 1)]
    [InlineData("cropped", false, 0.8)]
    public void Copies_lie_on_each_other(string change, bool mirrored, double scale)
    {
        int found = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            Bitmap image = PropertiesTests.Texture(160, 120, 10 + seed);
            var alignment = AlignedImage.Align(AlignedImage.Of(image), AlignedImage.Of(Changed(image, change)));
            found += alignment.IsCopy && alignment.IsMirrored == mirrored && Math.Abs(alignment.Scale - scale) < 0.06 ? 1 : 0;
        }

        Assert.InRange(found, 9, 10);
    }

    [Fact]
    public void Different_pictures_do_not()
    {
        AlignedImage[] images = [.. Enumerable.Range(0, 8).Select(i => AlignedImage.Of(PropertiesTests.Texture(160, 120, 50 + i)))];
        for (int i = 0; i < images.Length; i++)
        {
            for (int j = 0; j < i; j++)
                Assert.False(AlignedImage.Align(images[i], images[j]).IsCopy);
        }

        var plain = AlignedImage.Of(new Bitmap(64, 64, 1));
        Assert.False(AlignedImage.Align(plain, plain).IsCopy);
    }

    private static Bitmap Changed(Bitmap image, string change) => change switch
    {
        "half" => Resample.Resize(image, image.Width / 2, image.Height / 2, ResampleFilter.Area),
        "jpeg" => ImageDecoder.Decode(ImageEncoder.Encode(image, ImageFormat.Jpeg, 10), "copy"),
        "mirrored" => Mirror(image),
        "bright" => new Bitmap(image.Width, image.Height, 1, [.. image.Pixels.Select(p => (byte)Math.Min(255, p + 30))]),
        "shifted" => BitmapGeometry.Crop(Padded(image), 8, 6, image.Width, image.Height),
        "cropped" => BitmapGeometry.Crop(image, image.Width / 10, image.Height / 10, image.Width * 8 / 10, image.Height * 8 / 10),
        _ => image,
    };

    private static Bitmap Padded(Bitmap image)
    {
        var padded = new Bitmap(image.Width + 8, image.Height + 6, 1);
        for (int y = 0; y < image.Height; y++)
            image.Pixels.AsSpan(y * image.Width, image.Width).CopyTo(padded.Pixels.AsSpan(y * padded.Width));
        return padded;
    }

    private static Bitmap Mirror(Bitmap image)
    {
        byte[] pixels = (byte[])image.Pixels.Clone();
        for (int y = 0; y < image.Height; y++)
            pixels.AsSpan(y * image.Width, image.Width).Reverse();
        return new Bitmap(image.Width, image.Height, 1, pixels);
    }
}
