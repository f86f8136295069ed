using System.IO.Compression;
using System.Text;
using Misread.Data;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

public sealed class PixelCsvTests
{
    [Fact]
    public void Kaggles_layout_is_read()
    {
        RawSplit split = Read("label,pixel0,pixel1,pixel2,pixel3\n3,0,1,2,255\n7,4,5,6,7\n");
        Assert.Equal((2, 2), (split.Height, split.Width));
        Assert.Equal([3, 7], split.Labels!);
        Assert.Equal([0, 1, 2, 255, 4, 5, 6, 7], split.Pixels);
    }

    [Theory]
    [InlineData("pixel0,pixel1,pixel2,pixel3\n1,2,3,4\n", null, "header without label")]
    [InlineData("1,2,3,4\n", null, "no header, a square number")]
    [InlineData("9,1,2,3,4\n", 9, "no header, label first")]
    [InlineData("p,q,r,s,Class\n1,2,3,4,9\n", 9, "label named, last")]
    [InlineData("\uFEFF\"label\",a,b,c,d\r\n9,1,2,3,4\r\n\r\n\n", 9, "byte order mark, quotes, CR LF, empty rows at the end")]
    [InlineData("label,a,b,c,d\n 9 ,\"1\",2.0,3., 4", 9, "spaces, quotes, zero fractions, no end of line")]
    public void Other_layouts_are_recognised(string text, int? label, string what)
    {
        RawSplit split = Read(text);
        Assert.True(split.Pixels.AsSpan().SequenceEqual((byte[])[1, 2, 3, 4]), what);
        Assert.Equal(label is int l ? [l] : null, split.Labels);
    }

    [Fact]
    public void In_65_columns_without_header_the_label_stands_last()
    {
        string row = string.Join(',', Enumerable.Repeat("16", 64)) + ",7\n";
        RawSplit split = Read(row);
        Assert.Equal([7], split.Labels!);
        Assert.Equal(16, DatasetAssembly.Join("d", [split], null, null).MaxValue);
        Assert.Equal(255, DatasetAssembly.Join("d", [Read(row.Replace("16,", "17,", StringComparison.Ordinal))], null, null).MaxValue);
    }

    [Theory]
    [InlineData("", "expected rows of pixels, found an empty file.")]
    [InlineData("label,a,b,c,d\n", "expected rows of pixels below the header, found none.")]
    [InlineData("1,2,3\n", "row 1: expected as many pixels as a square image has (64, 784, …), with or without a label, found 3 cells.")]
    [InlineData("id,a,b,c,d\n0,1,2,3,4\n", "row 1: expected as many pixels as a square image has (64, 784, …), with or without a label, found 5 cells; no column is called 'label'.")]
    [InlineData("label,a,b,c\n0,1,2,3\n", "row 1: expected as many pixels as a square image has (64, 784, …), with or without a label, found a label and 3 pixels.")]
    [InlineData("5,1,2,3,4\n5,1,2,3\n", "row 2: expected 5 cells as in row 1, found 4.")]
    [InlineData("5,1,2,3,4\n5,1,2,3,4,5\n", "row 2: expected 5 cells as in row 1, found 6.")]
    [InlineData("5,1,2,3,4\n\n5,1,2,3,4\n", "row 2: expected an image, found an empty row.")]
    [InlineData("5,1,2,3,4\n5,1,x,3,4\n", "row 2, column 3: expected a whole number from 0 to 255, found 'x'.")]
    [InlineData("5,1,2,3,4\n5,1,,3,4\n", "row 2, column 3: expected a whole number from 0 to 255, found an empty cell.")]
    [InlineData("5,1,2,3,4\n5,1,256,3,4\n", "row 2, column 3: expected a whole number from 0 to 255, found '256'.")]
    [InlineData("5,1,2,3,4\n5,1,-2,3,4\n", "row 2, column 3: expected a whole number from 0 to 255, found '-2'.")]
    [InlineData("5,1,2,3,4\n5,1,0.5,3,4\n", "row 2, column 3: expected a whole number from 0 to 255, found '0.5'.")]
    [InlineData("5,1,2,3,4\n5,1,99999999999999999999999999,3,4\n", "row 2, column 3: expected a whole number from 0 to 255, found '99999999999999999999…'.")]
    [InlineData("5,1,2,3,4\n5,1,\u001b[31m,3,4\n", "row 2, column 3: expected a whole number from 0 to 255, found '?[31m'.")]
    [InlineData("5,1,2,3,4\n512,1,2,3,4\n", "row 2, column 1: expected a whole number from 0 to 255, found '512'.")]
    public void Malformed_rows_are_refused_with_their_place(string text, string message)
    {
        var error = Assert.Throws<DataFormatException>(() => Read(text));
        Assert.Equal($"some.csv: {message}", error.Message);
    }

    [Fact]
    public void A_row_without_end_is_refused_before_it_fills_the_memory()
    {
        using var content = new Content(new MemoryStream(DataSamples.Gzip(new byte[64 << 20], CompressionLevel.Fastest)), "some.csv");
        var error = Assert.Throws<DataFormatException>(() => PixelCsv.ReadSplit(content, "all", described: null));
        Assert.Equal("some.csv: row 1: expected a row of at most 1,048,576 bytes; this is not a CSV file of pixels.", error.Message);
    }

    [Fact]
    public void A_gzip_bomb_of_rows_is_refused()
    {
        byte[] rows = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0,0,0,0\n", 5 << 20)));
        using var content = new Content(new MemoryStream(DataSamples.Gzip(rows)), "some.csv");
        var error = Assert.Throws<DataFormatException>(() => PixelCsv.ReadSplit(content, "all", described: null));
        Assert.EndsWith("this is not a data set of images.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv", true)]
    [InlineData("a.csv.gz", false)]
    public void What_is_written_comes_back(string file, bool labelled)
    {
        using var folder = new TemporaryFolder();
        Dataset data = DataSamples.Create(300, height: 9, width: 9, labelled: labelled);
        PixelCsv.Write(data, folder.File(file));
        DataSamples.AssertSame(data, PixelCsv.Read(folder.File(file), "tiny", "train", DataSamples.Digits));
    }

    [Fact]
    public void The_text_is_kaggles()
    {
        using var folder = new TemporaryFolder();
        PixelCsv.Write(Dataset.Create("d", "train", 2, 2, [0, 9, 10, 255], [1], ["a", "b"]), folder.File("a.csv"));
        Assert.Equal("label,pixel0,pixel1,pixel2,pixel3\n1,0,9,10,255\n", File.ReadAllText(folder.File("a.csv")));
    }

    private static RawSplit Read(string text)
    {
        using var content = new Content(new MemoryStream(Encoding.UTF8.GetBytes(text)), "some.csv");
        return PixelCsv.ReadSplit(content, "all", described: null);
    }
}
