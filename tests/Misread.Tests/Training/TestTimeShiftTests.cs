using System.Text;
using Misread.Data;
using Misread.IO;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

public sealed class TestTimeShiftTests
{
    private const int Side = TrainingSamples.Side;

    private static readonly Dataset Data = TrainingSamples.Corners(50);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Probabilities_are_the_means_over_the_image_and_its_copies_moved_to_four_sides(int shift)
    {
        Classifier plain = TrainingSamples.Fit(TrainingSamples.Network(), Data, TrainingSamples.Options).Model;
        Classifier shifted = TrainingSamples.Fit(TrainingSamples.Network(), Data, TrainingSamples.Options with { TestTimeShift = shift }).Model;
        Assert.Equal(plain.Members[0].Weights(), shifted.Members[0].Weights());

        (int Right, int Down)[] moves = [(0, 0), (shift, 0), (-shift, 0), (0, shift), (0, -shift)];
        float[][] looks = [.. moves.Select(m => Probabilities(plain, Moved(m.Right, m.Down)))];
        float[] together = Probabilities(shifted, Data);
        Assert.NotEqual(looks[0], together);
        for (int i = 0; i < together.Length; i++)
            Assert.Equal(looks.Average(p => (double)p[i]), together[i], 1e-6);
        Assert.Equal(together, shifted.PredictProbabilities(Data, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void It_is_kept_in_the_model_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        Classifier model = TrainingSamples.Fit(TrainingSamples.Network(), Data, TrainingSamples.Options with { TestTimeShift = 2 }).Model;
        model.Save(path);
        Classifier loaded = Classifier.Load(path);
        Assert.Equal(2, loaded.TestTimeShift);
        Assert.Equal(Probabilities(model, Data), Probabilities(loaded, Data));

        string text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        foreach (string wrong in (string[])["x", "9"])
        {
            File.WriteAllBytes(path, Encoding.Latin1.GetBytes(text.Replace("\"test_time_shift\":\"2\"", $"\"test_time_shift\":\"{wrong}\"", StringComparison.Ordinal)));
            Assert.Throws<DataFormatException>(() => Classifier.Load(path));
        }
    }

    [Fact]
    public void A_shift_that_leaves_nothing_of_the_images_is_refused_before_training()
    {
        var e = Assert.Throws<ArgumentException>(
            () => TrainingSamples.Fit(TrainingSamples.Network(), Data, TrainingSamples.Options with { TestTimeShift = Side }));
        Assert.Contains("a test-time shift of 8 pixels leaves nothing of images of 8×8", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Classifier(TrainingSamples.Network(), Data.ClassNames) { TestTimeShift = Side });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Classifier(TrainingSamples.Network(), Data.ClassNames) { TestTimeShift = -1 });
    }

    private static float[] Probabilities(Classifier model, Dataset data) =>
        model.PredictProbabilities(data, 2, TestContext.Current.CancellationToken);

    private static Dataset Moved(int right, int down)
    {
        byte[] pixels = new byte[Data.Count * Side * Side];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int y, int x) = (((i / Side) % Side) - down, (i % Side) - right);
            pixels[i] = y is >= 0 and < Side && x is >= 0 and < Side ? Data.Image(i / (Side * Side))[(y * Side) + x] : (byte)0;
        }

        return Dataset.Create("moved", "train", Side, Side, pixels, Data.Labels(), Data.ClassNames);
    }
}
