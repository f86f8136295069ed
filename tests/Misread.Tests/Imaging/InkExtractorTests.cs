using Misread.Data;
using Misread.Imaging;
using Misread.IO;
using Misread.Numerics;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Imaging;

public sealed class InkExtractorTests
{
    public static TheoryData<string> Kinds => [.. PhotoSamples.Kinds.Keys];

    [Fact]
    public void An_image_of_the_data_set_passes_unchanged()
    {
        Dataset digits = SyntheticDigits.Create(new SyntheticOptions { TrainCount = 50, TestCount = 0 }).Dataset;
        for (int i = 0; i < digits.Count; i++)
            Assert.Equal(digits.Image(i), InkExtractor.Prepare(new Bitmap(28, 28, 1, digits.Image(i).ToArray()), 28, 28, "digit.png"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(128)]
    public void Blank_images_are_refused(byte level)
    {
        foreach (int side in (int[])[1, 28, 300])
        {
            byte[] pixels = new byte[side * side];
            Array.Fill(pixels, level);
            var error = Assert.Throws<DataFormatException>(() => InkExtractor.Prepare(new Bitmap(side, side, 1, pixels), 28, 28, "blank.png"));
            Assert.Contains("blank.png", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Noisy_paper_is_blank()
    {
        var random = new Prng(3);
        byte[] pixels = [.. Enumerable.Range(0, 300 * 300).Select(_ => (byte)Math.Clamp(200 + 4 * random.NextNormal(), 0, 255))];
        Assert.Throws<DataFormatException>(() => InkExtractor.Prepare(new Bitmap(300, 300, 1, pixels), 28, 28, "paper.png"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_photo_becomes_the_digit_again(string kind)
    {
        Dataset digits = SyntheticDigits.Create(new SyntheticOptions { TrainCount = 12, TestCount = 0 }).Dataset;
        double[] likeness = new double[digits.Count];
        for (int i = 0; i < digits.Count; i++)
        {
            Bitmap photo = PhotoSamples.Draw(kind, digits.Image(i), new Prng(5, i));
            likeness[i] = Correlation(digits.Image(i), InkExtractor.Prepare(photo, 28, 28, kind));
        }

        // The frame of the turned scan turns the digit too; elsewhere only blur and noise are added.
        double[] sorted = [.. likeness.Order()];
        Assert.True(sorted[sorted.Length / 2] > (kind == "turned scan" ? 0.8 : 0.9), $"median {sorted[sorted.Length / 2]:F3}");
        Assert.True(sorted[1] > (kind == "turned scan" ? 0.6 : 0.7), string.Join(" ", sorted.Select(v => v.ToString("F2"))));
    }

    [Fact]
    public void Photos_of_MNIST_are_read_as_the_originals_are()
    {
        Dataset train = DatasetReader.Open(TestData.Folder("mnist")).OfSplit("train");
        Classifier model = Trainer.Fit(train.Take(6_000), TrainingOptions.ForPreset("cnn-small") with { Epochs = 2, Threads = 2 }, cancel: TestContext.Current.CancellationToken).Model;
        string[] kinds = [.. PhotoSamples.Kinds.Keys];
        const int Each = 20;
        // Not trained on, and not of the test images either.
        Dataset originals = train.Subset([.. Enumerable.Range(50_000, kinds.Length * Each)]);
        byte[] pixels = new byte[originals.Count * 784];
        Parallel.For(0, originals.Count, i =>
        {
            Bitmap photo = PhotoSamples.Draw(kinds[i / Each], originals.Image(i), new Prng(11, i));
            InkExtractor.Prepare(photo, 28, 28, $"photo {i}").CopyTo(pixels, i * 784);
        });
        Dataset prepared = Dataset.Create("photos", "held", 28, 28, pixels, originals.Labels(), originals.ClassNames);
        Predictions before = model.Predict(originals, _ => PredictionOrigin.HeldOut, 2, TestContext.Current.CancellationToken);
        Predictions after = model.Predict(prepared, _ => PredictionOrigin.HeldOut, 2, TestContext.Current.CancellationToken);
        int[] same = [.. kinds.Select((_, k) => Enumerable.Range(k * Each, Each).Count(i => before.Predicted(i) == after.Predicted(i)))];
        string counts = string.Join(", ", kinds.Zip(same, (kind, n) => $"{kind} {n}")) + $" of {Each} are read as the originals";
        Assert.True(same.Sum() >= 0.95 * originals.Count, counts);
        // The turned scan turns the digit too, and the model was trained for a moment only.
        Assert.True(same.Min() >= 0.8 * Each, counts);
    }

    internal static double Correlation(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        double[] x = [.. a.ToArray().Select(v => (double)v)], y = [.. b.ToArray().Select(v => (double)v)];
        double mx = x.Average(), my = y.Average();
        return x.Zip(y, (p, q) => (p - mx) * (q - my)).Sum()
            / Math.Sqrt(x.Sum(p => (p - mx) * (p - mx)) * y.Sum(q => (q - my) * (q - my)));
    }
}
