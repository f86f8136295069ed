using System.Text.Json;
using Misread.Imaging;
using Xunit;

namespace Misread.Tests.Cli;

public sealed class ErrorsVerbTests
{
    [Fact]
    public void Selections_are_listed_exported_and_told()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliSamples.Run(folder, "runs/a", "--quiet").ExitCode);

        CliResult list = Errors(folder, "--select", "top-errors", "--top", "3");
        CliResult export = Errors(folder, "--select", "least-certain", "--top", "5", "--name", "index", "--out", "out", "--json");
        CliResult misread = Errors(folder, "--json");
        CliResult seen = Errors(folder, "--seen", "--json");
        CliResult unseen = Errors(folder, "--unseen", "--json");
        CliResult oneClass = Errors(folder, "--true", "a", "--json");

        Assert.Contains("3 images selected (top-errors)", list.Output, StringComparison.Ordinal);
        JsonElement exported = JsonDocument.Parse(export.Output).RootElement;
        Assert.Equal(5, exported.GetProperty("count").GetInt32());
        foreach (JsonElement image in exported.GetProperty("images").EnumerateArray())
            Assert.Equal(8, PngDecoder.Read(folder.File($"out/{image.GetProperty("file").GetString()}")).Width);
        Assert.True(File.Exists(folder.File("out/index.csv")));
        Assert.True(PngDecoder.Read(folder.File("out/sheet.png")).Width > 100);
        Assert.Equal(Count(misread), Directory.GetFiles(folder.File("runs/a/fingerprint"), "*.png").Length);
        Assert.Equal(Count(misread), Count(seen) + Count(unseen));
        Assert.All(
            JsonDocument.Parse(oneClass.Output).RootElement.GetProperty("images").EnumerateArray(),
            image => Assert.Equal("a", image.GetProperty("label").GetString()));
    }

    [Fact]
    public void A_map_shows_a_selection_as_the_network_sees_it()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliSamples.Run(folder, "runs/a", "--quiet").ExitCode);

        CliResult map = Errors(folder, "--select", "least-certain", "--top", "40", "--out", "out", "--map");
        CliResult tooFew = Errors(folder, "--top", "2", "--out", "few", "--map");
        CliResult noFolder = Errors(folder, "--map");

        Assert.Equal((0, 2, 2), (map.ExitCode, tooFew.ExitCode, noFolder.ExitCode));
        Assert.StartsWith("<svg", File.ReadAllText(folder.File("out/map.svg")), StringComparison.Ordinal);
        Assert.True(PngDecoder.Read(folder.File("out/map.png")).Width > 500);
        Assert.False(Directory.Exists(folder.File("few")));
    }

    [Theory]
    [InlineData("--select", "worst")]
    [InlineData("--true", "7")]
    [InlineData("--split", "validation")]
    [InlineData("--seen", "--unseen")]
    public void A_wrong_choice_is_wrong_usage(string option, string value)
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliSamples.Run(folder, "runs/a", "--quiet").ExitCode);

        CliResult result = Errors(folder, option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("misread: ", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Without_a_run_the_way_to_one_is_told()
    {
        using var folder = new TemporaryFolder();

        CliResult none = Errors(folder);
        CliResult wrong = Errors(folder, folder.Path);

        Assert.Equal((2, 1), (none.ExitCode, wrong.ExitCode));
        Assert.Contains("misread run", none.Error, StringComparison.Ordinal);
        Assert.Contains("run.json", wrong.Error, StringComparison.Ordinal);
    }

    private static CliResult Errors(TemporaryFolder folder, params string[] args) =>
        CliProcess.Run(["errors", .. args], workingFolder: folder.Path);

    private static int Count(CliResult result) => JsonDocument.Parse(result.Output).RootElement.GetProperty("count").GetInt32();
}
