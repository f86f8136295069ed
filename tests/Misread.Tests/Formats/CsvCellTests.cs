using FsCheck;
using FsCheck.Fluent;
using Misread.Formats;
using Xunit;

namespace Misread.Tests.Formats;

public sealed class CsvCellTests
{
    [Theory]
    [InlineData("=1+2", "'=1+2")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("+x", "'+x")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("\tx", "'\tx")]
    [InlineData("'=1", "''=1")]
    [InlineData("-1", "-1")]
    [InlineData("+0.5e3", "+0.5e3")]
    [InlineData("'tis", "'tis")]
    [InlineData("t-shirt", "t-shirt")]
    [InlineData("", "")]
    public void What_would_be_run_is_written_behind_an_apostrophe(string text, string cell) => Assert.Equal(cell, CsvCell.Neutral(text));

    [Fact]
    public void Every_text_comes_back_and_none_is_run()
    {
        Gen<string> texts = Gen.Elements('\'', '=', '+', '-', '@', '1', '.', 'a', '\t', '\r', 'e', ' ').ArrayOf().Select(c => new string(c));
        Check.QuickThrowOnFailure(Prop.ForAll(texts.ToArbitrary(), text =>
        {
            string cell = CsvCell.Neutral(text);
            Assert.Equal(text, CsvCell.Original(cell));
            Assert.False(cell is ['=' or '@' or '\t' or '\r', ..], cell);
        }));
    }

    [Fact]
    public void Tables_hold_and_give_back_such_text()
    {
        using var folder = new TemporaryFolder();
        string[] texts = ["=1+2", "'=x", "plain", "-1", "@a,\"b\""];
        CsvTable.Write(folder.File("t.csv"), ["text", "number"], texts, (csv, text) =>
        {
            csv.WriteField(text);
            csv.WriteField(-1.5);
        });
        Assert.Equal(texts.Select(t => (t, -1.5)), CsvTable.Read(folder.File("t.csv"), ["text", "number"], csv => (csv.GetString("text"), csv.Finite("number"))));
        Assert.StartsWith("text,number\n'=1+2,-1.5\n", File.ReadAllText(folder.File("t.csv")), StringComparison.Ordinal);
    }
}
