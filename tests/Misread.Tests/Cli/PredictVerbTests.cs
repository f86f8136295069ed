using System.Text.Json;
using Misread.Data;
using Misread.Imaging;
using Misread.Numerics;
using Misread.Runs;
using Misread.Tests.Imaging;
using Misread.Tests.Runs;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Cli;

public sealed class PredictVerbTests : IDisposable
{
    private static readonly Lazy<(Classifier Model, Dataset Held)> Trained = new(() =>
    {
        Dataset digits = SyntheticDigits.Create(new SyntheticOptions { TrainCount = 3_000, TestCount = 20, FlipRate = 0, BlendRate = 0 }).Dataset;
        return (Trainer.Fit(digits.OfSplit("train"), TrainingOptions.ForPreset("cnn-small") with { Epochs = 2, Threads = 2 }).Model, digits.OfSplit("test"));
    });

    private readonly TemporaryFolder _folder = new();
    private readonly Classifier _model = Trained.Value.Model;
    private readonly Dataset _held = Trained.Value.Held;

    public PredictVerbTests() => _model.Save(_folder.File("model.safetensors"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_exported_image_gets_the_probabilities_of_the_data_set()
    {
        string[] files = [.. Enumerable.Range(0, 5).Select(i => $"{i}.png")];
        for (int i = 0; i < files.Length; i++)
            PngEncoder.Write(_folder.File(files[i]), Original(i));
        float[] expected = _model.PredictProbabilities(_held.Take(files.Length), threads: 2, TestContext.Current.CancellationToken);
        JsonElement[] rows = Predictions(Run(["predict", "model.safetensors", .. files, "--json"]));
        Assert.Equal(expected, rows.SelectMany(r => r.GetProperty("probabilities").EnumerateArray()).Select(p => p.GetSingle()));
        for (int i = 0; i < files.Length; i++)
        {
            float[] row = expected[(i * 10)..(i * 10 + 10)];
            Assert.Equal(files[i], rows[i].GetProperty("file").GetString());
            Assert.Equal($"{Array.IndexOf(row, row.Max())}", rows[i].GetProperty("predicted").GetString());
            Assert.Equal(row.Max(), rows[i].GetProperty("confidence").GetSingle());
            Assert.Equal(row.OrderDescending().ElementAt(1), rows[i].GetProperty("runner_up_confidence").GetSingle());
        }
    }

    [Fact]
    public void Photos_are_inverted_cropped_and_centred()
    {
        Directory.CreateDirectory(_folder.File("photos"));
        for (int i = 0; i < 10; i++)
            PngEncoder.Write(_folder.File($"photos/{i}.png"), PhotoSamples.Draw("gradient", _held.Image(i), new Prng(1, i)));
        CliResult result = Run(["predict", "model.safetensors", "photos", "--out", "read.csv"]);
        string[] lines = result.Output.TrimEnd().Split('\n');
        Assert.Equal(12, lines.Length);
        Assert.Equal("Next: misread run", lines[^1]);
        int right = Enumerable.Range(0, 10).Count(i => lines[i].Contains($"{i}.png   {_held.Label(i)} ", StringComparison.Ordinal));
        Assert.True(right >= 8, result.Output);
        string[] csv = File.ReadAllLines(_folder.File("read.csv"));
        Assert.Equal(11, csv.Length);
        Assert.StartsWith("file,row,predicted,confidence,runner_up,runner_up_confidence,p(0),p(1)", csv[0], StringComparison.Ordinal);
        CliResult again = Run(["predict", "model.safetensors", "photos", "--out", "read.csv"], exitCode: 1);
        Assert.Contains("--force", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_a_CSV_are_taken_as_they_are()
    {
        Dataset unlabelled = Dataset.Create(
            "x", "all", 28, 28, [.. Enumerable.Range(0, 3).SelectMany(i => _held.Image(i).ToArray())], labels: null, ["unknown"]);
        PixelCsv.Write(unlabelled, _folder.File("test.csv"));
        JsonElement[] rows = Predictions(Run(["predict", "model.safetensors", "test.csv", "--json"]));
        Assert.Equal(
            _model.PredictProbabilities(_held.Take(3), threads: 1, TestContext.Current.CancellationToken),
            rows.SelectMany(r => r.GetProperty("probabilities").EnumerateArray()).Select(p => p.GetSingle()));
        Assert.Equal([0, 1, 2], rows.Select(r => r.GetProperty("row").GetInt32()));
    }

    /// <summary>Competitions ask for a number from 1 and a class.</summary>
    [Fact]
    public void A_table_to_hand_in_has_the_number_and_the_class_of_each_row()
    {
        Dataset unlabelled = Dataset.Create(
            "x", "all", 28, 28, [.. Enumerable.Range(0, 3).SelectMany(i => _held.Image(i).ToArray())], labels: null, ["unknown"]);
        PixelCsv.Write(unlabelled, _folder.File("test.csv"));
        string[] read = [.. Predictions(Run(["predict", "model.safetensors", "test.csv", "--out", "all.csv", "--json"])).Select(r => r.GetProperty("predicted").GetString()!)];
        Run(["predict", "model.safetensors", "test.csv", "--out", "in.csv", "--hand-in", "ImageId,Label"]);
        Assert.Equal(["ImageId,Label", $"1,{read[0]}", $"2,{read[1]}", $"3,{read[2]}"], File.ReadAllLines(_folder.File("in.csv")));
        Assert.Contains("--out", Run(["predict", "model.safetensors", "test.csv", "--hand-in", "ImageId,Label"], exitCode: 2).Error, StringComparison.Ordinal);
        Assert.Contains("two names", Run(["predict", "model.safetensors", "test.csv", "--out", "b.csv", "--hand-in", "Label"], exitCode: 2).Error, StringComparison.Ordinal);

        // The table with all probabilities is read by an audit, whose labels come row by row.
        File.WriteAllLines(_folder.File("labels.csv"), ["label", .. read]);
        CliResult audit = Run(["audit", "--predictions", "all.csv", "--labels", "labels.csv"]);
        Assert.Contains("rows are known by their order", audit.Error, StringComparison.Ordinal);
    }

    /// <summary>A number must mean the image that it counts.</summary>
    [Fact]
    public void Nothing_is_handed_in_where_an_image_is_missing()
    {
        PngEncoder.Write(_folder.File("first.png"), Original(0));
        PngEncoder.Write(_folder.File("blank.png"), new Bitmap(50, 50, 1));
        CliResult result = Run(["predict", "model.safetensors", "blank.png", "first.png", "--out", "in.csv", "--hand-in", "id,class"], exitCode: 1);
        Assert.Contains("blank.png", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("in.csv")));
    }

    /// <summary>Runs of folds and of somebody's predictions hold no model.</summary>
    [Fact]
    public void Without_a_name_the_newest_run_with_a_model_is_taken()
    {
        (Run run, RunInfo info, _) = RunSamples.Create();
        RunSamples.Write(_folder.File("runs/given"), run, info);
        File.Delete(_folder.File("runs/given/model.safetensors"));
        PngEncoder.Write(_folder.File("a.png"), Original(0));
        Assert.Contains("no run with a model", Run(["predict", "a.png"], exitCode: 2).Error, StringComparison.Ordinal);
        Assert.Contains("no run with a model", Run(["evaluate"], exitCode: 2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_image_that_cannot_be_read_does_not_end_the_others()
    {
        PngEncoder.Write(_folder.File("first.png"), Original(0));
        PngEncoder.Write(_folder.File("blank.png"), new Bitmap(50, 50, 1));
        File.WriteAllText(_folder.File("text.png"), "no PNG");
        PngEncoder.Write(_folder.File("last.png"), Original(1));

        CliResult result = Run(["predict", "model.safetensors", "first.png", "blank.png", "text.png", "last.png", "--json", "--out", "read.csv"], exitCode: 1);

        Assert.Equal(["first.png", "last.png"], Predictions(result).Select(p => p.GetProperty("file").GetString()));
        Assert.Equal(
            ["blank.png", "text.png"],
            JsonDocument.Parse(result.Output).RootElement.GetProperty("failures").EnumerateArray().Select(f => f.GetProperty("file").GetString()));
        string[] notes = result.Error.TrimEnd().Split('\n');
        Assert.Equal(2, notes.Length);
        Assert.StartsWith("note: blank.png", notes[0], StringComparison.Ordinal);
        Assert.StartsWith("note: text.png", notes[1], StringComparison.Ordinal);
        Assert.Equal(3, File.ReadAllLines(_folder.File("read.csv")).Length);
    }

    [Fact]
    public void What_cannot_be_read_is_said_in_one_sentence()
    {
        PngEncoder.Write(_folder.File("large.png"), PhotoSamples.Draw("scan", _held.Image(0), new Prng(1)));
        PngEncoder.Write(_folder.File("blank.png"), new Bitmap(50, 50, 1));
        Assert.Contains("280×280", Run(["predict", "model.safetensors", "large.png", "--raw"], exitCode: 2).Error, StringComparison.Ordinal);
        Assert.Contains("blank", Run(["predict", "model.safetensors", "blank.png"], exitCode: 1).Error, StringComparison.Ordinal);
        Assert.Contains("no such file", Run(["predict", "model.safetensors", "absent.png"], exitCode: 1).Error, StringComparison.Ordinal);
        Assert.Contains("name the images", Run(["predict", "model.safetensors"], exitCode: 2).Error, StringComparison.Ordinal);
        Assert.Contains("misread run", Run(["predict", "large.png"], exitCode: 2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_shows_examples_first()
    {
        string help = Run(["predict", "--help"]).Output;
        Assert.InRange(help.IndexOf("misread predict photo.png", StringComparison.Ordinal), 0, help.IndexOf("Usage:", StringComparison.Ordinal));
        Assert.Contains("misread predict [RUN|MODEL] FILE…", help, StringComparison.Ordinal);
    }

    private Bitmap Original(int i) => new(28, 28, 1, _held.Image(i).ToArray());

    private CliResult Run(string[] args, int exitCode = 0)
    {
        CliResult result = CliProcess.Run(args, workingFolder: _folder.Path);
        Assert.True(result.ExitCode == exitCode, $"exit code {result.ExitCode}: {result.Error}");
        return result;
    }

    private static JsonElement[] Predictions(CliResult result) =>
        [.. JsonDocument.Parse(result.Output).RootElement.GetProperty("predictions").EnumerateArray()];
}
