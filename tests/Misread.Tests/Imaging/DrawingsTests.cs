using Misread.Data;
using Misread.Imaging;
using Misread.IO;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Imaging;

/// <summary>Digits that people draw anywhere, in any size and colour, are read as those of the data set.</summary>
public sealed class DrawingsTests
{
    private static readonly Lazy<(Classifier Model, Dataset Held)> Trained = new(() =>
    {
        Dataset digits = SyntheticDigits.Create(new SyntheticOptions { TrainCount = 3_000, TestCount = 60, FlipRate = 0, BlendRate = 0 }).Dataset;
        return (Trainer.Fit(digits.OfSplit("train"), TrainingOptions.ForPreset("cnn-small") with { Epochs = 2, Threads = 2 }).Model, digits.OfSplit("test"));
    });

    public static TheoryData<string> Ways => [.. Drawn.Keys];

    private static Dictionary<string, Func<GreyMap, int, GreyMap>> Drawn { get; } = new(StringComparer.Ordinal)
    {
        ["shifted"] = (ink, i) => Placed(ink, 28, (i % 9) - 4, (i / 9 % 9) - 4),
        ["in a corner"] = (ink, i) => Cornered(ink, 28, i),
        ["in the corner of a sheet"] = (ink, i) => Cornered(ink, 100, i),
        ["small"] = (ink, _) => Placed(ink.Resized(14, 14, ResampleFilter.Area), 28, 7, 7),
        ["thin"] = (ink, _) => ink.Resized(112, 112, ResampleFilter.Bilinear).Erode(2).Resized(28, 28, ResampleFilter.Area),
        ["wide"] = (ink, _) => ink.Resized(42, 28, ResampleFilter.Bilinear),
        ["high"] = (ink, _) => ink.Resized(28, 42, ResampleFilter.Bilinear),
        ["tight"] = (ink, _) => ink.Crop(BoxOf(ink)),
        ["large"] = (ink, _) => ink.Resized(280, 280, ResampleFilter.Bilinear),
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_drawing_is_read_as_the_original_is(string way)
    {
        (Classifier model, Dataset held) = Trained.Value;
        foreach (bool dark in (bool[])[false, true])
        {
            byte[] pixels = new byte[held.Count * 784];
            for (int i = 0; i < held.Count; i++)
                InkExtractor.Prepare(ToBitmap(Drawn[way](Ink(held, i), i), dark), 28, 28, way).CopyTo(pixels, i * 784);
            Dataset prepared = Dataset.Create("drawn", "test", 28, 28, pixels, held.Labels(), held.ClassNames);
            Predictions before = model.Predict(held, _ => PredictionOrigin.HeldOut, 2, TestContext.Current.CancellationToken);
            Predictions after = model.Predict(prepared, _ => PredictionOrigin.HeldOut, 2, TestContext.Current.CancellationToken);
            int same = Enumerable.Range(0, held.Count).Count(i => before.Predicted(i) == after.Predicted(i));
            Assert.True(same >= 0.93 * held.Count, $"{same} of {held.Count} are read as the originals ({(dark ? "dark on light" : "light on dark")})");
        }
    }

    [Fact]
    public void A_digit_that_only_lies_elsewhere_or_is_inverted_comes_back_to_the_pixel()
    {
        Dataset held = Trained.Value.Held;
        int exact = 0;
        for (int i = 0; i < held.Count; i++)
        {
            byte[] original = held.Image(i).ToArray();
            foreach (bool dark in (bool[])[false, true])
            {
                Bitmap moved = ToBitmap(Placed(Ink(held, i), 28, (i % 3) - 1, (i % 5) - 2), dark);
                Bitmap inverted = ToBitmap(Ink(held, i), dark);
                Assert.Equal(original, InkExtractor.Prepare(inverted, 28, 28, "inverted"));
                // A stroke may be cut off by the edge, or a speck be left out.
                exact += InkExtractor.Prepare(moved, 28, 28, "moved").SequenceEqual(original) ? 1 : 0;
            }
        }

        Assert.True(exact >= 1.8 * held.Count, $"{exact} of {2 * held.Count}");
    }

    [Fact]
    public void Every_image_of_MNIST_stays_as_it_is()
    {
        Dataset mnist = DatasetReader.Open(TestData.Folder("mnist"));
        int changed = Enumerable.Range(0, mnist.Count).AsParallel().WithDegreeOfParallelism(2).Count(i =>
            !InkExtractor.Prepare(new Bitmap(28, 28, 1, mnist.Image(i).ToArray()), 28, 28, mnist.Id(i)).AsSpan().SequenceEqual(mnist.Image(i)));
        Assert.Equal(0, changed);
        Assert.True(DatasetFrame.Of(mnist) is { IsNormal: true, InkIsDark: false });
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(4, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    public void Several_digits_are_not_read_as_one(int count, int below)
    {
        Dataset held = Trained.Value.Held;
        for (int first = 0; first < 20; first++)
        {
            int width = below == 1 ? 100 : 10 + (70 * count), height = below == 1 ? 10 + (90 * count) : 100;
            float[] values = new float[width * height];
            for (int k = 0; k < count; k++)
            {
                GreyMap ink = Ink(held, first + k);
                ink = ink.Crop(BoxOf(ink)).Resized(below == 1 ? 50 : 45, 70, ResampleFilter.Bilinear);
                for (int y = 0; y < ink.Height; y++)
                    ink.Values.AsSpan(y * ink.Width, ink.Width).CopyTo(values.AsSpan(((y + 10 + (below * 90 * k)) * width) + 15 + ((1 - below) * 70 * k)));
            }

            foreach (bool dark in (bool[])[false, true])
            {
                var error = Assert.Throws<DataFormatException>(() => InkExtractor.Prepare(ToBitmap(new GreyMap(width, height, values), dark), 28, 28, "several.png"));
                Assert.Contains("several.png: expected one character, found", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_scan_of_a_hundred_megapixels_is_read()
    {
        Dataset held = Trained.Value.Held;
        GreyMap ink = Ink(held, 0).Resized(1120, 1120, ResampleFilter.Bilinear);
        var scan = new Bitmap(10_000, 10_000, 1);
        scan.Pixels.AsSpan().Fill(250);
        for (int i = 0; i < ink.Values.Length; i++)
            scan.Pixels[((6_000 + (i / 1120)) * 10_000) + 2_000 + (i % 1120)] = (byte)(250 - (230 * ink.Values[i]));
        byte[] prepared = InkExtractor.Prepare(scan, 28, 28, "scan.png");
        Assert.True(InkExtractorTests.Correlation(held.Image(0), prepared) > 0.9);
    }

    [Fact]
    public void What_a_model_was_trained_on_decides_how_a_drawing_is_framed()
    {
        Dataset held = Trained.Value.Held;
        Bitmap drawing = ToBitmap(Ink(held, 0).Resized(100, 100, ResampleFilter.Bilinear), dark: true);
        byte[] light = InkExtractor.Prepare(drawing, ImageFrame.Normal(28, 28), "d");
        byte[] dark = InkExtractor.Prepare(drawing, ImageFrame.Normal(28, 28) with { InkIsDark = true }, "d");
        Assert.Equal(light, dark.Select(v => (byte)(255 - v)));
        byte[] filled = InkExtractor.Prepare(drawing, new ImageFrame(28, 28, 28), "d");
        PixelBox box = PixelBox.OfInk([.. filled.Select(v => v / 255f)], 28, 28);
        Assert.Equal(28, Math.Max(box.Width, box.Height));
        byte[] picture = InkExtractor.Prepare(drawing, new ImageFrame(28, 28, 0), "d");
        Assert.Equal(255, picture[0]);

        Assert.Equal(ImageFrame.Normal(28, 28), DatasetFrame.Of(held));
        Assert.Equal(ImageFrame.Normal(28, 28) with { InkIsDark = true }, DatasetFrame.Of(DatasetRemedy.Invert(held)));
    }

    [Theory]
    [InlineData("box=28 ink=light", 28, false)]
    [InlineData("box=0 ink=dark", 0, true)]
    [InlineData("box=29 ink=light", null, false)]
    [InlineData("box=-1 ink=light", null, false)]
    [InlineData("box=20", null, false)]
    [InlineData("", null, false)]
    public void A_frame_is_read_back(string text, int? box, bool dark)
    {
        ImageFrame? expected = box is int side ? new ImageFrame(28, 28, side, dark) : null;
        Assert.Equal(expected, ImageFrame.Parse(text, 28, 28));
        Assert.Equal(expected?.ToString() ?? text, text);
    }

    private static GreyMap Ink(Dataset data, int i) => new(28, 28, [.. data.Image(i).ToArray().Select(v => v / 255f)]);

    private static PixelBox BoxOf(GreyMap ink) => PixelBox.OfInk(ink.Values, ink.Width, ink.Height);

    private static GreyMap Placed(GreyMap ink, int side, int top, int left)
    {
        float[] values = new float[side * side];
        for (int i = 0; i < ink.Values.Length; i++)
        {
            (int y, int x) = ((i / ink.Width) + top, (i % ink.Width) + left);
            if ((uint)y < (uint)side && (uint)x < (uint)side)
                values[(y * side) + x] = ink.Values[i];
        }

        return new GreyMap(side, side, values);
    }

    private static GreyMap Cornered(GreyMap ink, int side, int corner)
    {
        GreyMap cut = ink.Crop(BoxOf(ink));
        return Placed(cut, side, corner % 2 * (side - cut.Height), corner / 2 % 2 * (side - cut.Width));
    }

    private static Bitmap ToBitmap(GreyMap ink, bool dark) => new(
        ink.Width, ink.Height, 1, [.. ink.Values.Select(v => (byte)Math.Clamp((int)((dark ? 255 - (255 * v) : 255 * v) + 0.5f), 0, 255))]);
}
