using Misread.Data;
using Xunit;

namespace Misread.Tests.Data;

public sealed class ContentCheckTests
{
    private static readonly Dataset Digits = SyntheticDigits.Create(new SyntheticOptions { TrainCount = 600, TestCount = 200, FlipRate = 0, BlendRate = 0 }).Dataset;

    [Fact]
    public void Nothing_is_said_of_data_that_are_as_they_should_be()
    {
        Assert.Empty(ContentCheck.Of(Digits));
        Assert.Empty(ContentCheck.Of(DatasetRemedy.Invert(Digits)));
        Assert.Empty(ContentCheck.Of(Digits.Take(0)));
        // Sorted by class, a label that moved by a row is hardly ever another.
        Assert.Empty(ContentCheck.Of(Digits.Subset([.. Enumerable.Range(0, Digits.Count).OrderBy(Digits.Label)])));
    }

    [Fact]
    public void Nothing_is_said_of_MNIST() => Assert.Empty(ContentCheck.Of(DatasetReader.Open(TestData.Folder("mnist"))));

    [Fact]
    public void Pixels_of_0_and_1_are_told_and_mended()
    {
        Dataset bits = With(Digits, v => (byte)(v > 127 ? 1 : 0));
        ContentFinding found = Assert.Single(ContentCheck.Of(bits));
        Assert.Equal((ContentKind.NearlyBlack, 1), (found.Kind, found.Amount));
        Dataset mended = DatasetRemedy.WithMaxValue(bits, found.Amount);
        Assert.Equal(1, mended.MaxValue);
        Assert.Empty(ContentCheck.Of(mended));
        Assert.Throws<ArgumentException>(() => DatasetRemedy.WithMaxValue(Digits, 200));
    }

    [Fact]
    public void Blank_and_equal_images_are_told()
    {
        byte[] pixels = [.. Enumerable.Range(0, 4).SelectMany(i => i == 2 ? new byte[784] : Digits.Image(i).ToArray())];
        ContentFinding blank = Assert.Single(ContentCheck.Of(Dataset.Create("x", "all", 28, 28, pixels, [0, 1, 0, 1], ["a", "b"])));
        Assert.Equal(ContentKind.Blank, blank.Kind);
        Assert.Contains("1 of 4 images is blank", blank.Text, StringComparison.Ordinal);
        Assert.Contains("x/all/00002", blank.Text, StringComparison.Ordinal);
        byte[] same = [.. Enumerable.Range(0, 3).SelectMany(_ => Digits.Image(0).ToArray())];
        Assert.Equal(ContentKind.AllEqual, Assert.Single(ContentCheck.Of(Dataset.Create("x", "all", 28, 28, same, [0, 1, 0], ["a", "b"]))).Kind);
    }

    [Fact]
    public void Labels_of_one_class_are_told() =>
        Assert.Equal(ContentKind.OneClass, Assert.Single(ContentCheck.Of(Labelled(Digits, [.. Enumerable.Repeat(3, Digits.Count)]))).Kind);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Labels_that_moved_by_a_row_are_told_and_moved_back(int by)
    {
        int[] labels = Digits.Labels();
        int[] moved = [.. Enumerable.Range(0, labels.Length).Select(i => labels[(i + by + labels.Length) % labels.Length])];
        Dataset wrong = Labelled(Digits, moved);
        ContentFinding found = Assert.Single(ContentCheck.Of(wrong));
        Assert.Equal((ContentKind.LabelsMoved, by), (found.Kind, found.Amount));
        Dataset mended = DatasetRemedy.MoveLabels(wrong, found.Amount);
        Assert.InRange(mended.Count, Digits.Count - 3, Digits.Count - 1);
        Assert.Empty(ContentCheck.Of(mended));
        int[] right = [.. Enumerable.Range(0, mended.Count).Where(i => mended.Label(i) == Digits.Label(int.Parse(mended.Id(i)[^5..]) + (mended.Split(i) == "test" ? 600 : 0)))];
        Assert.InRange(right.Length, mended.Count - 2, mended.Count);
    }

    [Fact]
    public void Random_labels_are_no_moved_labels()
    {
        var random = new Random(4);
        Assert.Empty(ContentCheck.Of(Labelled(Digits, [.. Enumerable.Range(0, Digits.Count).Select(_ => random.Next(10))])));
    }

    [Fact]
    public void Remedies_keep_rows_and_undo_themselves()
    {
        Dataset twice = DatasetRemedy.Transpose(DatasetRemedy.Transpose(DatasetRemedy.Invert(DatasetRemedy.Invert(Digits))));
        Assert.Equal(Digits.Count, twice.Count);
        for (int i = 0; i < Digits.Count; i += 37)
        {
            Assert.Equal(Digits.Image(i), twice.Image(i));
            Assert.Equal((Digits.Id(i), Digits.Split(i), Digits.Label(i), Digits.IndexInSplit(i)), (twice.Id(i), twice.Split(i), twice.Label(i), twice.IndexInSplit(i)));
        }

        Dataset oblong = Dataset.Create("x", "all", 2, 3, [1, 2, 3, 4, 5, 6], [0], ["a"]);
        Dataset turned = DatasetRemedy.Transpose(oblong);
        Assert.Equal((3, 2), (turned.Height, turned.Width));
        Assert.Equal([1, 4, 2, 5, 3, 6], turned.Image(0).ToArray());
    }

    private static Dataset With(Dataset data, Func<byte, byte> change) => Dataset.Create(
        data.Name, "train", 28, 28, [.. Enumerable.Range(0, data.Count).SelectMany(i => data.Image(i).ToArray()).Select(change)], data.Labels(), data.ClassNames);

    private static Dataset Labelled(Dataset data, int[] labels) => data.WithLabels(labels);
}
