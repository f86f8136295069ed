using System.Text;
using Misread.Data;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

public sealed class CorrectionLogTests
{
    private static readonly DateTimeOffset Noon = new(2024, 2, 29, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Each opens the file anew, as another process would: the lock lies between open files, not between processes.</summary>
    [Fact]
    public void A_hundred_writers_at_once_lose_nothing()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("c.csv");
        Thread[] writers = [.. Enumerable.Range(0, 100).Select(w => new Thread(() =>
        {
            for (int n = 0; n < 3; n++)
                CorrectionLog.Append(path, [Line($"{w}/{n}"), Line($"{w}/{n}/second")]);
        }))];
        Array.ForEach(writers, t => t.Start());
        Array.ForEach(writers, t => t.Join());

        string[] ids = [.. CorrectionLog.Read(path).Select(c => c.Id)];
        Assert.Equal(600, ids.Length);
        Assert.Equal(600, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(Enumerable.Range(0, 300), n => Assert.Equal(ids[2 * n] + "/second", ids[(2 * n) + 1]));
    }

    [Fact]
    public void What_depends_on_the_lines_before_sees_all_of_them()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("c.csv");
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
            CorrectionLog.Append(path, before => [Line($"line {before.Count}")]));
        Assert.Equal(Enumerable.Range(0, 40).Select(n => $"line {n}"), CorrectionLog.Read(path).Select(c => c.Id));
    }

    [Fact]
    public void Nothing_is_written_when_there_is_nothing_to_add_or_the_decision_throws()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("c.csv");
        Assert.Empty(CorrectionLog.Append(path, _ => []));
        Assert.Throws<DataFormatException>(() => CorrectionLog.Append(path, _ => throw new DataFormatException("no")));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Lines_added_since_are_read_alone()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("c.csv");
        CorrectionLog.Append(path, [Line("a"), Line("b") with { Reason = "two\nlines, \"quoted\"" }]);
        CorrectionTail first = CorrectionLog.ReadSince(path, 0);
        Assert.Equal(["a", "b"], first.Corrections.Select(c => c.Id));
        Assert.Empty(CorrectionLog.ReadSince(path, first.Position).Corrections);
        CorrectionLog.Append(path, [Line("ç")]);
        CorrectionTail second = CorrectionLog.ReadSince(path, first.Position);
        Assert.Equal([Line("ç")], second.Corrections);
        Assert.Equal(new FileInfo(path).Length, second.Position);
        File.WriteAllText(path, "when,id,original_label,new_label,reason,by\n");
        DataFormatException cut = Assert.Throws<DataFormatException>(() => CorrectionLog.ReadSince(path, second.Position));
        Assert.Contains("lines were taken away", cut.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8", false, "\n")]
    [InlineData("utf-8", true, "\r\n")]
    [InlineData("utf-16", true, "\r\n")]
    [InlineData("utf-16BE", true, "\n")]
    public void A_record_keeps_its_encoding_and_its_line_breaks(string name, bool mark, string newLine)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("c.csv");
        Encoding encoding = Encoding.GetEncoding(name);
        string before = $"when,id,original_label,new_label,reason,by{newLine}2024-02-29T12:00:00Z,é,x,y,,Ann{newLine}";
        File.WriteAllBytes(path, [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(before)]);
        long position = CorrectionLog.ReadSince(path, 0).Position;

        CorrectionLog.Append(path, [Line("日本")]);

        Assert.Equal([.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes($"{before}2024-02-29T12:00:00Z,日本,x,y,,Ann{newLine}")], File.ReadAllBytes(path));
        Assert.Equal(["é", "日本"], CorrectionLog.Read(path).Select(c => c.Id));
        Assert.Equal(["日本"], CorrectionLog.ReadSince(path, position).Corrections.Select(c => c.Id));
    }

    [Fact]
    public void Links_lead_to_the_one_record_and_its_mode_stays()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("modes and links of Unix");
            return;
        }

        using var folder = new TemporaryFolder();
        string path = folder.File("shared.csv");
        CorrectionLog.Append(path, [Line("a")]);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(folder.File("link.csv"), path);
        File.CreateSymbolicLink(folder.File("new.csv"), folder.File("target.csv"));

        using (var hard = System.Diagnostics.Process.Start("ln", [path, folder.File("hard.csv")]))
            hard.WaitForExit();

        CorrectionLog.Append(folder.File("link.csv"), [Line("b")]);
        CorrectionLog.Append(folder.File("new.csv"), [Line("c")]);

        CorrectionLog.Append(folder.File("hard.csv"), [Line("d")]);

        Assert.Equal(["a", "b", "d"], CorrectionLog.Read(path).Select(c => c.Id));
        Assert.NotNull(File.ResolveLinkTarget(folder.File("link.csv"), returnFinalTarget: false));
        Assert.Equal(["c"], CorrectionLog.Read(folder.File("target.csv")).Select(c => c.Id));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_read_only_record_is_refused_and_read()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("modes of Unix");
            return;
        }

        using var folder = new TemporaryFolder();
        string path = folder.File("c.csv");
        CorrectionLog.Append(path, [Line("a")]);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        UnauthorizedAccessException e = Assert.Throws<UnauthorizedAccessException>(() => CorrectionLog.Append(path, [Line("b")]));

        Assert.Contains("read-only", e.Message, StringComparison.Ordinal);
        Assert.Equal(["a"], CorrectionLog.Read(path).Select(c => c.Id));
    }

    /// <summary>Cut anywhere in its last line, a record gives its whole lines back and takes the next.</summary>
    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public void A_line_that_was_cut_is_put_aside_by_the_next_append(string name)
    {
        using var folder = new TemporaryFolder();
        Encoding encoding = Encoding.GetEncoding(name);
        byte[] mark = name == "utf-8" ? [] : encoding.GetPreamble();
        byte[] first = [.. mark, .. encoding.GetBytes("when,id,original_label,new_label,reason,by\n2024-02-29T12:00:00Z,a,x,y,,Ann\n")];
        byte[] second = encoding.GetBytes("2024-02-29T12:00:00Z,b,x,y,\"a reason,\n\"\"long\"\"\",Ben\n");
        for (int cut = 0; cut < second.Length; cut++)
        {
            string path = folder.File($"{cut}.csv");
            File.WriteAllBytes(path, [.. first, .. second[..cut]]);
            CorrectionTail before = CorrectionLog.ReadSince(path, 0);

            CorrectionLog.Append(path, [Line("c")]);

            Correction[] after = [.. CorrectionLog.Read(path)];
            Assert.Equal(before.Corrections, after[..^1]);
            Assert.Equal(Line("c"), after[^1]);
            Assert.InRange(after.Length, 2, 3);
            // What was kept as a line has all that decides; what was not is still there.
            Assert.True(after.Length == 2 || after[1] is { Id: "b", Original: "x", Label: "y" }, $"cut at {cut}");
            Assert.Equal(before.Torn is not null, File.Exists(path + ".torn"));
            if (before.Torn is not null)
                Assert.Equal(before.Torn + "\n", File.ReadAllText(path + ".torn"));
        }
    }

    [Fact]
    public void A_header_that_was_cut_is_begun_again()
    {
        using var folder = new TemporaryFolder();
        foreach (string text in (string[])["", "wh", "when,id,original_label,new_label,reason,b"])
        {
            File.WriteAllText(folder.File("c.csv"), text);
            Assert.Empty(CorrectionLog.Read(folder.File("c.csv")));
            CorrectionLog.Append(folder.File("c.csv"), [Line("a")]);
            Assert.Equal([Line("a")], CorrectionLog.Read(folder.File("c.csv")));
        }
    }

    [Fact]
    public void Who_waits_for_the_lock_can_be_stopped()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("c.csv");
        CorrectionLog.Append(path, [Line("a")]);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Assert.ThrowsAny<OperationCanceledException>(() => CorrectionLog.Append(path, [Line("b")], stop.Token));
        Assert.Single(CorrectionLog.Read(path));
    }

    [Theory]
    [InlineData("=1+2")]
    [InlineData("'=1+2")]
    [InlineData("''@x")]
    [InlineData("-1 x")]
    [InlineData("+x")]
    [InlineData("\tx")]
    [InlineData("'tis")]
    public void Cells_that_spreadsheets_would_run_come_back_as_they_were(string text)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("c.csv");
        Correction line = new(Noon, text, text, "y", text, text);
        CorrectionLog.Append(path, [line]);
        Assert.Equal([line], CorrectionLog.Read(path));
        Assert.DoesNotContain(File.ReadAllLines(path)[1].Split(','), cell => cell.Trim('"') is ['=' or '+' or '-' or '@' or '\t', ..]);
    }

    private static Correction Line(string id) => new(Noon, id, "x", "y", "", "Ann");
}
