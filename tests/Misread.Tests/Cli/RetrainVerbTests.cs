using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Misread.Data;
using Misread.Tests.Training;
using Xunit;

namespace Misread.Tests.Cli;

public sealed class RetrainVerbTests
{
    [Fact]
    public void Arms_are_compared_and_the_network_is_handed_on_as_a_run()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliSamples.Run(folder, "runs/a", "--quiet").ExitCode);

        CliResult result = Retrain(folder, "runs/a", "--hard", "12", "--copies", "3", "--baseline", "--out", "again", "--json", "--quiet");
        CliResult compared = CliProcess.Run(["compare", "runs/a", "again/run", "--json"], workingFolder: folder.Path);
        CliResult report = CliProcess.Run(["report", "again/run"], workingFolder: folder.Path);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((240, 60), (json.GetProperty("train_images").GetInt32(), json.GetProperty("test_images").GetInt32()));
        JsonElement[] arms = [.. json.GetProperty("arms").EnumerateArray()];
        Assert.Equal([276, 276, 276, 240], arms.Select(a => a.GetProperty("images").GetInt32()));
        Assert.Equal([108, 108, 108, 90], arms.Select(a => a.GetProperty("steps").GetInt32()));
        AssertDifferences(json, arms);
        string[] rows = File.ReadAllLines(folder.File("again/arms.csv"));
        Assert.Equal(21, rows.Length);
        Assert.Equal(
            arms.SelectMany(a => a.GetProperty("errors").EnumerateArray().Select(e => e.GetInt32())).Sum(),
            rows.Skip(1).Sum(row => int.Parse(row.Split(',')[5], CultureInfo.InvariantCulture)));
        Assert.Equal(12, File.ReadLines(folder.File("again/hard.csv")).Count(row => row.EndsWith(",hard", StringComparison.Ordinal)));
        Assert.True(File.Exists(folder.File("again/hard.png")));
        Assert.Equal(json.GetProperty("verdict").GetString(), JsonDocument.Parse(File.ReadAllText(folder.File("again/retrain.json"))).RootElement.GetProperty("verdict").GetString());
        Assert.Equal((0, 0), (compared.ExitCode, report.ExitCode));
        Assert.Equal(60, JsonDocument.Parse(compared.Output).RootElement.GetProperty("count").GetInt32());
        Assert.Equal(arms[0].GetProperty("errors")[0].GetInt32(), JsonDocument.Parse(compared.Output).RootElement.GetProperty("errors_b").GetInt32());
        Assert.Equal(["again", "corners", "runs"], Entries(folder));
    }

    [Fact]
    public void A_person_reads_a_verdict_and_what_to_do_next()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliProcess.Run(
            ["run", "--dataset", "corners", "--model", "mlp", "--epochs", "1", "--cross-validate", "3", "--out", "runs/folds", "--quiet"], workingFolder: folder.Path).ExitCode);

        CliResult result = Retrain(folder, "--seeds", "1", "--drop-issues");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("by the run's out-of-fold predictions", result.Output, StringComparison.Ordinal);
        Assert.Contains("dropped from the hard arm", result.Output, StringComparison.Ordinal);
        Assert.Contains("cannot tell: 1 of at least 5 seeds", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("Next: misread compare runs/folds runs/folds-retrain/run\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("mining:", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_retrained_is_refused_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliSamples.Run(folder, "runs/a", "--quiet").ExitCode);

        AssertRefused(2, "--hard 0: expected a whole number of 1 or more, or a share between 0 and 1.", Retrain(folder, "runs/a", "--hard", "0"));
        AssertRefused(2, "--hard 1.5: expected", Retrain(folder, "runs/a", "--hard", "1.5"));
        AssertRefused(2, "500 hard images are asked for, but there are 240 training images", Retrain(folder, "runs/a", "--hard", "500"));
        AssertRefused(2, "--augment wobble=1", Retrain(folder, "runs/a", "--augment", "wobble=1"));
        AssertRefused(1, "expected the folder of a run", Retrain(folder, "corners"));
        AssertRefused(1, "add --force to replace it", Retrain(folder, "runs/a", "--out", "corners"));
        Assert.Equal(0, CliProcess.Run(["evaluate", "runs/a", "--dataset", "corners", "--out", "same"], workingFolder: folder.Path).ExitCode);
        DatasetWriter.Write(TrainingSamples.Corners(100, seed: 4), folder.File("other"), DatasetFormat.Idx);
        Assert.Equal(0, CliProcess.Run(["evaluate", "runs/a", "--dataset", "other", "--out", "elsewhere"], workingFolder: folder.Path).ExitCode);
        AssertRefused(1, "was not trained on images of corners", Retrain(folder, "elsewhere"));
        DatasetWriter.Write(TrainingSamples.Corners(100, seed: 4), folder.File("corners"), DatasetFormat.Idx, overwrite: true);
        AssertRefused(1, "now has another", Retrain(folder, "same"));
        Assert.DoesNotContain(Entries(folder), name => name!.Contains("retrain", StringComparison.Ordinal));
    }

    [Fact]
    public void A_killed_retraining_leaves_nothing_broken_and_resumes_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliProcess.Run(
            ["run", "--dataset", "corners", "--model", "mlp", "--epochs", "20", "--batch-size", "4", "--out", "a", "--quiet"], workingFolder: folder.Path).ExitCode);
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, Retrain(folder, "a", "--out", "whole", "--seeds", "8", "--quiet").ExitCode);
        TimeSpan whole = clock.Elapsed;
        bool begun = false;
        bool finished = false;

        foreach (double share in (double[])[0.9, 0.6, 0.8])
        {
            using Process process = CliProcess.Start(["retrain", "a", "--out", "killed", "--seeds", "8", "--quiet", "--resume"], workingFolder: folder.Path);
            if (!process.WaitForExit(whole * share))
                process.Kill();
            process.WaitForExit();
            finished = process.ExitCode == 0;
            begun |= Directory.Exists(folder.File("killed.checkpoint"));
            if (Directory.Exists(folder.File("killed")))
                break;
        }

        Assert.True(begun || Directory.Exists(folder.File("killed")));
        // It may have been killed when the folder was there already, but not yet tidied up behind it.
        if (!finished)
            Assert.Equal(0, Retrain(folder, "a", "--out", "killed", "--seeds", "8", "--quiet", "--resume", "--force").ExitCode);
        foreach (string file in (string[])["arms.csv", "hard.csv", "hard.png", "run/model.safetensors", "run/probabilities.npy"])
            Assert.Equal(File.ReadAllBytes(folder.File($"whole/{file}")), File.ReadAllBytes(folder.File($"killed/{file}")));
        Assert.Equal(["a", "corners", "killed", "whole"], Entries(folder));
    }

    private static void AssertDifferences(JsonElement json, JsonElement[] arms)
    {
        JsonElement[] controls = [.. json.GetProperty("controls").EnumerateArray()];
        Assert.Equal(2, controls.Length);
        for (int c = 0; c < 2; c++)
        {
            double difference = arms[0].GetProperty("mean_errors").GetDouble() - arms[c + 1].GetProperty("mean_errors").GetDouble();
            Assert.Equal(arms[c + 1].GetProperty("arm").GetString(), controls[c].GetProperty("control").GetString());
            Assert.Equal(difference, controls[c].GetProperty("difference").GetDouble(), 1e-9);
            Assert.InRange(difference, controls[c].GetProperty("difference_low").GetDouble(), controls[c].GetProperty("difference_high").GetDouble());
        }
    }

    private static void AssertRefused(int code, string sentence, CliResult result)
    {
        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Entries(TemporaryFolder folder) =>
        Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private static CliResult Retrain(TemporaryFolder folder, params string[] args) => CliProcess.Run(["retrain", .. args], workingFolder: folder.Path);
}
