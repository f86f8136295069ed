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
        Assert.Contains("suspicious images", result.Output, StringComparison.Ordinal);
        Assert.Contains("<html", File.ReadAllText(folder.File("audit/report.html")), StringComparison.Ordinal);
        Assert.StartsWith("rank,row,id,given,suggested,verdict,quality,", File.ReadAllText(folder.File("audit/verdicts.csv")), StringComparison.Ordinal);
        string run = Assert.Single(Directory.GetDirectories(folder.File("runs")));
        Assert.All(File.ReadLines(Path.Combine(run, "predictions.csv")).Skip(1), line => Assert.Contains(",out-of-fold,", line, StringComparison.Ordinal));
    }
}
