using Misread.Data;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

public sealed class CorrectionTests
{
    private static readonly DateTimeOffset Noon = new(2024, 2, 29, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dataset Data = Dataset.Concat(
        Dataset.Create("some", "train", 1, 1, [10, 20, 30], [0, 1, 1], ["x", "y"]),
        Dataset.Create("some", "test", 1, 1, [40, 50], [0, 1], ["x", "y"]));

    [Fact]
    public void The_last_line_about_an_image_is_in_force()
    {
        Dataset corrected = Apply(
            Line("some/train/00000", "x", "y"),
            Line("some/train/00001", "y", "exclude"),
            Line("some/test/00000", "x", "y"),
            Line("some/test/00000", "x", "x"),
            Line("some/test/00001", "y", "x"),
            Line("some/test/00001", "y", "exclude"),
            Line("some/test/00001", "y", "x"));
        Assert.Equal(["some/train/00000", "some/train/00002", "some/test/00000", "some/test/00001"], Enumerable.Range(0, corrected.Count).Select(corrected.Id));
        Assert.Equal([1, 1, 0, 0], corrected.Labels());
        Assert.Equal([0, 1, 1, 0, 1], Data.Labels());
    }

    [Fact]
    public void Lines_are_added_behind_what_stands_there()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("c.csv");
        Correction first = Line("some/train/00000", "x", "y") with { Reason = "plainly a \"y\",\nsee", By = "Ann" };
        CorrectionLog.Append(path, [first]);
        string before = File.ReadAllText(path);
        CorrectionLog.Append(path, [Line("some/train/00000", "x", "x")]);
        Assert.StartsWith("when,id,original_label,new_label,reason,by\n2024-02-29T12:00:00Z,some/train/00000,x,y,", before, StringComparison.Ordinal);
        Assert.StartsWith(before, File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal([first, Line("some/train/00000", "x", "x")], CorrectionLog.Read(path));
        File.WriteAllText(path, before.TrimEnd('\n'));
        CorrectionLog.Append(path, [Line("some/train/00001", "y", "x")]);
        Assert.Equal(2, CorrectionLog.Read(path).Count);
    }

    [Theory]
    [InlineData("some/train/00009", "x", "y", "is no image of some")]
    [InlineData("some/train/00000", "y", "x", "the data set gives 'x'")]
    [InlineData("some/train/00000", "y", "y", "the data set gives 'x'")]
    [InlineData("some/train/00000", "x", "z", "the new label 'z' is no class")]
    [InlineData("some/train/00000", "x", "", "the new label '' is no class")]
    public void What_does_not_fit_the_data_is_refused(string id, string original, string label, string message)
    {
        DataFormatException e = Assert.Throws<DataFormatException>(() => Apply(Line("some/test/00001", "y", "x"), Line(id, original, label)));
        Assert.StartsWith("c.csv: correction 2: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_record_is_neither_read_nor_written()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("c.csv");
        foreach (string text in (string[])["id,label\na,b\n", "when,id,original_label,new_label,reason,by\nyesterday,a,x,y,,\n"])
        {
            File.WriteAllText(path, text);
            Assert.Throws<DataFormatException>(() => CorrectionLog.Read(path));
            Assert.Throws<DataFormatException>(() => CorrectionLog.Append(path, [Line("a", "x", "y")]));
            Assert.Equal(text, File.ReadAllText(path));
        }
    }

    [Theory]
    [InlineData(DatasetFormat.Idx)]
    [InlineData(DatasetFormat.Csv)]
    [InlineData(DatasetFormat.Png)]
    public void The_corrected_data_set_is_read_back_beside_its_record(DatasetFormat format)
    {
        using var folder = new TemporaryFolder();
        Correction[] lines = [Line("some/train/00000", "x", "y"), Line("some/train/00001", "y", "exclude")];
        string path = folder.File("fixed");
        CorrectedDataset.Write(Apply(lines), lines, path, format);
        Dataset read = DatasetReader.Open(path);
        Assert.Equal([10, 30, 40, 50], Enumerable.Range(0, read.Count).Select(i => (int)read.Image(i)[0]));
        Assert.Equal([1, 1, 0, 1], read.Labels());
        Assert.Equal(["train", "test"], read.Splits);
        Assert.Equal(lines, CorrectionLog.Read(Path.Combine(path, "corrections.csv")));
    }

    private static Dataset Apply(params Correction[] lines) => CorrectedDataset.Apply(Data, lines, "c.csv");

    private static Correction Line(string id, string original, string label) => new(Noon, id, original, label, "", "Ann");
}
