using Misread.Data;
using Misread.Findings;
using Misread.Imaging;
using Xunit;

namespace Misread.Tests.Findings;

public sealed class OddImagesTests
{
    /// <summary>Digits as they are: no check flags more than 1 %. Twenty of them washed out: all are found, and called so.</summary>
    [Fact]
    public void Damaged_digits_are_found_by_the_measure_of_the_others()
    {
        Dataset digits = SyntheticDigits.Create(new SyntheticOptions { TrainCount = 1500, TestCount = 500, Seed = 5, Threads = 2 }).Dataset;
        double[][] values = [.. Enumerable.Range(0, digits.Count).Select(i => ImageProperties.Of(Picture(digits, i)))];
        Assert.True(OddImages.AreGlyphs(values));
        Assert.All(OddImages.Find(values, glyphs: true).CountBy(o => (o.Property.Name, o.IsHigh)), c => Assert.InRange(c.Value, 0, 20));

        for (int i = 0; i < 20; i++)
        {
            Bitmap image = Picture(digits, i);
            values[i] = ImageProperties.Of(new Bitmap(image.Width, image.Height, 1, [.. image.Pixels.Select(p => (byte)(200 + (p / 8)))]));
        }

        IReadOnlyList<OddImage> odd = OddImages.Find(values, glyphs: true);
        Assert.Equal(Enumerable.Range(0, 20), odd.Where(o => o.Word == "washed out").Select(o => o.Image).Order());
    }

    private static Bitmap Picture(Dataset data, int i) => new(data.Width, data.Height, 1, data.Image(i).ToArray());
}
