using Misread.Data;
using Misread.Imaging;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Cli;

/// <summary>Images and labels that are not what they should be are said, with an option that puts them right.</summary>
public sealed class ContentTests : IDisposable
{
    private static readonly Lazy<(Classifier Model, Dataset Held)> Trained = new(() =>
    {
        Dataset digits = SyntheticDigits.Create(new SyntheticOptions { TrainCount = 2_000, TestCount = 200, FlipRate = 0, BlendRate = 0 }).Dataset;
        return (Trainer.Fit(digits.OfSplit("train"), TrainingOptions.ForPreset("mlp") with { Epochs = 8, Threads = 2 }).Model, digits.OfSplit("test"));
    });

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_inverted_data_set_is_told_and_read()
    {
        Trained.Value.Model.Save(_folder.File("model.safetensors"));
        DatasetWriter.Write(DatasetRemedy.Invert(Trained.Value.Held), _folder.File("black"), DatasetFormat.Idx, gzip: false, overwrite: false);
        CliResult told = Run("evaluate", "model.safetensors", "--dataset", "black");
        Assert.Contains("when they are inverted", told.Error, StringComparison.Ordinal);
        Assert.Contains("add --invert", told.Error, StringComparison.Ordinal);
        CliResult read = Run("evaluate", "model.safetensors", "--dataset", "black", "--invert");
        Assert.DoesNotContain("note:", read.Error, StringComparison.Ordinal);
        Run("data", "convert", "black", "--invert", "--to", "idx", "--out", "white");
        Assert.Equal(Trained.Value.Held.Image(3), DatasetReader.Open(_folder.File("white")).Image(3));
        CliResult refused = Run(exitCode: 2, "evaluate", "model.safetensors", "--dataset", "black", "--invert", "--out", "x");
        Assert.Contains("data convert", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Pixels_of_0_and_1_are_told_with_the_command_that_mends_them()
    {
        Dataset held = Trained.Value.Held;
        Dataset bits = Dataset.Create("bits", "train", 28, 28, [.. Enumerable.Range(0, held.Count).SelectMany(i => held.Image(i).ToArray()).Select(v => (byte)(v > 127 ? 1 : 0))], held.Labels(), held.ClassNames);
        DatasetWriter.Write(bits, _folder.File("bits"), DatasetFormat.Idx, gzip: false, overwrite: false);
        Assert.Contains("--max-value 1", Run("data", "convert", "bits", "--to", "idx", "--out", "same").Error, StringComparison.Ordinal);
        CliResult mended = Run("data", "convert", "bits", "--max-value", "1", "--to", "idx", "--out", "mended");
        Assert.DoesNotContain("note:", mended.Error, StringComparison.Ordinal);
        Assert.Equal(1, DatasetReader.Open(_folder.File("mended")).MaxValue);
    }

    [Fact]
    public void What_predict_cannot_mean_is_said()
    {
        Trained.Value.Model.Save(_folder.File("model.safetensors"));
        Dataset held = Trained.Value.Held;
        var two = new Bitmap(60, 28, 1);
        for (int i = 0; i < 784; i++)
        {
            two.Pixels[(i / 28 * 60) + (i % 28)] = held.Image(0)[i];
            two.Pixels[(i / 28 * 60) + 32 + (i % 28)] = held.Image(1)[i];
        }

        Directory.CreateDirectory(_folder.File("drawn"));
        PngEncoder.Write(_folder.File("drawn/two.png"), two);
        File.WriteAllBytes(_folder.File("drawn/one.JPG"), ImageEncoder.Encode(new Bitmap(28, 28, 1, [.. held.Image(0).ToArray().Select(v => (byte)(255 - v))]), ImageFormat.Jpeg, 95));
        File.WriteAllText(_folder.File("drawn/notes.txt"), "");
        CliResult several = Run(exitCode: 1, "predict", "model.safetensors", "drawn");
        Assert.Contains($"one.JPG   {held.Label(0)} ", several.Output, StringComparison.Ordinal);
        Assert.Contains("expected one character, found 2", several.Error, StringComparison.Ordinal);
        Assert.Contains("notes.txt", several.Error, StringComparison.Ordinal);

        PngEncoder.Write(_folder.File("blank.png"), new Bitmap(28, 28, 1));
        Assert.Contains("1 of 1 images is blank", Run("predict", "model.safetensors", "blank.png", "--raw").Error, StringComparison.Ordinal);
        PngEncoder.Write(_folder.File("dark.png"), new Bitmap(28, 28, 1, [.. held.Image(0).ToArray().Select(v => (byte)(255 - v))]));
        Assert.Contains("add --invert", Run("predict", "model.safetensors", "dark.png", "--raw").Error, StringComparison.Ordinal);
        CliResult inverted = Run("predict", "model.safetensors", "dark.png", "--raw", "--invert");
        Assert.DoesNotContain("note:", inverted.Error, StringComparison.Ordinal);
        Assert.Contains("drawings and photos", Run(exitCode: 2, "predict", "model.safetensors", "dark.png", "--invert").Error, StringComparison.Ordinal);
    }

    private CliResult Run(params string[] args) => Run(0, args);

    private CliResult Run(int exitCode, params string[] args)
    {
        CliResult result = CliProcess.Run(args, workingFolder: _folder.Path);
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}: {result.Error}");
        return result;
    }
}
