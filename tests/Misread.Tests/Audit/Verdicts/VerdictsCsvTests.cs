using Misread.Audit;
using Misread.Experiments;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Audit;

public sealed class VerdictsCsvTests
{
    private static readonly string[] Names = ["a", "b, \"quoted\""];

    [Fact]
    public void Written_verdicts_are_read_back_in_their_order()
    {
        using var folder = new TemporaryFolder();
        ImageVerdict[] verdicts = [.. Enum.GetValues<VerdictKind>().Select((kind, i) =>
            new ImageVerdict(i, $"image/{i}", i % 2, 1 - (i % 2), [0.25f, 0.75f], kind, 0.125 * i, $"{kind.ToWords()}: given \"a\", read b"))];
        VerdictsCsv.Write(folder.File("verdicts.csv"), verdicts, row => 100 + row, Names);

        string[] lines = File.ReadAllLines(folder.File("verdicts.csv"));
        Assert.Equal("rank,row,id,given,suggested,verdict,quality,p_given,p_suggested,text", lines[0]);
        Assert.StartsWith("3,102,image/2,a,\"b, \"\"quoted\"\"\",hard_but_right,0.25,0.25,0.75,", lines[3], StringComparison.Ordinal);
        IEnumerable<ReportedVerdict> expected = verdicts.Select(v => new ReportedVerdict(v.Id, Names[v.Given], Names[v.Suggested], v.Kind, v.Text));
        Assert.Equal(expected, VerdictsCsv.Read(folder.File("verdicts.csv")));
    }

    [Theory]
    [InlineData("id,given,suggested,verdict\nx,a,b,duplicate\n", "the column 'text' is missing")]
    [InlineData("id,given,suggested,verdict,text\nx,a,b,mistake,t\n", "row 1 behind the header is malformed: verdict is 'mistake', expected one of label_error, ambiguous")]
    [InlineData("id,given,suggested,verdict,text\nx,a,b,duplicate\n", "row 1 behind the header is malformed")]
    [InlineData("id,given,suggested,verdict,text\nx,a,b,duplicate,t\nx,a\n", "row 2 behind the header is malformed")]
    public void What_is_malformed_is_named(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("verdicts.csv"), text);
        DataFormatException e = Assert.Throws<DataFormatException>(() => VerdictsCsv.Read(folder.File("verdicts.csv")));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.StartsWith(folder.File("verdicts.csv"), e.Message, StringComparison.Ordinal);
    }
}
