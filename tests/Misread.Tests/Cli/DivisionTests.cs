using System.Text.Json;
using Misread.Data;
using Misread.Runs;
using Misread.Tests.Training;
using Xunit;

namespace Misread.Tests.Cli;

/// <summary>What a run says of leaks, of classes without training images, and of networks too deep for its images.</summary>
public sealed class DivisionTests
{
    /// <summary>Two test images repeat training images, and class d is tested only: it is told on stderr, in run.json, in the JSON and on the page.</summary>
    [Fact]
    public void A_run_tells_leaks_and_classes_without_training_images()
    {
        using var folder = new TemporaryFolder();
        Dataset all = TrainingSamples.Corners(200, wrong: 0);
        int[] train = [.. Enumerable.Range(0, 160).Where(i => all.Label(i) != 3)];
        int[] rows = [.. train, .. Enumerable.Range(160, 40), train[5], train[7]];
        Dataset data = Dataset.Create(
            "leaky", "all", all.Height, all.Width, [.. rows.SelectMany(row => all.Image(row).ToArray())], [.. rows.Select(all.Label)], all.ClassNames);
        data = data.WithSplits(["train", "test"], [.. Enumerable.Range(0, rows.Length).Select(i => (byte)(i < train.Length ? 0 : 1))]);
        DatasetWriter.Write(data, folder.File("leaky"), DatasetFormat.Idx);

        CliResult result = CliProcess.Run(
            ["run", "--dataset", "leaky", "--model", "mlp", "--epochs", "2", "--out", "r", "--json", "--quiet"], workingFolder: folder.Path);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("note: 2 of 42 test images hold the same pixels as a training image", result.Error, StringComparison.Ordinal);
        Assert.Contains("note: No training image is of d, so that none", result.Error, StringComparison.Ordinal);
        DivisionInfo division = RunFolder.Open(folder.File("r")).Info.Dataset.Division!;
        Assert.Equal(2, division.Leaks);
        Assert.Equal(["d"], division.UntrainedClasses);
        Assert.Equal(2, JsonDocument.Parse(result.Output).RootElement.GetProperty("division").GetProperty("leaks").GetInt32());
        string page = File.ReadAllText(folder.File("r/report.html"));
        Assert.All(division.Notices, notice => Assert.Contains(notice, System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal));
    }

    [Fact]
    public void An_audit_by_folds_takes_a_network_that_fits_small_images_and_leaves_no_checkpoint()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);

        CliResult result = CliProcess.Run(["audit", "--dataset", "corners", "--cross-validate", "3", "--epochs", "1"], workingFolder: folder.Path);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("is too deep for images of 8×8 pixels; ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories), path => path.Contains("checkpoint", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(Assert.Single(Directory.GetDirectories(folder.File("runs"))), "run.json")));
    }

    /// <summary>Wrong usage and what went wrong later: stdout holds one object, stderr the sentence.</summary>
    [Theory]
    [InlineData(1, "errors", "nowhere", "--json")]
    [InlineData(2, "errors", "--bogus", "--json")]
    [InlineData(2, "run", "--epochs", "many", "--json")]
    public void A_failure_is_JSON_too(int exitCode, params string[] command)
    {
        CliResult result = CliProcess.Run(command);

        Assert.Equal(exitCode, result.ExitCode);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(exitCode, json.GetProperty("exit_code").GetInt32());
        Assert.StartsWith($"misread: {json.GetProperty("error").GetString()}", result.Error, StringComparison.Ordinal);
        Assert.Empty(CliProcess.Run([.. command[..^1]]).Output);
    }
}
