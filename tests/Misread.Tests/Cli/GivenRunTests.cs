using System.Text.Json;
using Misread.Data;
using Xunit;

namespace Misread.Tests.Cli;

/// <summary>Somebody's predictions become an ordinary run, which every verb reads.</summary>
public sealed class GivenRunTests
{
    [Fact]
    public void A_table_of_probabilities_becomes_a_run()
    {
        using var folder = new TemporaryFolder();
        Dataset data = Files(folder, top: false, out int[] wrong);
        CliResult run = Run(folder, "run", "--dataset", "corners", "--predictions", "p.csv", "--out", "given", "--trained-on", "none", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(wrong.Length, json.GetProperty("errors").GetInt32());
        foreach (string file in (string[])["report.html", "confusion_matrix.csv", "predictions.csv", "metrics.json", "run.json", "fingerprint/index.csv"])
            Assert.True(File.Exists(folder.File($"given/{file}")), file);
        CliResult errors = Run(folder, "errors", "given", "--json");
        CliResult report = Run(folder, "report", "given");
        CliResult audit = Run(folder, "audit", "given", "--json");
        Assert.True((errors.ExitCode, report.ExitCode, audit.ExitCode) == (0, 0, 0), errors.Error + report.Error + audit.Error);
        string[] ids = [.. JsonDocument.Parse(errors.Output).RootElement.GetProperty("images").EnumerateArray().Select(i => i.GetProperty("id").GetString()!)];
        Assert.Equal(wrong.Select(data.Id).Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
        CliResult self = Run(folder, "audit", "--predictions", "given/predictions.csv", "--images", "corners");
        Assert.Equal(1, self.ExitCode);
        Assert.Contains("an audit needs the probability of every class", self.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_alone_become_a_run_that_says_what_it_cannot_tell()
    {
        using var folder = new TemporaryFolder();
        _ = Files(folder, top: true, out int[] wrong);
        CliResult run = Run(folder, "run", "--dataset", "corners", "--predictions", "p.csv", "--out", "given");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("not known which images the model was trained on", run.Error, StringComparison.Ordinal);
        Assert.Contains("without a confidence", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("log_loss", File.ReadAllText(folder.File("given/metrics.json")), StringComparison.Ordinal);
        Assert.Contains("Only the classes that were read are known", File.ReadAllText(folder.File("given/report.html")), StringComparison.Ordinal);
        Assert.Contains("given", File.ReadAllLines(folder.File("given/predictions.csv"))[1].Split(','));
        CliResult errors = Run(folder, "errors", "given", "--json");
        Assert.Equal(wrong.Length, JsonDocument.Parse(errors.Output).RootElement.GetProperty("images").GetArrayLength());
    }

    [Fact]
    public void Options_that_train_do_not_go_with_predictions()
    {
        using var folder = new TemporaryFolder();
        Files(folder, top: true, out _);
        CliResult epochs = Run(folder, "run", "--dataset", "corners", "--predictions", "p.csv", "--epochs", "3");
        CliResult lone = Run(folder, "run", "--dataset", "corners", "--trained-on", "train");
        CliResult split = Run(folder, "run", "--dataset", "corners", "--predictions", "p.csv", "--trained-on", "tset");
        Assert.Equal((2, 2, 1), (epochs.ExitCode, lone.ExitCode, split.ExitCode));
        Assert.Contains("--epochs trains a model", epochs.Error, StringComparison.Ordinal);
        Assert.Contains("--trained-on goes with --predictions", lone.Error, StringComparison.Ordinal);
        Assert.Contains("found 'tset'", split.Error, StringComparison.Ordinal);
    }

    /// <summary>The second half of the images, in reverse, with classes in another order; every tenth read wrongly.</summary>
    private static Dataset Files(TemporaryFolder folder, bool top, out int[] wrong)
    {
        CliSamples.Corners(folder);
        Dataset data = DatasetReader.Open(folder.File("corners"));
        int[] rows = [.. Enumerable.Range(150, 150).Reverse()];
        wrong = [.. rows.Where(i => i % 10 == 0)];
        int[] columns = [2, 0, 3, 1];
        int Read(int i) => (data.Label(i) + (i % 10 == 0 ? 1 : 0)) % 4;
        File.WriteAllLines(folder.File("p.csv"), top
            ? ["path,pred", .. rows.Select(i => $"{data.Id(i)},{data.ClassNames[Read(i)]}")]
            : [$"path,{string.Join(',', columns.Select(k => data.ClassNames[k]))}", .. rows.Select(i => $"{data.Id(i)},{string.Join(',', columns.Select(k => k == Read(i) ? "0.94" : "0.02"))}")]);
        return data;
    }

    private static CliResult Run(TemporaryFolder folder, params string[] args) => CliProcess.Run(args, workingFolder: folder.Path);
}
