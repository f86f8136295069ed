using FsCheck;
using FsCheck.Fluent;
using Misread.Data;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

/// <summary>What is written is read back, whatever it is called; what could not be is refused before anything is written.</summary>
public sealed class WrittenIsReadTests : IDisposable
{
    private static readonly string[] Pieces =
        ["a", "7", "ß", "日本", ":", "?", "*", "|", "<", ">", "\"", "\\", "/", " ", ".", "'", ",", "=", "\n", "\t", "\e", "Train", "train"];

    private static readonly string[] Splits = ["a", "7", "ß", "日本", "Train", "train", "test", "train-images", "x y", "all", "held.out"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Data_sets_of_any_name_are_read_back_or_refused()
    {
        Gen<string> text = from length in Gen.Choose(1, 4)
                           from many in Gen.Elements(1, 1, 1, 120)
                           from pieces in Gen.ArrayOf(Gen.Elements(Pieces), length)
                           select string.Concat(Enumerable.Repeat(string.Concat(pieces), many));
        var cases = (from name in text
                     from splits in Gen.ArrayOf(Gen.OneOf(Gen.Elements(Splits), Gen.Elements(Splits), Gen.Elements(Splits), text), 2)
                     from classes in Gen.ArrayOf(text, 3)
                     from format in Gen.Elements(DatasetFormat.Idx, DatasetFormat.Csv, DatasetFormat.Png)
                     select (name, splits, classes: classes.Distinct(StringComparer.Ordinal).ToArray(), format)).ToArbitrary();
        int number = 0;
        int written = 0;
        Prop.ForAll(cases, c =>
        {
            string[] splits = [.. c.splits.Distinct(StringComparer.Ordinal)];
            var data = Dataset.Concat([.. splits.Select((split, i) => DataSamples.Create(4, 2, 2, c.name, split, classNames: c.classes, seed: i))]);
            string folder = _folder.File($"{number++}");
            try
            {
                DatasetWriter.Write(data, folder, c.format);
            }
            catch (DataFormatException)
            {
                Assert.False(Path.Exists(folder));
                return;
            }

            written++;
            Dataset back = DatasetReader.Open(folder);
            Assert.Equal(data.ClassNames, back.ClassNames);
            Assert.Equal(data.Splits, back.Splits);
            Assert.Equal(DatasetChecksum.Sha256(data), DatasetChecksum.Sha256(back));
            if (!c.name.Any(x => x == '/' || char.IsControl(x)) && !string.IsNullOrWhiteSpace(c.name) && c.name.Length <= 255)
                Assert.Equal(data.Name, back.Name);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
        Assert.InRange(written, 20, 200);
    }

    [Fact]
    public void Splits_that_differ_in_case_only_are_refused_in_one_sentence()
    {
        var data = Dataset.Concat(DataSamples.Create(4, split: "Train"), DataSamples.Create(4, split: "train", seed: 2));
        var refused = Assert.Throws<DataFormatException>(() => DatasetWriter.Write(data, _folder.File("out"), DatasetFormat.Csv));
        Assert.Contains("Train and train", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Five_thousand_classes_of_long_names_are_read_back()
    {
        string[] names = [.. Enumerable.Range(0, 5000).Select(k => $"{k} {new string('x', 300)}")];
        Dataset data = Dataset.Create("many", "all", 2, 2, new byte[5000 * 4], [.. Enumerable.Range(0, 5000)], names);
        DatasetWriter.Write(data, _folder.File("out"), DatasetFormat.Png);
        Dataset back = DatasetReader.Open(_folder.File("out"));
        Assert.True(new FileInfo(_folder.File("out/dataset.json")).Length > 1 << 20);
        Assert.Equal(names, back.ClassNames);
        Assert.Equal(data.Labels(), back.Labels());
    }
}
