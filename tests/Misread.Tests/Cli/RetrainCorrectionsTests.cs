using System.Text.Json;
using Misread.Data;
using Misread.Tests.Training;
using Xunit;

namespace Misread.Tests.Cli;

public sealed class RetrainCorrectionsTests
{
    [Fact]
    public void Corrections_are_tried_and_the_network_is_handed_on_as_a_run()
    {
        using var folder = new TemporaryFolder();
        Dataset noisy = Reread(CliSamples.Corners(folder));
        Dataset truth = TrainingSamples.Corners(300, seed: 3, wrong: 0);
        Assert.Equal(0, CliSamples.Run(folder, "runs/a", "--quiet").ExitCode);
        Correction[] corrections = [.. Enumerable.Range(0, 300).Where(i => noisy.Label(i) != truth.Label(i)).Select((row, n) =>
            new Correction(DateTimeOffset.UnixEpoch, noisy.Id(row), noisy.ClassNames[noisy.Label(row)], n % 4 == 0 ? Correction.Exclude : noisy.ClassNames[truth.Label(row)], "", "anna"))];
        Assert.True(corrections.Length > 10);
        CorrectionLog.Append(folder.File("corrections.csv"), corrections);

        CliResult result = Retrain(folder, "--corrections", "corrections.csv", "--seeds", "2", "--out", "again", "--json", "--quiet");
        CliResult compared = CliProcess.Run(["compare", "runs/a", "again/run", "--json"], workingFolder: folder.Path);
        CliResult told = Retrain(folder, "--corrections", "corrections.csv", "--seeds", "2", "--out", "told");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("cannot tell", json.GetProperty("verdict").GetString());
        Assert.Equal(["corrected", "original", "random-excluded", "excluded"], json.GetProperty("arms").EnumerateArray().Select(a => a.GetProperty("arm").GetString()));
        Assert.Equal(9, File.ReadAllLines(folder.File("again/arms.csv")).Length);
        Assert.Equal(File.ReadAllText(folder.File("corrections.csv")), File.ReadAllText(folder.File("again/corrections.csv")));
        Assert.Equal(json.GetProperty("reason").GetString(), JsonDocument.Parse(File.ReadAllText(folder.File("again/retrain.json"))).RootElement.GetProperty("reason").GetString());
        Assert.Equal((0, 0), (compared.ExitCode, told.ExitCode));
        Assert.Contains("cannot tell: 2 of at least 5 seeds", told.Output, StringComparison.Ordinal);
        Assert.EndsWith("Next: misread compare runs/a told/run\n", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_proves_nothing_is_refused_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliSamples.Run(folder, "runs/a", "--quiet").ExitCode);
        File.WriteAllText(folder.File("none.csv"), string.Join(',', CorrectionLog.Columns) + "\n");

        AssertRefused(1, "training again would change nothing", Retrain(folder, "--corrections", "none.csv"));
        AssertRefused(2, "--hard is about copies of hard images", Retrain(folder, "--corrections", "none.csv", "--hard", "3"));
        AssertRefused(1, "there is no such file", Retrain(folder, "--corrections", "missing.csv"));
        Assert.Equal(["a"], Directory.GetFileSystemEntries(folder.File("runs")).Select(Path.GetFileName));
    }

    private static Dataset Reread(string path) => DatasetReader.Open(path);

    private static void AssertRefused(int code, string sentence, CliResult result)
    {
        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
    }

    private static CliResult Retrain(TemporaryFolder folder, params string[] args) => CliProcess.Run(["retrain", "runs/a", .. args], workingFolder: folder.Path);
}
