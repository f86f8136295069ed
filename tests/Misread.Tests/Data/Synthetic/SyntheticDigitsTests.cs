using System.Security.Cryptography;
using Misread.Data;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Data;

public sealed class SyntheticDigitsTests
{
    private static readonly SyntheticOptions Few = new() { TrainCount = 300, TestCount = 100 };

    [Fact]
    public void Threads_do_not_matter()
    {
        SyntheticDataset one = SyntheticDigits.Create(Few with { Threads = 1 });
        SyntheticDataset three = SyntheticDigits.Create(Few with { Threads = 3 });
        Assert.Equal(Pixels(one.Dataset), Pixels(three.Dataset));
        Assert.Equal(one.Dataset.Labels(), three.Dataset.Labels());
        Assert.Equal(one.Truth, three.Truth);
    }

    [Fact]
    public void The_bytes_are_the_same_on_every_machine() => Assert.Equal(
        "ae4c673c70b5d5d6",
        Convert.ToHexStringLower(SHA256.HashData(Pixels(SyntheticDigits.Create(Few).Dataset)))[..16]);

    [Fact]
    public void Fewer_are_the_first_of_more()
    {
        SyntheticDataset few = SyntheticDigits.Create(Few with { TrainCount = 50, TestCount = 10 });
        SyntheticDataset more = SyntheticDigits.Create(Few);
        Assert.Equal(Pixels(few.Dataset.OfSplit("train")), Pixels(more.Dataset.Take(50)));
        Assert.Equal(Pixels(few.Dataset.OfSplit("test")), Pixels(more.Dataset.OfSplit("test").Take(10)));
        Assert.Equal("synthetic/train/00042", more.Dataset.Id(42));
        Assert.Equal("synthetic/test/00007", more.Dataset.Id(307));
    }

    [Fact]
    public void Seeds_differ() => Assert.NotEqual(
        Pixels(SyntheticDigits.Create(Few).Dataset), Pixels(SyntheticDigits.Create(Few with { Seed = 43 }).Dataset));

    [Fact]
    public void The_truth_fits_the_labels_and_the_rates()
    {
        var options = new SyntheticOptions { TrainCount = 3_000, TestCount = 500, FlipRate = 0.1, BlendRate = 0.2 };
        SyntheticDataset made = SyntheticDigits.Create(options);
        Assert.Equal(made.Dataset.Count, made.Truth.Count);
        for (int i = 0; i < made.Truth.Count; i++)
        {
            PlantedTruth truth = made.Truth[i];
            Assert.Equal(truth.IsFlipped, made.Dataset.Label(i) != truth.TrueLabel);
            Assert.False(truth.IsFlipped && truth.IsBlended);
            Assert.NotEqual(truth.TrueLabel, truth.BlendedWith);
            Assert.True(truth.IsBlended ? truth.BlendShare is >= 0.3 and <= 0.5 : truth.BlendShare == 0);
        }

        // Four standard deviations around the expected numbers.
        Assert.InRange(made.Truth.Count(t => t.IsBlended), 700 - 95, 700 + 95);
        Assert.InRange(made.Truth.Count(t => t.IsFlipped), 280 - 65, 280 + 65);
        Assert.All(Enumerable.Range(0, 10), digit => Assert.InRange(made.Truth.Count(t => t.TrueLabel == digit), 200, 560));
    }

    [Fact]
    public void Without_flips_and_blends_every_label_is_true()
    {
        SyntheticDataset made = SyntheticDigits.Create(Few with { FlipRate = 0, BlendRate = 0 });
        Assert.All(made.Truth, t => Assert.False(t.IsFlipped || t.IsBlended));
        // Another rate changes only the images that it concerns.
        SyntheticDataset usual = SyntheticDigits.Create(Few);
        for (int i = 0; i < made.Truth.Count; i++)
        {
            if (!usual.Truth[i].IsBlended)
                Assert.Equal(made.Dataset.Image(i), usual.Dataset.Image(i));
        }
    }

    [Fact]
    public void Images_have_the_size_and_place_of_MNIST()
    {
        Dataset digits = SyntheticDigits.Create(Few).Dataset;
        for (int i = 0; i < digits.Count; i++)
        {
            byte[] image = digits.Image(i).ToArray();
            int[] inked = [.. Enumerable.Range(0, 784).Where(p => image[p] > 0)];
            int width = inked.Max(p => p % 28) - inked.Min(p => p % 28) + 1;
            int height = inked[^1] / 28 - inked[0] / 28 + 1;
            Assert.InRange(Math.Max(width, height), 19, 20);
        }
    }

    [Fact]
    public void Look_alikes_have_as_many_strokes() =>
        Assert.All(Allographs.LookAlikes, pair =>
        {
            Assert.Equal(pair.A.StrokeCount, pair.B.StrokeCount);
            Assert.NotEqual(pair.A.Digit, pair.B.Digit);
        });

    [Fact]
    public void A_small_network_learns_them_but_not_at_once()
    {
        // The full figures, with 20,000 images and 5 epochs, are in the documentation: 98.2 to 98.5 %.
        Dataset digits = SyntheticDigits.Create(new SyntheticOptions { TrainCount = 5_000, TestCount = 2_000 }).Dataset;
        Classifier model = Trainer.Fit(digits.OfSplit("train"), TrainingOptions.ForPreset("cnn-small") with { Epochs = 2, Threads = 2 }, cancel: TestContext.Current.CancellationToken).Model;
        Dataset test = digits.OfSplit("test");
        Predictions predictions = model.Predict(test, _ => PredictionOrigin.HeldOut, 2, TestContext.Current.CancellationToken);
        double accuracy = 1 - (double)Enumerable.Range(0, test.Count).Count(predictions.IsMisread) / test.Count;
        Assert.InRange(accuracy, 0.90, 0.985);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.Create(Few with { TrainCount = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.Create(Few with { FlipRate = 1.5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.Create(Few with { BlendRate = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.Create(Few with { Threads = 0 }));
    }

    private static byte[] Pixels(Dataset data) => [.. Enumerable.Range(0, data.Count).SelectMany(i => data.Image(i).ToArray())];
}
