using System.Text.Json;
using Xunit;

namespace Misread.Tests.Cli;

public sealed class ReportVerbTests
{
    [Fact]
    public void The_page_is_written_again_and_no_other_file_without_force()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliSamples.Run(folder, "runs/a", "--quiet").ExitCode);
        string page = folder.File("runs/a/report.html");
        string written = File.ReadAllText(page);
        File.Delete(page);

        CliResult again = Report(folder);
        Assert.Equal(0, again.ExitCode);
        Assert.Equal(written, File.ReadAllText(page));

        File.WriteAllText(folder.File("other.html"), "mine");
        CliResult refused = Report(folder, "runs/a", "--out", "other.html");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(folder.File("other.html")));

        Assert.Equal(1, Report(folder, "runs/a", "--out", "other.html", "--force").ExitCode);
        Assert.Equal("mine", File.ReadAllText(folder.File("other.html")));

        File.Delete(folder.File("other.html"));
        Assert.Equal(0, Report(folder, "runs/a", "--out", "other.html").ExitCode);
        CliResult forced = Report(folder, "runs/a", "--out", "other.html", "--force", "--json");
        Assert.Equal(written, File.ReadAllText(folder.File("other.html")));
        JsonElement told = JsonDocument.Parse(forced.Output).RootElement;
        Assert.Equal("other.html", told.GetProperty("out").GetString());
        Assert.Equal(new FileInfo(folder.File("other.html")).Length, told.GetProperty("bytes").GetInt64());

        Assert.Equal(2, Report(folder, "runs/a", "--out", "runs").ExitCode);
        Assert.Equal(1, Report(folder, "nowhere").ExitCode);
    }

    private static CliResult Report(TemporaryFolder folder, params string[] args) =>
        CliProcess.Run(["report", .. args], workingFolder: folder.Path);
}
