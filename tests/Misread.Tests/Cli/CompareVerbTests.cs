using System.Text.Json;
using Misread.Data;
using Misread.Tests.Training;
using Xunit;

namespace Misread.Tests.Cli;

public sealed class CompareVerbTests
{
    [Fact]
    public void Two_runs_are_compared_on_images_that_neither_was_trained_on()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliSamples.Run(folder, "runs/a", "--learning-rate", "0.0001", "--quiet").ExitCode);
        Assert.Equal(0, CliSamples.Run(folder, "runs/b", "--quiet").ExitCode);

        CliResult result = Compare(folder, "runs/a", "runs/b", "--out", "compared", "--json");
        CliResult text = Compare(folder, "runs/a", "runs/b");
        CliResult same = Compare(folder, "runs/b", "runs/b", "--json");
        CliResult train = Compare(folder, "runs/a", "runs/b", "--split", "train");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        int Number(string name) => json.GetProperty(name).GetInt32();
        Assert.Equal(("test", 60), (json.GetProperty("compared_on").GetString(), Number("count")));
        Assert.Equal(Errors(folder, "runs/a"), Number("errors_a"));
        Assert.Equal(Errors(folder, "runs/b"), Number("errors_b"));
        Assert.Equal(Number("errors_a"), Number("gained") + Number("shared"));
        Assert.Equal(Number("errors_b"), Number("lost") + Number("shared"));
        Assert.Equal((Number("gained") - Number("lost")) / 60.0, json.GetProperty("difference").GetDouble(), 1e-12);
        Assert.True(Number("gained") > 0);
        Assert.Equal(Number("gained"), Directory.GetFiles(folder.File("compared/gained"), "*.png").Length);
        Assert.Equal(json.GetProperty("images").GetArrayLength(), Number("gained") + Number("lost") + Number("shared"));
        Assert.True(File.Exists(folder.File("compared/comparison.json")));
        Assert.Contains("which neither run was trained on", text.Output, StringComparison.Ordinal);
        Assert.Contains("McNemar's exact test    p = ", text.Output, StringComparison.Ordinal);
        JsonElement equal = JsonDocument.Parse(same.Output).RootElement;
        Assert.Equal((0, 0, 1.0), (equal.GetProperty("gained").GetInt32(), equal.GetProperty("lost").GetInt32(), equal.GetProperty("p_value").GetDouble()));
        Assert.Contains("A was trained on 240 of them", train.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_on_other_data_and_splits_that_are_not_there_are_refused()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliSamples.Run(folder, "runs/a", "--quiet").ExitCode);
        DatasetWriter.Write(TrainingSamples.Corners(100, seed: 4), folder.File("corners"), DatasetFormat.Idx, overwrite: true);
        Assert.Equal(0, CliSamples.Run(folder, "runs/b", "--quiet").ExitCode);

        CliResult other = Compare(folder, "runs/a", "runs/b");
        CliResult split = Compare(folder, "runs/b", "runs/b", "--split", "tes");
        CliResult none = Compare(folder, "runs/b", "corners");

        Assert.Equal((1, 2, 1), (other.ExitCode, split.ExitCode, none.ExitCode));
        Assert.Contains("expected the same images and labels", other.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'test'?", split.Error, StringComparison.Ordinal);
        Assert.Contains("run.json", none.Error, StringComparison.Ordinal);
    }

    private static CliResult Compare(TemporaryFolder folder, params string[] args) =>
        CliProcess.Run(["compare", .. args], workingFolder: folder.Path);

    private static int Errors(TemporaryFolder folder, string run) =>
        JsonDocument.Parse(File.ReadAllText(folder.File($"{run}/run.json"))).RootElement.GetProperty("errors").GetInt32();
}
