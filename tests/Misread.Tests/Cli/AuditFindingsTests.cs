using System.Text.Json;
using Misread.Data;
using Xunit;

namespace Misread.Tests.Cli;

public sealed class AuditFindingsTests
{
    [Fact]
    public void Terminal_json_files_and_page_tell_the_same()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliProcess.Run(
            ["run", "--dataset", "corners", "--model", "mlp", "--epochs", "2", "--cross-validate", "3", "--out", "runs/folds", "--quiet"], workingFolder: folder.Path).ExitCode);
        CorrectionLog.Append(folder.File("corrections.csv"), [new(DateTimeOffset.UnixEpoch, "corners/train/00007", "a", "exclude", "", "anna")]);

        CliResult told = CliProcess.Run(["audit", "runs/folds", "--decisions", "corrections.csv", "--out", "audit"], workingFolder: folder.Path);
        CliResult alone = CliProcess.Run(["audit", "runs/folds", "--json"], workingFolder: folder.Path);
        CliResult missing = CliProcess.Run(["audit", "runs/folds", "--decisions", "none.csv"], workingFolder: folder.Path);

        Assert.Equal((0, 0, 1), (told.ExitCode, alone.ExitCode, missing.ExitCode));
        JsonElement findings = JsonDocument.Parse(File.ReadAllText(folder.File("audit/summary.json"))).RootElement.GetProperty("findings");
        string[] sentences = [.. new[] { "groups", "quality", "copies", "review_budget" }.SelectMany(name => findings.GetProperty(name).EnumerateArray()).Select(e => e.GetString()!)];
        Assert.Contains(sentences, s => s.StartsWith("1 of 300 images are reviewed, 1 of them wrong;", StringComparison.Ordinal));
        string page = System.Net.WebUtility.HtmlDecode(File.ReadAllText(folder.File("audit/report.html")));
        Assert.All(sentences, s => Assert.Contains(s, told.Output.ReplaceLineEndings(" "), StringComparison.Ordinal));
        Assert.All(sentences, s => Assert.Contains(s, page, StringComparison.Ordinal));
        JsonElement budget = JsonDocument.Parse(File.ReadAllText(folder.File("audit/budget.json"))).RootElement;
        Assert.Equal((300, 1), (budget.GetProperty("images").GetInt32(), budget.GetProperty("reviewed").GetInt32()));
        Assert.Equal(301, File.ReadAllLines(folder.File("audit/images.csv")).Length);
        Assert.StartsWith("group,kind,", File.ReadAllText(folder.File("audit/groups.csv")), StringComparison.Ordinal);
        Assert.StartsWith("first,second,kind,", File.ReadAllText(folder.File("audit/duplicates.csv")), StringComparison.Ordinal);
        Assert.False(JsonDocument.Parse(alone.Output).RootElement.TryGetProperty("findings", out _));
        Assert.Contains("there is no such file", missing.Error, StringComparison.Ordinal);
    }
}
