using Misread.Data;
using Misread.Findings;
using Misread.Imaging;
using Misread.IO;
using Misread.Runs;
using Xunit;

namespace Misread.Tests.Runs;

public sealed class RunFolderTests
{
    [Fact]
    public void A_run_comes_back_as_it_was()
    {
        using var temporary = new TemporaryFolder();
        (Run run, RunInfo info, Dataset data) = RunSamples.Create();

        RunFolder folder = RunSamples.Write(temporary.File("run"), run, info);
        Run back = folder.Load(data);

        Assert.Equal(run.Predictions.Count, back.Predictions.Count);
        for (int i = 0; i < run.Predictions.Count; i++)
        {
            Assert.Equal(run.Predictions.Id(i), back.Predictions.Id(i));
            Assert.Equal(run.Predictions.Label(i), back.Predictions.Label(i));
            Assert.Equal(run.Predictions.Origin(i), back.Predictions.Origin(i));
            Assert.True(run.Predictions.Probabilities(i).SequenceEqual(back.Predictions.Probabilities(i)));
            Assert.Equal(run.Data.Split(i), back.Data.Split(i));
        }

        Assert.Equal(run.History.Select(e => e with { Seconds = 0 }), back.History.Select(e => e with { Seconds = 0 }));
        Assert.Equal(info.ToJson(), folder.Info.ToJson());
        Assert.Equal(run.Model!.PredictProbabilities(data, 1, TestContext.Current.CancellationToken), back.Model!.PredictProbabilities(data, 1, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Every_figure_agrees_with_every_other()
    {
        using var temporary = new TemporaryFolder();
        (Run run, RunInfo info, _) = RunSamples.Create();
        RunFolder folder = RunSamples.Write(temporary.File("run"), run, info);
        string fingerprint = Path.Combine(folder.Path, RunFolder.FingerprintName);
        RunMetrics metrics = RunMetrics.Read(Path.Combine(folder.Path, RunFolder.MetricsFile));
        string[] predictions = File.ReadAllLines(Path.Combine(folder.Path, "predictions.csv"));

        int pngs = Directory.GetFiles(fingerprint, "*.png").Length;
        Assert.InRange(pngs, 1, run.Data.Count - 1);
        Assert.Equal(pngs, info.Fingerprint!.Count);
        Assert.Equal(pngs, metrics.Parts.Sum(p => p.Errors));
        Assert.Equal(pngs, File.ReadAllLines(Path.Combine(fingerprint, "index.csv")).Length - 1);
        Assert.Equal(pngs, predictions.Skip(1).Select(line => line.Split(',')).Count(cells => cells[4] != cells[5]));
        Assert.Equal(info.Errors, metrics.Headline.Errors);
        Assert.Equal(info.Accuracy, metrics.Headline.Accuracy);
        Assert.Equal("test", metrics.EvaluatedOn);
        Assert.Equal(metrics.Headline.Errors, metrics.Parts.Single(p => p.Split == "test").Errors);
        Assert.Equal(300, metrics.Parts.Sum(p => p.Count));
        Assert.Contains($"{metrics.Headline.Accuracy:F4}", File.ReadAllText(Path.Combine(folder.Path, "classification_report.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fingerprint_image_is_found_again_with_its_own_pixels()
    {
        using var temporary = new TemporaryFolder();
        (Run run, RunInfo info, Dataset data) = RunSamples.Create();
        RunFolder folder = RunSamples.Write(temporary.File("run"), run, info);
        string fingerprint = Path.Combine(folder.Path, RunFolder.FingerprintName);
        var rows = Enumerable.Range(0, data.Count).ToDictionary(data.Id, StringComparer.Ordinal);
        string[] header = File.ReadLines(Path.Combine(fingerprint, "index.csv")).First().Split(',');
        int file = Array.IndexOf(header, "file");
        int id = Array.IndexOf(header, "id");

        foreach (string line in File.ReadLines(Path.Combine(fingerprint, "index.csv")).Skip(1))
        {
            string[] cells = line.Split(',');
            Bitmap image = PngDecoder.Read(Path.Combine(fingerprint, cells[file]));
            Assert.Equal(data.Image(rows[cells[id]]).ToArray(), image.Pixels);
        }
    }

    [Fact]
    public void Pixels_of_a_smaller_range_are_spread_without_loss()
    {
        byte[] pixels = [.. Enumerable.Range(0, 17).Select(i => (byte)i), .. new byte[3]];
        Dataset data = Dataset.Create("digits", "train", 4, 5, pixels, [0], ["0"], maxValue: 16);

        byte[] shown = FingerprintFolder.Picture(data, 0).Pixels;

        Assert.Equal(pixels, shown.Select(p => (byte)Math.Round(p * 16 / 255.0)));
        Assert.Equal((byte)255, shown[16]);
    }

    [Theory]
    [InlineData(255)]
    [InlineData(16)]
    public void A_fingerprint_is_a_data_set(int maxValue)
    {
        using var temporary = new TemporaryFolder();
        Dataset data = Data.DataSamples.Create(30, maxValue: maxValue, classNames: ["a", "b", "<c>", "d"]);
        float[] probabilities = [.. Enumerable.Range(0, 30).SelectMany(_ => (float[])[0.1f, 0.2f, 0.3f, 0.4f])];
        var predictions = new Predictions(
            [.. Enumerable.Range(0, 30).Select(data.Id)], data.Labels(), probabilities, new PredictionOrigin[30], data.ClassNames);
        IReadOnlyList<FingerprintEntry> misread = Fingerprint.From(data, predictions);
        Directory.CreateDirectory(temporary.File("fingerprint"));

        FingerprintFolder.Write(temporary.File("fingerprint"), data, misread, threads: 2);
        Dataset back = DatasetReader.Open(temporary.File("fingerprint"));

        Assert.Equal(data.Name, back.Name);
        Assert.Equal(data.ClassNames, back.ClassNames);
        Assert.Equal(misread.Select(e => e.Id), Enumerable.Range(0, back.Count).Select(back.Id));
        for (int i = 0; i < back.Count; i++)
        {
            Assert.Equal(data.Image(misread[i].Row).ToArray(), back.Image(i).ToArray());
            Assert.Equal(misread[i].Label, back.Label(i));
        }
    }

    [Theory]
    [InlineData("../escape.png,x,train,a")]
    [InlineData("missing.png,x,train,a")]
    [InlineData("0001.png,x,../train,a")]
    [InlineData("0001.png,x,train,zebra")]
    public void A_hostile_index_is_refused(string row)
    {
        using var temporary = new TemporaryFolder();
        PngEncoder.Write(temporary.File("0001.png"), new Bitmap(4, 4, 1));
        File.WriteAllText(temporary.File("dataset.json"), """{"name":"x","height":4,"width":4,"maxValue":255,"classes":["a"],"splits":["train"]}""");
        File.WriteAllText(temporary.File("index.csv"), $"file,id,split,label\n{row}\n");

        Exception failure = Assert.ThrowsAny<Exception>(() => DatasetReader.Open(temporary.Path));

        Assert.True(failure is DataFormatException or IOException, failure.ToString());
    }

    [Fact]
    public void A_run_folder_holds_every_file_of_the_contract()
    {
        using var temporary = new TemporaryFolder();
        (Run run, RunInfo info, _) = RunSamples.Create();
        RunSamples.Write(temporary.File("run"), run, info);

        string[] expected =
        [
            "run.json", "model.safetensors", "history.csv", "predictions.csv", "probabilities.npy", "metrics.json",
            "classification_report.txt", "confusion_matrix.csv", "confusion_matrix.svg", "confusion_matrix.png",
            "learning_curves.svg", "learning_curves.png", "fingerprint/index.csv", "top_errors.png", "ambiguous.png", "samples.png",
        ];
        Assert.All(expected, name => Assert.True(new FileInfo(temporary.File(Path.Combine("run", name))).Length > 0, name));
    }

    [Fact]
    public void Another_data_set_is_refused()
    {
        using var temporary = new TemporaryFolder();
        (Run run, RunInfo info, Dataset data) = RunSamples.Create();
        RunFolder folder = RunSamples.Write(temporary.File("run"), run, info);

        DataFormatException failure = Assert.Throws<DataFormatException>(() => folder.Load(data.Take(299)));

        Assert.Contains("checksum", failure.Message, StringComparison.Ordinal);
        Assert.Null(folder.Match(data.Take(299)));
    }

    [Theory]
    [InlineData("run.json", "{}")]
    [InlineData("run.json", "")]
    [InlineData("run.json", "[1,2")]
    [InlineData("predictions.csv", "")]
    [InlineData("predictions.csv", "id,seen,label\nx,held-out,a\n")]
    [InlineData("predictions.csv", "id,seen,label\nx,never,a\n")]
    [InlineData("predictions.csv", "id,seen,label\nx,held-out,zebra\n")]
    [InlineData("predictions.csv", "id,label\nx,a\n")]
    [InlineData("history.csv", "epoch,learning_rate\n1,2\n")]
    [InlineData("history.csv", "epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds\n1,x,1,1,,,1\n")]
    [InlineData("probabilities.npy", "not an array")]
    [InlineData("model.safetensors", "not a model")]
    public void A_damaged_file_is_one_clear_error(string file, string content)
    {
        using var temporary = new TemporaryFolder();
        (Run run, RunInfo info, Dataset data) = RunSamples.Create();
        RunSamples.Write(temporary.File("run"), run, info);
        File.WriteAllText(temporary.File(Path.Combine("run", file)), content);

        DataFormatException failure = Assert.Throws<DataFormatException>(() => RunFolder.Open(temporary.File("run")).Load(data));

        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_seen_in_training_are_told_apart()
    {
        (Run run, _, _) = RunSamples.Create();

        for (int i = 0; i < run.Data.Count; i++)
            Assert.Equal(run.Data.Split(i) == "test" ? PredictionOrigin.HeldOut : PredictionOrigin.TrainSeen, run.Predictions.Origin(i));
        Assert.Equal(60, run.HeadlineRows.Length);
    }

    [Fact]
    public void A_file_name_by_index_is_the_same_in_every_selection()
    {
        (Run run, _, _) = RunSamples.Create();
        int[] rows = [17, 4];

        IReadOnlyList<FingerprintEntry> both = Fingerprint.From(run.Data, run.Predictions, rows, FingerprintNaming.Index);
        IReadOnlyList<FingerprintEntry> one = Fingerprint.From(run.Data, run.Predictions, rows.AsSpan(1), FingerprintNaming.Index);

        Assert.Equal(both[1].FileName, one[0].FileName);
        Assert.StartsWith($"{run.Data.Split(4)}-00004__pred-", one[0].FileName, StringComparison.Ordinal);
    }
}
