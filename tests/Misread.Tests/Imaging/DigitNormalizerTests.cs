using Misread.Data;
using Misread.Imaging;
using Xunit;

namespace Misread.Tests.Imaging;

public sealed class DigitNormalizerTests
{
    [Fact]
    public void The_longer_side_fills_the_box_and_the_mass_lies_in_the_middle()
    {
        // A heavy bar on the left with a thin line to the right: its mass is left of the middle of its box.
        float[] ink = new float[60 * 50];
        for (int y = 5; y < 45; y++)
        {
            for (int x = 10; x < 18; x++)
                ink[y * 60 + x] = 1;
        }

        for (int x = 18; x < 30; x++)
            ink[20 * 60 + x] = 1;
        byte[] image = DigitNormalizer.Normalize(ink, 60, 50);
        PixelBox box = BoxOf(image);
        Assert.Equal((20, 10), (box.Height, box.Width));
        (double x0, double y0) = Centre(image);
        Assert.InRange(x0, 14, 15);
        Assert.InRange(y0, 14, 15);
        Assert.Equal(255, image.Max());
    }

    [Fact]
    public void A_map_without_ink_stays_blank() => Assert.Equal(new byte[784], DigitNormalizer.Normalize(new float[12], 4, 3));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Place_and_size_do_not_matter(int scale)
    {
        Dataset digits = SyntheticDigits.Create(new SyntheticOptions { TrainCount = 40, TestCount = 0 }).Dataset;
        for (int i = 0; i < digits.Count; i++)
        {
            int side = 28 * scale + 9;
            float[] ink = new float[side * side];
            for (int y = 0; y < 28 * scale; y++)
            {
                for (int x = 0; x < 28 * scale; x++)
                    ink[(y + 7) * side + x + 2] = digits.Image(i)[y / scale * 28 + x / scale] / 255f;
            }

            Assert.Equal(digits.Image(i), DigitNormalizer.Normalize(ink, side, side));
        }
    }

    [Fact]
    public void Other_sizes_get_their_own_box()
    {
        byte[] image = new byte[8 * 8];
        DigitNormalizer.Normalize([1f, 1f, 1f, 1f], 1, 4, image, 8, 8, 5);
        Assert.Equal(5, Enumerable.Range(0, 8).Count(y => image.AsSpan(y * 8, 8).ContainsAnyExcept((byte)0)));
        Assert.Throws<ArgumentException>(() => DigitNormalizer.Normalize([1f], 1, 1, new byte[63], 8, 8, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => DigitNormalizer.Normalize([1f], 1, 1, new byte[64], 8, 8, 9));
    }

    [Fact]
    public void Images_of_MNIST_are_normal_already()
    {
        Dataset train = DatasetReader.Open(TestData.Folder("mnist")).OfSplit("train").Take(5_000);
        int unchanged = 0;
        for (int i = 0; i < train.Count; i++)
        {
            float[] ink = [.. train.Image(i).ToArray().Select(v => v / 255f)];
            unchanged += DigitNormalizer.Normalize(ink, 28, 28).AsSpan().SequenceEqual(train.Image(i)) ? 1 : 0;
        }

        // A few of MNIST's images have faint pixels that were not counted when they were boxed.
        Assert.InRange(unchanged, 4_900, 5_000);
    }

    private static PixelBox BoxOf(byte[] image) => PixelBox.OfInk([.. image.Select(v => v / 255f)], 28, 28);

    private static (double X, double Y) Centre(byte[] image)
    {
        double mass = image.Sum(v => v);
        return (image.Select((v, i) => v * (i % 28 + 0.5)).Sum() / mass, image.Select((v, i) => v * (i / 28 + 0.5)).Sum() / mass);
    }
}
