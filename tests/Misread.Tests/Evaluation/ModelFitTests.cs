using Misread.Data;
using Misread.Evaluation;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Evaluation;

public sealed class ModelFitTests
{
    private static readonly Lazy<(Classifier Model, Dataset Held)> Trained = new(() =>
    {
        Dataset digits = SyntheticDigits.Create(new SyntheticOptions { TrainCount = 2_000, TestCount = 200, FlipRate = 0, BlendRate = 0 }).Dataset;
        return (Trainer.Fit(digits.OfSplit("train"), TrainingOptions.ForPreset("mlp") with { Epochs = 8, Threads = 2 }).Model, digits.OfSplit("test"));
    });

    [Fact]
    public void Images_that_the_model_knows_are_not_remarked_on() => Assert.Null(Check(Trained.Value.Held));

    [Fact]
    public void Inverted_images_are_told()
    {
        ContentFinding? found = Check(DatasetRemedy.Invert(Trained.Value.Held));
        Assert.Equal(ContentKind.Inverted, found?.Kind);
        Assert.Contains("when they are inverted", found?.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Transposed_images_are_told() => Assert.Equal(ContentKind.Transposed, Check(DatasetRemedy.Transpose(Trained.Value.Held))?.Kind);

    [Fact]
    public void Both_are_told() =>
        Assert.Equal(ContentKind.InvertedAndTransposed, Check(DatasetRemedy.Invert(DatasetRemedy.Transpose(Trained.Value.Held)))?.Kind);

    [Fact]
    public void Classes_that_are_counted_from_1_are_told()
    {
        Dataset held = Trained.Value.Held;
        Dataset moved = held.Subset([.. Enumerable.Range(0, held.Count).Where(i => held.Label(i) < 9)]);
        moved = moved.WithLabels([.. moved.Labels().Select(l => l + 1)]);
        Assert.Equal((ContentKind.ClassesMoved, -1), Check(moved) is { } f ? (f.Kind, f.Amount) : default);
    }

    [Fact]
    public void Without_labels_the_ground_is_compared()
    {
        Dataset held = Trained.Value.Held;
        Dataset unlabelled = held.WithLabels([.. Enumerable.Repeat(-1, held.Count)]);
        Assert.Null(Check(unlabelled));
        Assert.Contains("dark on light", Check(DatasetRemedy.Invert(unlabelled))?.Text, StringComparison.Ordinal);
    }

    private static ContentFinding? Check(Dataset data) => ModelFit.Check(Trained.Value.Model, data, threads: 2, TestContext.Current.CancellationToken);
}
