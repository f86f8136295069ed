using Misread.Data;
using Misread.Experiments;
using Xunit;

namespace Misread.Tests.Experiments;

public sealed class HardImagesTests
{
    /// <summary>
    /// Two classes of five images each, p(label) as written. The last image is labelled b but read a as surely as true
    /// ones, a likely label error; next hardest are rows 3 and, at a tie, 1 before 6.
    /// </summary>
    private static readonly float[] SelfConfidence = [0.9f, 0.6f, 0.95f, 0.45f, 0.9f, 0.9f, 0.6f, 0.95f, 0.9f, 0.05f];

    [Fact]
    public void Hardest_first_without_likely_label_errors()
    {
        int[] rows = [.. Enumerable.Range(0, 10).Select(i => 100 + (2 * i))];
        var mined = HardImages.From(Predictions(), rows, 3);

        Assert.Equal([106, 102, 112], mined.Images.Select(i => i.Row));
        Assert.Equal([0.45, 0.6, 0.6], mined.Images.Select(i => Math.Round(i.SelfConfidence, 6)));
        Assert.Equal([1, 0, 1], mined.Images.Select(i => i.Predicted));
        Assert.Equal([118], mined.LeftOut.Select(i => i.Row));
        Assert.Equal([118], mined.Issues);
    }

    [Fact]
    public void More_than_there_are_is_refused()
    {
        int[] rows = [.. Enumerable.Range(0, 10)];
        Assert.Equal(9, HardImages.From(Predictions(), rows, 9).Images.Count);
        Assert.Contains("1 of them likely label errors", Assert.Throws<ArgumentException>(() => HardImages.From(Predictions(), rows, 10)).Message, StringComparison.Ordinal);
    }

    /// <summary>Networks that had not seen them find the images that were mislabelled on purpose.</summary>
    [Fact]
    public void Mining_cross_validates_the_training_images_only()
    {
        RetrainSource source = RetrainSamples.Source();
        var mined = HardImages.Mine(source, RetrainSamples.Options, cancel: TestContext.Current.CancellationToken);

        Assert.Equal(12, mined.Images.Count);
        Assert.All(mined.Images, i => Assert.Contains(i.Row, source.TrainRows));
        Assert.NotEmpty(mined.Issues);
        Assert.All(mined.Issues, row => Assert.Contains(row, source.TrainRows));
        Assert.Empty(mined.Issues.Intersect(mined.Images.Select(i => i.Row)));
        Assert.Equal(mined.Images.OrderBy(i => i.SelfConfidence).ThenBy(i => i.Row), mined.Images);
    }

    private static Predictions Predictions() => new(
        [.. SelfConfidence.Select((_, i) => $"i{i}")],
        [0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
        [.. SelfConfidence.SelectMany((p, i) => i < 5 ? (float[])[p, 1 - p] : [1 - p, p])],
        [.. SelfConfidence.Select(_ => PredictionOrigin.OutOfFold)],
        ["a", "b"]);
}
