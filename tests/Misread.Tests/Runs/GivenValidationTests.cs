using Misread.Data;
using Misread.Runs;
using Misread.Tests.Data;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Runs;

/// <summary>A validation split that came with the data tells how the training goes, and is never trained on.</summary>
public sealed class GivenValidationTests
{
    private static readonly TrainingOptions Options = TrainingOptions.ForPreset("mlp") with { Epochs = 2, Threads = 1, TrainSize = null, BatchSize = 16 };

    [Fact]
    public void It_is_validated_on_and_not_trained_on()
    {
        Dataset data = Dataset.Concat(
            DataSamples.Create(60, split: "train"), DataSamples.Create(20, split: "validation", seed: 2), DataSamples.Create(20, split: "test", seed: 3));
        TrainedModel trained = MainJob.Train(data, Options);
        Assert.Equal(60, trained.SeenRows.Count);
        Assert.All(trained.SeenRows, row => Assert.Equal("train", data.Split(row)));
        Assert.Equal(20, trained.Info.ValidationImages);
        Assert.All(trained.History, epoch => Assert.NotNull(epoch.ValidationLoss));
        Run run = MainJob.Predict(data, trained, 1);
        Assert.All(Enumerable.Range(60, 40), i => Assert.Equal(PredictionOrigin.HeldOut, run.Predictions.Origin(i)));
    }

    [Fact]
    public void Without_test_images_they_are_drawn_from_the_training_images()
    {
        Dataset data = Dataset.Concat(DataSamples.Create(60, split: "train"), DataSamples.Create(20, split: "validation", seed: 2));
        (Dataset divided, HeldOutInfo? heldOut) = MainJob.WithTestSplit(data, seed: 1);
        Assert.NotNull(heldOut);
        Assert.Equal((48, 20, 12), (divided.OfSplit("train").Count, divided.OfSplit("validation").Count, divided.OfSplit("test").Count));
        Assert.DoesNotContain(MainJob.TrainRows(divided), i => data.Split(i) == "validation");
    }

    [Fact]
    public void An_unlabelled_test_split_does_not_take_the_place_of_held_out_images()
    {
        Dataset data = Dataset.Concat(DataSamples.Create(60, split: "train"), DataSamples.Create(20, split: "test", labelled: false, seed: 2));
        (Dataset divided, HeldOutInfo? heldOut) = MainJob.WithTestSplit(data, seed: 1);
        Assert.NotNull(heldOut);
        Assert.Equal(12, Enumerable.Range(0, divided.Count).Count(i => divided.Split(i) == "test" && divided.Label(i) >= 0));
        Assert.Equal(48, MainJob.TrainRows(divided).Length);
    }

    [Fact]
    public void A_network_learns_from_colour_alone()
    {
        // Red against green of the same brightness: as luma there is nothing to learn.
        var random = new Random(4);
        byte[] pixels = new byte[200 * 8 * 8 * 3];
        int[] labels = new int[200];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = i % 2;
            for (int p = 0; p < 64; p++)
            {
                int at = ((i * 64) + p) * 3;
                pixels[at + labels[i]] = (byte)(labels[i] == 0 ? 196 : 100);
                pixels[at + 2] = (byte)random.Next(30);
            }
        }

        Dataset data = Dataset.Create("hues", "train", 8, 8, pixels, labels, ["red", "green"], channels: 3);
        (Dataset divided, _) = MainJob.WithTestSplit(data, 1);
        foreach (string model in (string[])["mlp", "cnn-small"])
        {
            TrainingOptions options = Options with { Model = model, Epochs = 5, Augmentation = Augmentation.Parse("shift=1,rotate=10") };
            Run run = MainJob.Predict(divided, MainJob.Train(divided, options), 1);
            Assert.Equal(0, run.Metrics!.Headline.Errors);
        }
    }
}
