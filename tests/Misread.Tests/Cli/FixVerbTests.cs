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
        Assert.Contains("1 line added; 3 images relabelled", more.Output, StringComparison.Ordinal);
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
    public void Many_at_once_record_every_decision()
    {
        using var folder = new TemporaryFolder();
        Dataset data = Files(folder);
        string[] ids = [data.Id(4), data.Id(7), data.Id(9)];
        CliResult[] results = new CliResult[6];

        Parallel.For(0, results.Length, n => results[n] = Fix(folder, "--accept", "issues.csv", "--accept-ids", ids[n % 3], "--by", $"writer {n}"));

        Assert.All(results, r => Assert.Equal((0, ""), (r.ExitCode, r.Error)));
        Assert.Equal(ids.Order(StringComparer.Ordinal), CorrectionLog.Read(folder.File("corrections.csv")).Select(c => c.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_record_that_may_not_be_written_is_applied_and_not_added_to()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("modes of Unix");
            return;
        }

        using var folder = new TemporaryFolder();
        Dataset data = Files(folder);
        Assert.Equal(0, Fix(folder, "--accept", "issues.csv", "--accept-top", "1").ExitCode);
        string record = folder.File("corrections.csv");
        byte[] before = File.ReadAllBytes(record);
        File.SetUnixFileMode(record, UnixFileMode.UserRead);

        CliResult applied = Fix(folder, "--accept", "corrections.csv", "--out", "fixed");
        CliResult refused = Fix(folder, "--undo", data.Id(4));

        Assert.Equal((0, 1), (applied.ExitCode, refused.ExitCode));
        Assert.Contains("corrections.csv: the file is read-only", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(record));
    }

    /// <summary>Of verdicts on images 4, 7 and 9 the first and the last say that the label is wrong.</summary>
    [Fact]
    public void Of_verdicts_the_label_errors_are_taken_and_others_only_by_name()
    {
        using var folder = new TemporaryFolder();
        Dataset data = Files(folder);
        string[] ids = [data.Id(4), data.Id(7), data.Id(9)];

        CliResult unsaid = Fix(folder, "--accept", "verdicts.csv");
        CliResult top = Fix(folder, "--accept", "verdicts.csv", "--accept-top", "3", "--out", "fixed", "--json");
        IReadOnlyList<Correction> errors = CorrectionLog.Read(folder.File("corrections.csv"));
        CliResult named = Fix(folder, "--accept", "verdicts.csv", "--accept-ids", ids[1], "--out", "fixed", "--force");
        CliResult undo = Fix(folder, ["--undo", .. ids, "--out", "undone"]);

        Assert.Equal((2, 0, 0, 0), (unsaid.ExitCode, top.ExitCode, named.ExitCode, undo.ExitCode));
        Assert.Contains("an audit suggests, it does not decide", unsaid.Error, StringComparison.Ordinal);
        Assert.Equal(2, JsonDocument.Parse(top.Output).RootElement.GetProperty("relabelled").GetInt32());
        Assert.Equal([ids[0], ids[2]], errors.Select(c => c.Id));
        Assert.Equal(["verdict on 4", "verdict on 9"], errors.Select(c => c.Reason));
        int[] expected = data.Labels();
        foreach (int row in (int[])[4, 7, 9])
            expected[row] = Other(expected[row]);
        Assert.Equal(expected, DatasetReader.Open(folder.File("fixed")).Labels());
        Assert.Equal(data.Labels(), DatasetReader.Open(folder.File("undone")).Labels());
    }

    [Fact]
    public void A_file_to_accept_that_is_not_there_is_named_with_what_is_expected()
    {
        using var folder = new TemporaryFolder();
        Dataset data = Files(folder);
        Directory.CreateDirectory(folder.File("audit"));
        File.WriteAllText(folder.File("nameless.csv"), $"id,given,suggested,verdict,text\n,{data.ClassNames[0]},{data.ClassNames[1]},label_error,t\n");

        CliResult absent = Fix(folder, "--accept", "audit/verdicts.csv", "--accept-top", "1");
        CliResult isFolder = Fix(folder, "--accept", "audit", "--accept-top", "1");
        CliResult nameless = Fix(folder, "--accept", "nameless.csv", "--accept-top", "1");

        Assert.Equal((1, 1, 1), (absent.ExitCode, isFolder.ExitCode, nameless.ExitCode));
        Assert.Equal(
            "misread: --accept audit/verdicts.csv: there is no such file; expected issues.csv or verdicts.csv, which 'misread audit --out FOLDER' writes, or a file of corrections, corrections.csv say.",
            absent.Error.TrimEnd());
        Assert.Contains("--accept audit: this is a folder; expected issues.csv", isFolder.Error, StringComparison.Ordinal);
        Assert.Contains("a verdict has no id; audit again with --images DATASET", nameless.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("corrections.csv")));
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

    /// <summary>An end of an id names it, in what is accepted as in what is undone; the record holds the id.</summary>
    [Fact]
    public void Images_are_named_by_the_end_of_their_ids()
    {
        using var folder = new TemporaryFolder();
        Dataset data = Files(folder);
        File.WriteAllText(folder.File("foreign.csv"), File.ReadAllText(folder.File("issues.csv")).Replace("corners/", "", StringComparison.Ordinal));

        CliResult accepted = Fix(folder, "--accept", "issues.csv", "--accept-ids", "00004", "--out", "fixed");
        CliResult undone = Fix(folder, "--undo", data.Id(4)["corners/".Length..]);
        CliResult foreign = Fix(folder, "--accept", "foreign.csv", "--accept-ids", "00007", "--out", "again");

        Assert.Equal((0, 0, 0), (accepted.ExitCode, undone.ExitCode, foreign.ExitCode));
        Assert.Equal([data.Id(4), data.Id(4), data.Id(7)], CorrectionLog.Read(folder.File("corrections.csv")).Select(c => c.Id));
        Assert.Equal(Other(data.Label(4)), DatasetReader.Open(folder.File("fixed")).Label(4));
        Assert.Equal((data.Label(4), Other(data.Label(7))), (DatasetReader.Open(folder.File("again")).Label(4), DatasetReader.Open(folder.File("again")).Label(7)));
    }

    /// <summary>The data set, and issues and verdicts as an audit leaves them for images 4, 7 and 9.</summary>
    private static Dataset Files(TemporaryFolder folder)
    {
        CliSamples.Corners(folder);
        Dataset data = DatasetReader.Open(folder.File("corners"));
        IEnumerable<string> lines = ((int[])[4, 7, 9]).Select((row, n) =>
            $"{n + 1},{row},{data.Id(row)},{data.ClassNames[data.Label(row)]},{data.ClassNames[Other(data.Label(row))]},0.1,0.9");
        File.WriteAllLines(folder.File("issues.csv"), ["rank,row,id,label,predicted,p_label,p_predicted", .. lines]);
        (int Row, string Kind)[] judged = [(4, "label_error"), (7, "ambiguous"), (9, "label_error")];
        IEnumerable<string> verdicts = judged.Select((v, n) =>
            $"{n + 1},{v.Row},{data.Id(v.Row)},{data.ClassNames[data.Label(v.Row)]},{data.ClassNames[Other(data.Label(v.Row))]},{v.Kind},0.1,0.1,0.9,verdict on {v.Row}");
        File.WriteAllLines(folder.File("verdicts.csv"), ["rank,row,id,given,suggested,verdict,quality,p_given,p_suggested,text", .. verdicts]);
        return data;
    }

    private static int Other(int label) => (label + 1) % 4;

    private static CliResult Fix(TemporaryFolder folder, params string[] args) =>
        CliProcess.Run(["fix", "corners", .. args], workingFolder: folder.Path);
}
