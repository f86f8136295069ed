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
        Assert.Equal(2, self.ExitCode);
        Assert.Contains("'misread audit", self.Error, StringComparison.Ordinal);
        // The table of a run means the run.
        foreach (string[] named in (string[][])[["given/predictions.csv"], ["--predictions", "given/predictions.csv"]])
        {
            CliResult beside = Run(folder, ["audit", .. named, "--json"]);
            Assert.True(beside.ExitCode == 0, beside.Error);
            Assert.Equal(Issues(audit), Issues(beside));
        }

        CliResult table = Run(folder, "audit", "p.csv");
        Assert.Equal(2, table.ExitCode);
        Assert.Contains("--predictions p.csv", table.Error, StringComparison.Ordinal);
    }

    /// <summary>Other images, in another order, with classes in another order: the common ones are compared, each with itself.</summary>
    [Fact]
    public void Runs_of_other_images_and_class_orders_are_compared_by_name()
    {
        using var folder = new TemporaryFolder();
        Dataset data = Files(folder, top: false, out int[] wrong);
        int[] rows = [.. Enumerable.Range(100, 100)];
        File.WriteAllLines(folder.File("q.csv"), [$"path,{string.Join(',', data.ClassNames)}", .. rows.Select(i => $"{data.Id(i)},{string.Join(',', Enumerable.Range(0, 4).Select(k => k == data.Label(i) ? "0.94" : "0.02"))}")]);
        foreach ((string file, string name) in (ReadOnlySpan<(string, string)>)[("p.csv", "a"), ("q.csv", "b")])
            Assert.Equal(0, Run(folder, "run", "--dataset", "corners", "--predictions", file, "--out", name, "--trained-on", "none", "--quiet").ExitCode);
        CliResult compared = Run(folder, "compare", "a", "b", "--json");
        Assert.True(compared.ExitCode == 0, compared.Error);
        JsonElement json = JsonDocument.Parse(compared.Output).RootElement;
        string on = json.GetProperty("compared_on").GetString()!;
        int[] common = [.. Enumerable.Range(150, 50).Where(i => on == "unseen" || data.Split(i) == on)];
        Assert.Equal(common.Length, json.GetProperty("count").GetInt32());
        Assert.Equal(common.Count(wrong.Contains), json.GetProperty("gained").GetInt32());
        Assert.Equal(0, json.GetProperty("lost").GetInt32());
        Assert.Contains("100 images of a left out", compared.Error, StringComparison.Ordinal);
        Assert.Contains("50 images of b left out", compared.Error, StringComparison.Ordinal);
    }

    private static string Issues(CliResult audit) => JsonDocument.Parse(audit.Output).RootElement.GetProperty("issues").GetRawText();

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
