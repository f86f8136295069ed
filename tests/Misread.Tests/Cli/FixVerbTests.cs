using System.Text.Json;
using Misread.Data;
using Xunit;

namespace Misread.Tests.Cli;

public sealed class FixVerbTests
{
    [Fact]
    public void Accepted_issues_are_recorded_written_and_taken_back()
    {
        using var folder = new TemporaryFolder();
        Dataset data = Files(folder);
        string[] ids = [data.Id(4), data.Id(7), data.Id(9)];

        CliResult first = Fix(folder, "--accept", "issues.csv", "--accept-top", "2", "--by", "Ann", "--out", "fixed", "--json");
        CliResult more = Fix(folder, "--accept", "issues.csv", "--accept-ids", ids[1], ids[2], "--by", "Ben", "--reason", "looked");
        CliResult undo = Fix(folder, "--undo", ids[0], "--out", "fixed", "--to", "png", "--force", "--json");

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        JsonElement json = JsonDocument.Parse(first.Output).RootElement;
        Assert.Equal((2, 2, 0), (json.GetProperty("added").GetInt32(), json.GetProperty("relabelled").GetInt32(), json.GetProperty("excluded").GetInt32()));
        Assert.Contains("1 lines added; 3 images relabelled", more.Output, StringComparison.Ordinal);
        Assert.Equal(2, JsonDocument.Parse(undo.Output).RootElement.GetProperty("images").GetArrayLength());
        IReadOnlyList<Correction> log = CorrectionLog.Read(folder.File("corrections.csv"));
        Assert.Equal([ids[0], ids[1], ids[2], ids[0]], log.Select(c => c.Id));
        Assert.Equal(["Ann", "Ann", "Ben"], log.Take(3).Select(c => c.By));
        Assert.Equal(["label issue of rank 1", "label issue of rank 2", "looked", "undone"], log.Select(c => c.Reason));
        Dataset corrected = DatasetReader.Open(folder.File("fixed"));
        int[] expected = data.Labels();
        expected[7] = Other(expected[7]);
        expected[9] = Other(expected[9]);
        Assert.Equal(expected, corrected.Labels());
        Assert.Equal(log, CorrectionLog.Read(folder.File("fixed/corrections.csv")));
    }

    [Fact]
    public void What_cannot_be_meant_is_refused_and_nothing_is_recorded()
    {
        using var folder = new TemporaryFolder();
        Dataset data = Files(folder);
        File.WriteAllText(folder.File("wrong.csv"), $"rank,row,id,label,predicted\n1,4,{data.Id(4)},{data.ClassNames[Other(data.Label(4))]},d\n");
        File.WriteAllText(folder.File("other.csv"), "a,b\n1,2\n");

        CliResult all = Fix(folder, "--accept", "issues.csv");
        CliResult absent = Fix(folder, "--accept", "issues.csv", "--accept-ids", data.Id(0));
        CliResult conflict = Fix(folder, "--accept", "wrong.csv", "--accept-top", "1");
        CliResult undo = Fix(folder, "--undo", data.Id(0));
        CliResult other = Fix(folder, "--accept", "other.csv");

        Assert.Equal([2, 2, 1, 2, 1], [all.ExitCode, absent.ExitCode, conflict.ExitCode, undo.ExitCode, other.ExitCode]);
        Assert.Contains("an audit suggests, it does not decide", all.Error, StringComparison.Ordinal);
        Assert.Contains("its original label is said to be", conflict.Error, StringComparison.Ordinal);
        Assert.Contains("no correction of it that is in force", undo.Error, StringComparison.Ordinal);
        Assert.Contains("issues.csv", other.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("corrections.csv")));
    }

    /// <summary>The data set, and issues as an audit leaves them for images 4, 7 and 9.</summary>
    private static Dataset Files(TemporaryFolder folder)
    {
        CliSamples.Corners(folder);
        Dataset data = DatasetReader.Open(folder.File("corners"));
        IEnumerable<string> lines = ((int[])[4, 7, 9]).Select((row, n) =>
            $"{n + 1},{row},{data.Id(row)},{data.ClassNames[data.Label(row)]},{data.ClassNames[Other(data.Label(row))]},0.1,0.9");
        File.WriteAllLines(folder.File("issues.csv"), ["rank,row,id,label,predicted,p_label,p_predicted", .. lines]);
        return data;
    }

    private static int Other(int label) => (label + 1) % 4;

    private static CliResult Fix(TemporaryFolder folder, params string[] args) =>
        CliProcess.Run(["fix", "corners", .. args], workingFolder: folder.Path);
}
