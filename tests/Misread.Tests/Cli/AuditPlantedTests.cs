using System.Text.Json;
using Xunit;

namespace Misread.Tests.Cli;

/// <summary><c>audit</c> where it trains networks of its own: planted errors, and a whole audit in one go.</summary>
public sealed class AuditPlantedTests
{
    private static readonly string[] Small = ["--dataset", "synthetic", "--train-size", "300", "--model", "mlp", "--epochs", "3", "--cross-validate", "3"];

    [Fact]
    public void Planted_errors_are_scored_for_every_ranking_and_written_as_tables()
    {
        using var folder = new TemporaryFolder();
        CliResult result = CliProcess.Run(
            ["audit", "--planted", .. Small, "--kinds", "uniform", "look-alike", "--rates", "0.05", "--plantings", "2", "--out", "planted", "--json", "--quiet"], workingFolder: folder.Path);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((300, 0, 2), (json.GetProperty("rows").GetInt32(), json.GetProperty("set_aside").GetInt32(), json.GetProperty("plantings").GetInt32()));
        JsonElement[] rankings = [.. json.GetProperty("rankings").EnumerateArray()];
        Assert.Contains(rankings, r => r.GetProperty("ranking").GetString() == "label_quality");
        Assert.Equal(["look-alike", "uniform"], rankings.Select(r => r.GetProperty("kind").GetString()!).Distinct().Order(StringComparer.Ordinal));
        Assert.All(rankings, r => Assert.Equal(15, r.GetProperty("wrong").GetInt32()));
        Assert.Equal(1 + (2 * rankings.Length), File.ReadAllLines(folder.File("planted/planted.csv")).Length);
        Assert.Contains("| `label_quality` |", File.ReadAllText(folder.File("planted/planted.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_experiment_goes_on_where_it_was_and_ends_in_the_same_scores()
    {
        using var folder = new TemporaryFolder();
        string[] args = ["audit", "--planted", .. Small, "--kinds", "uniform", "--rates", "0.05", "0.1", "--plantings", "1", "--out", "planted"];
        CliResult whole = CliProcess.Run(args, workingFolder: folder.Path);
        Assert.Equal(0, whole.ExitCode);
        Assert.Contains("3 of 6 networks trained, ", whole.Error, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(folder.File("planted/planted.csv"));
        File.WriteAllLines(folder.File("planted/planted.csv"), lines.Where(line => !line.Contains(",0.1,", StringComparison.Ordinal)));

        CliResult resumed = CliProcess.Run([.. args, "--resume"], workingFolder: folder.Path);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("1 planting of planted taken over", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(WithoutSeconds(lines), WithoutSeconds(File.ReadAllLines(folder.File("planted/planted.csv"))));
        Assert.Equal(whole.Output, resumed.Output);
        CliResult other = CliProcess.Run([.. args, "--resume", "--seed", "7"], workingFolder: folder.Path);
        Assert.Equal((2, true), (other.ExitCode, other.Error.Contains("its plantings were made with other settings", StringComparison.Ordinal)));
        CliResult nowhere = CliProcess.Run(["audit", "--planted", .. Small, "--resume"], workingFolder: folder.Path);
        Assert.Equal((2, true), (nowhere.ExitCode, nowhere.Error.Contains("add --out FOLDER", StringComparison.Ordinal)));

        static string[] WithoutSeconds(string[] lines) => [.. lines.Select(line => line[..line.LastIndexOf(',')])];
    }

    [Fact]
    public void An_experiment_that_cannot_begin_leaves_no_folder()
    {
        using var folder = new TemporaryFolder();
        CliResult result = CliProcess.Run(["audit", "--planted", .. Small, "--rates", "0.0001", "--out", "planted"], workingFolder: folder.Path);
        Assert.Equal((2, true), (result.ExitCode, result.Error.Contains("a rate of 0.0001 makes no label of 300 wrong", StringComparison.Ordinal)));
        Assert.DoesNotContain("Parameter", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("planted")));
    }

    [Fact]
    public void Options_of_plantings_alone_and_shares_out_of_range_are_refused()
    {
        using var folder = new TemporaryFolder();
        CliResult idle = CliProcess.Run(["audit", "--rates", "0.1"], workingFolder: folder.Path);
        Assert.Equal((2, true), (idle.ExitCode, idle.Error.Contains("--rates goes with --planted", StringComparison.Ordinal)));
        CliResult many = CliProcess.Run(["audit", "--planted", .. Small, "--rates", "1.5"], workingFolder: folder.Path);
        Assert.Equal((2, true), (many.ExitCode, many.Error.Contains("--rates 1.5: expected shares above 0, at most 1", StringComparison.Ordinal)));
        CliResult unknown = CliProcess.Run(["audit", "--planted", .. Small, "--kinds", "unifrom"], workingFolder: folder.Path);
        Assert.Equal((2, true), (unknown.ExitCode, unknown.Error.Contains("did you mean 'uniform'", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void One_command_predicts_out_of_fold_judges_and_writes_the_page()
    {
        using var folder = new TemporaryFolder();
        CliResult result = CliProcess.Run(["audit", .. Small, "--out", "audit", "--quiet"], workingFolder: folder.Path);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(": the networks read ", result.Output, StringComparison.Ordinal);
        Assert.Contains("suspicious images", result.Output, StringComparison.Ordinal);
        Assert.Contains("<html", File.ReadAllText(folder.File("audit/report.html")), StringComparison.Ordinal);
        Assert.StartsWith("rank,row,id,given,suggested,verdict,quality,", File.ReadAllText(folder.File("audit/verdicts.csv")), StringComparison.Ordinal);
        string run = Assert.Single(Directory.GetDirectories(folder.File("runs")));
        Assert.All(File.ReadLines(Path.Combine(run, "predictions.csv")).Skip(1), line => Assert.Contains(",out-of-fold,", line, StringComparison.Ordinal));
    }
}
