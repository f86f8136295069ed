using Misread.Imaging;
using Misread.Numerics;
using Misread.Onnx;
using Xunit;

namespace Misread.Tests.Onnx;

public sealed class PreprocessingSearchTests
{
    // Redder images are of class 0, bluer ones of class 1; the noise keeps a wrong way from being as good.
    private static readonly (Bitmap Image, int Label)[] Images = [.. Enumerable.Range(0, 200).Select(i =>
    {
        var random = new Prng(7, i);
        double lean = random.NextNormal() * 8;
        byte red = (byte)Math.Clamp(128 + lean, 0, 255);
        byte blue = (byte)Math.Clamp(128 - lean, 0, 255);
        byte[] pixels = [.. Enumerable.Range(0, 64).SelectMany(_ => new[] { red, (byte)128, blue })];
        return (new Bitmap(8, 8, 3, pixels), random.NextDouble() < 1 / (1 + Math.Exp(-lean / 4)) ? 0 : 1);
    })];

    private static readonly ImageSource Source = new(Images.Length, _ => [], (i, _) => Images[i].Image);

    // Logit of "red": how far red lies over blue, calibrated for values as this rule makes them.
    private static OnnxModel Trained(Preprocessing rule, TemporaryFolder folder)
    {
        float unit = (float)(rule.Deviation[0] / (rule.Scale * 8));
        float[] weights = rule.Channels == ChannelOrder.Rgb ? [unit, 0, 0, 0, 0, unit] : [0, unit, 0, 0, unit, 0];
        return OnnxModel.Open(OnnxSamples.Write(OnnxSamples.ChannelMeans(weights, 2), folder));
    }

    [Theory]
    [InlineData("unit")]
    [InlineData("none")]
    [InlineData("tf")]
    public void The_way_that_a_model_was_made_for_is_found(string name)
    {
        using var folder = new TemporaryFolder();
        Preprocessing rule = PreprocessingNames.Create(name, 8, 8);
        using OnnxModel model = Trained(rule, folder);
        PreprocessingChoice choice = PreprocessingSearch.Run(model, Source, [.. Images.Select(i => i.Label)])!;
        Assert.Equal((rule.Channels, rule.Scale / rule.Deviation[0]), (choice.Best.Rule.Channels, choice.Best.Rule.Scale / choice.Best.Rule.Deviation[0]));
        Assert.Contains("won by", choice.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_given_way_that_is_much_worse_is_told()
    {
        using var folder = new TemporaryFolder();
        using OnnxModel model = Trained(PreprocessingNames.Create("unit", 8, 8), folder);
        int[] labels = [.. Images.Select(i => i.Label)];
        PreprocessingChoice wrong = PreprocessingSearch.Run(model, Source, labels, PreprocessingNames.Create("none", 8, 8))!;
        Assert.True(wrong.GivenIsMuchWorse);
        Assert.Contains("the model was probably trained with that", wrong.Summary, StringComparison.Ordinal);
        PreprocessingChoice right = PreprocessingSearch.Run(model, Source, labels, PreprocessingNames.Create("unit", 8, 8))!;
        Assert.False(right.GivenIsMuchWorse);
    }

    [Fact]
    public void Without_labels_nothing_is_chosen()
    {
        using var folder = new TemporaryFolder();
        using OnnxModel model = Trained(PreprocessingNames.Create("unit", 8, 8), folder);
        Assert.Null(PreprocessingSearch.Run(model, Source, [.. Images.Select(_ => -1)]));
    }

    [Fact]
    public void A_failure_while_reading_comes_out_as_it_is()
    {
        using var folder = new TemporaryFolder();
        using OnnxModel model = Trained(PreprocessingNames.Create("unit", 8, 8), folder);
        var predictor = new OnnxPredictor(model, PreprocessingNames.Create("unit", 8, 8)) { Batch = 4 };
        Assert.Throws<InvalidDataException>(() => predictor.Predict(40, i => i == 25 ? throw new InvalidDataException() : Images[i].Image));
        Assert.ThrowsAny<OperationCanceledException>(() => predictor.Predict(40, i => Images[i].Image, cancel: new CancellationToken(canceled: true)));
        OnnxAnswer all = predictor.Predict(40, i => Images[i].Image);
        Assert.Equal(80, all.Probabilities.Length);
        Assert.Equal(predictor.Predict(40, i => Images[i].Image).Probabilities, all.Probabilities);
    }
}
