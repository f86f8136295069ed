using System.Diagnostics;
using System.Text.Json;
using Misread.Data;
using Misread.Formats;
using Misread.IO;
using Misread.Runs;
using Misread.Tests.Runs;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Cli;

/// <summary>Bad input is told in a sentence that says what is wrong with it; never as a fault of the program.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("--dataset", "run", "--dataset", "")]
    [InlineData("NAME|PATH", "data", "info", "")]
    [InlineData("NAME|PATH", "data", "convert", "", "--to", "idx", "--out", "x")]
    [InlineData("RUN", "errors", "")]
    [InlineData("RUN", "evaluate", "")]
    [InlineData("RUN", "report", "")]
    [InlineData("RUN", "retrain", "")]
    [InlineData("--predictions", "audit", "--predictions", "", "--labels", "x.npy")]
    [InlineData("--out", "predict", "a.png", "--out", " ")]
    [InlineData("--out", "run", "--out", "")]
    [InlineData("--dataset", "cluster", "--dataset", "")]
    public void An_empty_argument_is_named(string name, params string[] arguments)
    {
        CliResult result = CliProcess.Run(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("expected a value, found an empty one", result.Error, StringComparison.Ordinal);
        Assert.Contains(name, result.Error, StringComparison.Ordinal);
    }

    /// <summary>Also where a verb takes any number of arguments, or the option before it a value.</summary>
    [Theory]
    [InlineData("unknown option '--bogus'", "errors", "--bogus")]
    [InlineData("unknown option '--top'", "predict", "RUN", "x.png", "--top", "3")]
    [InlineData("unknown option '--jsno' (did you mean '--json'?)", "audit", "--jsno")]
    [InlineData("unknown option '--log'", "fix", "mnist", "--accept-ids", "a", "b", "--log")]
    [InlineData("unknown option '-x'", "report", "-x")]
    [InlineData("unknown option '--bogus'", "compare", "a", "--bogus")]
    [InlineData("--out: expected a value, found '--bogus'", "run", "--out", "--bogus")]
    public void An_unknown_option_is_no_argument(string expected, params string[] arguments)
    {
        CliResult result = CliProcess.Run(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Behind_two_dashes_a_file_may_be_called_like_an_option()
    {
        using var folder = new TemporaryFolder();
        CliResult result = CliProcess.Run(["errors", "--", "--bogus"], workingFolder: folder.Path);
        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("unknown option", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Identity":null,"History":[]}""")]
    [InlineData("""{"Identity":"x","History":null}""")]
    [InlineData("null")]
    public void A_checkpoint_without_values_is_refused(string state)
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "misread-checkpoint-1", ["state"] = state };
        new SafetensorsFile([], metadata).Write(folder.File("run.checkpoint"));
        CliResult result = CliSamples.Run(folder, "run", "--resume");
        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("fault in misread", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("run.checkpoint")));
    }

    [Fact]
    public void Predictions_that_were_sorted_are_told_and_where()
    {
        using var folder = new TemporaryFolder();
        (Run run, RunInfo info, Dataset data) = RunSamples.Create();
        RunSamples.Write(folder.File("run"), run, info);
        string path = folder.File("run/predictions.csv");
        string[] lines = File.ReadAllLines(path);
        File.WriteAllLines(path, [lines[0], .. lines[1..].Reverse()]);
        DataFormatException e = Assert.Throws<DataFormatException>(() => RunFolder.Open(folder.File("run")).Load(data));
        Assert.Contains("row 1 behind the header: expected the image", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_that_give_no_numbers_are_an_error_everywhere()
    {
        using var folder = new TemporaryFolder();
        (Run run, RunInfo info, Dataset data) = RunSamples.Create();
        RunSamples.Write(folder.File("run"), run, info);
        DatasetWriter.Write(data, folder.File("corners"), DatasetFormat.Csv);
        string model = folder.File("run/model.safetensors");
        SafetensorsFile file = SafetensorsFile.Read(model);
        foreach (SafeTensor tensor in file.Tensors)
            Array.Fill(tensor.Values, 1e20f);
        file.Write(model);

        Assert.Throws<DataFormatException>(() => Classifier.Load(model).PredictFeatures(data, 1, TestContext.Current.CancellationToken));
        foreach (string[] arguments in (string[][])[
            ["predict", model, "corners/train.csv", "--out", "read.csv"],
            ["predict", model, "corners/train.csv", "--json"],
            ["evaluate", model, "--dataset", "corners", "--out", "evaluated"]])
        {
            CliResult result = CliProcess.Run(arguments, workingFolder: folder.Path);
            Assert.Equal(1, result.ExitCode);
            if (arguments[^1] == "--json")
                Assert.Contains("which is no number", JsonDocument.Parse(result.Output).RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
            else
                Assert.Empty(result.Output);
            Assert.Contains("which is no number", result.Error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(folder.File("read.csv")) || Directory.Exists(folder.File("evaluated")));
    }

    [Fact]
    public void Control_characters_of_names_do_not_reach_the_terminal()
    {
        using var folder = new TemporaryFolder();
        Dataset data = Dataset.Create("some", "train", 2, 2, new byte[8], [0, 1], ["\e[31mred\a", "plain"]);
        DatasetWriter.Write(data, folder.File("set"), DatasetFormat.Idx);
        CliResult result = CliProcess.Run(["data", "info", "set"], workingFolder: folder.Path);
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain(result.Output, c => c is '\e' or '\a');
        Assert.Contains("␛[31mred␇", result.Output, StringComparison.Ordinal);
    }

    /// <summary>A second is meant; what is measured here is only that the process ends, since the machine may be busy.</summary>
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void One_signal_ends_a_training(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals of Unix");
        Assert.SkipWhen(signal == "INT" && InterruptIsIgnored(), "a shell that runs the tests in the background makes its children ignore SIGINT");
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        using Process process = CliProcess.Start(
            ["run", "--dataset", "corners", "--model", "mlp", "--epochs", "100000", "--batch-size", "1", "--out", "run"], workingFolder: folder.Path);
        process.StandardInput.Close();
        _ = process.StandardError.ReadLine();
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
            kill.WaitForExit();
        _ = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (!process.WaitForExit(TimeSpan.FromMinutes(1)))
        {
            process.Kill();
            Assert.Fail("one signal did not end it");
        }

        Assert.Equal(130, process.ExitCode);
    }

    // What is ignored stays ignored in a child; .NET then leaves it alone. SIGINT is signal 2, bit 1 of the mask.
    private static bool InterruptIsIgnored() => File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").Any(
            line => line.StartsWith("SigIgn:", StringComparison.Ordinal) && (Convert.ToUInt64(line[7..].Trim(), 16) & 2) != 0);
}
