using FsCheck;
using FsCheck.Fluent;
using Misread.Data;
using Misread.Imaging;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

/// <summary>Folders that are written and read back, and folders as other programs leave them.</summary>
public sealed class DatasetFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_format_brings_everything_back()
    {
        var shapes = (from count in Gen.Choose(1, 30)
                      from height in Gen.Choose(2, 6)
                      from width in Gen.Choose(2, 6)
                      from maxValue in Gen.Elements(255, 16, 1)
                      from classes in Gen.Choose(1, 12)
                      from labelled in Gen.Elements(true, false)
                      from format in Gen.Elements(DatasetFormat.Idx, DatasetFormat.Csv, DatasetFormat.Png)
                      from gzip in Gen.Elements(true, false)
                      select (count, height, width, maxValue, classes, labelled, format, gzip)).ToArbitrary();
        int number = 0;
        var property = Prop.ForAll(shapes, s =>
        {
            string[] names = [.. Enumerable.Range(0, s.classes).Select(k => s.classes % 2 == 0 ? $"class {k}" : $"a/b:{k}")];
            Dataset data = Dataset.Concat(
                DataSamples.Create(s.count, s.height, s.width, "set", "train", s.maxValue, names, seed: number),
                DataSamples.Create(s.count + 1, s.height, s.width, "set", "extra", s.maxValue, names, s.labelled, seed: number + 1),
                DataSamples.Create(3, s.height, s.width, "set", "test", s.maxValue, names, seed: number + 2));
            string folder = _folder.File($"{number++}");
            DatasetWriter.Write(data, folder, s.format, s.gzip);
            DataSamples.AssertSame(data, DatasetReader.Open(folder), ids: s.format != DatasetFormat.Png);
        });
        property.Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void Without_its_description_a_folder_still_gives_pixels_and_labels()
    {
        Dataset data = Dataset.Concat(DataSamples.Create(40), DataSamples.Create(20, split: "test", seed: 2));
        foreach (DatasetFormat format in Enum.GetValues<DatasetFormat>().Where(f => f != DatasetFormat.Files))
        {
            string folder = Path.Combine(_folder.File($"{format}"), "tiny");
            DatasetWriter.Write(data, folder, format);
            File.Delete(Path.Combine(folder, DatasetDescription.FileName));
            Dataset back = DatasetReader.Open(folder);
            if (format == DatasetFormat.Png)
                Assert.Equal(data.OfSplit("test").Labels().Order(), back.OfSplit("test").Labels());
            else
                DataSamples.AssertSame(data, back);
        }
    }

    [Fact]
    public void A_converted_data_set_keeps_its_checksum()
    {
        Dataset data = DataSamples.Create(50, maxValue: 16, classNames: ["zero", "one", "two"]);
        string checksum = DatasetChecksum.Sha256(data);
        string from = _folder.File("start");
        DatasetWriter.Write(data, from, DatasetFormat.Png);
        foreach (DatasetFormat format in (DatasetFormat[])[DatasetFormat.Csv, DatasetFormat.Idx, DatasetFormat.Png, DatasetFormat.Idx, DatasetFormat.Csv])
        {
            string to = _folder.File($"{Guid.NewGuid():N}");
            DatasetWriter.Write(DatasetReader.Open(from), to, format);
            Assert.Equal(checksum, DatasetChecksum.Sha256(DatasetReader.Open(to)));
            from = to;
        }
    }

    [Fact]
    public void The_checksum_sees_every_pixel_label_and_number()
    {
        byte[] pixels = [0, 1, 2, 3, 4, 5, 6, 7];
        string sum = Sum(pixels, [0, 1], 2, 2, 255, ["a", "b"]);
        Assert.NotEqual(sum, Sum([0, 1, 2, 3, 4, 5, 6, 8], [0, 1], 2, 2, 255, ["a", "b"]));
        Assert.NotEqual(sum, Sum(pixels, [1, 1], 2, 2, 255, ["a", "b"]));
        Assert.NotEqual(sum, Sum(pixels, [0, -1], 2, 2, 255, ["a", "b"]));
        Assert.NotEqual(sum, Sum(pixels, [0, 1], 1, 4, 255, ["a", "b"]));
        Assert.NotEqual(sum, Sum(pixels, [0, 1], 2, 2, 16, ["a", "b"]));
        Assert.NotEqual(sum, Sum(pixels, [0, 1], 2, 2, 255, ["a", "b", "c"]));
        Assert.Equal(sum, Sum(pixels, [0, 1], 2, 2, 255, ["x", "y"]));

        static string Sum(byte[] pixels, int[] labels, int height, int width, int max, string[] names) =>
            DatasetChecksum.Sha256(Dataset.Create("d", "s", height, width, pixels, labels, names, maxValue: max));
    }

    [Fact]
    public void Folders_of_classes_are_read_in_natural_order()
    {
        Png("pets/10/b.png", 1);
        Png("pets/10/a.PNG", 2);
        Png("pets/2/c.png", 3);
        Png("pets/.hidden/d.png", 4);
        File.WriteAllText(_folder.File("pets/2/notes.txt"), "not an image");
        Dataset data = DatasetReader.Open(_folder.File("pets"));
        Assert.Equal(["2", "10"], data.ClassNames);
        Assert.Equal(["pets/2/c.png", "pets/10/a.PNG", "pets/10/b.png"], Enumerable.Range(0, 3).Select(data.Id));
        Assert.Equal([0, 1, 1], data.Labels());
        Assert.Equal([3, 2, 1], Enumerable.Range(0, 3).Select(i => (int)data.Image(i)[0]));
        Assert.Equal(["all"], data.Splits);
    }

    [Fact]
    public void Splits_may_stand_above_the_classes()
    {
        Png("pets/test/dog/1.png", 1);
        Png("pets/train/cat/2.png", 2);
        Png("pets/train/dog/1.png", 3);
        Png("pets/val/loose.png", 4);
        Dataset data = DatasetReader.Open(_folder.File("pets"));
        Assert.Equal(["train", "validation", "test"], data.Splits);
        Assert.Equal(["cat", "dog"], data.ClassNames);
        Assert.Equal([0, 1, -1, 1], data.Labels());
        Assert.Equal("pets/test/dog/1.png", data.Id(3));
    }

    [Fact]
    public void Loose_images_have_no_label_and_colours_stay()
    {
        PngEncoder.Write(_folder.File("flat/rgb.png"), new Bitmap(1, 1, 3, [255, 0, 0]));
        PngEncoder.Write(_folder.File("flat/rgba.png"), new Bitmap(1, 1, 4, [200, 200, 200, 51]));
        Dataset data = DatasetReader.Open(_folder.File("flat"));
        Assert.False(data.IsLabelled);
        Assert.Equal(3, data.Channels);
        Assert.Equal([255, 0, 0], data.Image(0).ToArray());
        Assert.Equal([244, 244, 244], data.Image(1).ToArray());
    }

    [Fact]
    public void Images_of_two_sizes_stay_files()
    {
        Png("pets/a/1.png", 1);
        PngEncoder.Write(_folder.File("pets/a/2.png"), new Bitmap(3, 2, 1));
        Dataset data = DatasetReader.Open(_folder.File("pets"));
        Assert.False(data.IsPacked);
        Assert.Equal((0, 0, 1), (data.Height, data.Width, data.Channels));
        Assert.Equal(3, data.Picture(1).Width);
        Assert.Throws<InvalidOperationException>(() => data.Image(0).Length);
    }

    [Fact]
    public void Splits_of_two_sizes_are_refused()
    {
        PixelCsv.Write(DataSamples.Create(3), _folder.File("train.csv"));
        PixelCsv.Write(DataSamples.Create(3, 5, 5), _folder.File("test.csv"));
        var error = Assert.Throws<DataFormatException>(() => DatasetReader.Open(_folder.Path));
        Assert.Equal($"{_folder.File("test.csv")}: expected images of 4×4 as in {_folder.File("train.csv")}, found 5×5.", error.Message);
    }

    [Fact]
    public void Kaggles_folder_is_read_with_its_unlabelled_test_images()
    {
        PixelCsv.Write(DataSamples.Create(12), _folder.File("train.csv"));
        PixelCsv.Write(DataSamples.Create(5, split: "test", labelled: false), _folder.File("test.csv"));
        File.WriteAllText(_folder.File("sample_submission.csv"), "ImageId,Label\n1,0\n");
        Dataset data = DatasetReader.Open(_folder.Path, "kaggle");
        Assert.Equal((12, 5), (data.OfSplit("train").Count, data.OfSplit("test").Count));
        Assert.True(data.OfSplit("train").IsLabelled);
        Assert.All(data.OfSplit("test").Labels(), l => Assert.Equal(-1, l));
        Assert.Equal("kaggle/test/00004", data.Id(16));
    }

    [Theory]
    [InlineData("train-images.idx3-ubyte", "train-labels.idx1-ubyte", "train")]
    [InlineData("emnist-letters-test-images-idx3-ubyte.gz", "emnist-letters-test-labels-idx1-ubyte", "test")]
    [InlineData("images-idx3-ubyte", "labels-idx1-ubyte.gz", "all")]
    public void Idx_files_are_known_by_their_usual_names(string images, string labels, string split)
    {
        string folder = _folder.File("set");
        IdxFile.Write(DataSamples.Create(3), Path.Combine(folder, images), Path.Combine(folder, labels));
        Dataset data = DatasetReader.Open(folder);
        Assert.Equal($"set/{split}/00002", data.Id(2));
        Assert.True(data.IsLabelled);
        DataSamples.AssertSame(data, DatasetReader.Open(Path.Combine(folder, images)));
    }

    [Fact]
    public void What_is_no_data_set_is_refused_in_one_sentence()
    {
        string empty = Directory.CreateDirectory(_folder.File("empty")).FullName;
        Refused(empty, "expected images (JPEG, PNG, WebP, GIF, BMP) in one folder a class or with a table of labels, IDX files (train-images-idx3-ubyte …) or CSV files (train.csv …), found none of them.");
        Directory.CreateDirectory(_folder.File("classes/a"));
        Refused(_folder.File("classes"), "expected images (JPEG, PNG, WebP, GIF, BMP) in one folder a class or with a table of labels, IDX files (train-images-idx3-ubyte …) or CSV files (train.csv …), found none of them.");
        File.WriteAllText(_folder.File("nothing.csv"), "");
        Refused(_folder.File("nothing.csv"), "expected a data set, found an empty file.");
        PngEncoder.Write(_folder.File("one.png"), new Bitmap(2, 2, 1));
        Refused(_folder.File("one.png"), "expected a data set, found a single PNG image; name a folder with one folder of images a class.");
        Directory.CreateDirectory(_folder.File("two"));
        File.WriteAllText(_folder.File("two/a.csv"), "1,2,3,4\n");
        File.WriteAllText(_folder.File("two/b.csv"), "1,2,3,4\n");
        Refused(_folder.File("two"), "expected train.csv and test.csv, or one CSV file, found 2 others; name the file to read.");
        Assert.Equal("b/all/00000", DatasetReader.Open(_folder.File("two/b.csv")).Id(0));
        Assert.Throws<FileNotFoundException>(() => DatasetReader.Open(_folder.File("nowhere")));
    }

    [Theory]
    [InlineData("{", "line 1: expected the JSON of a data set")]
    [InlineData("null", "is null")]
    [InlineData("""{"name":"../x","height":2,"width":2,"maxValue":255,"classes":["a"],"splits":["all"]}""", "expected a name without slashes")]
    [InlineData("""{"name":"x","height":0,"width":2,"maxValue":255,"classes":["a"],"splits":["all"]}""", "expected height and width")]
    [InlineData("""{"name":"x","height":2,"width":2,"maxValue":256,"classes":["a"],"splits":["all"]}""", "expected maxValue")]
    [InlineData("""{"name":"x","height":2,"width":2,"maxValue":255,"classes":["a","a"],"splits":["all"]}""", "expected at least one class")]
    [InlineData("""{"name":"x","height":2,"width":2,"maxValue":255,"classes":["a"],"splits":["../../etc"]}""", "expected 1 … 256 splits")]
    [InlineData("""{"name":"x","height":2,"width":2,"maxValue":255,"classes":null,"splits":null}""", "expected at least one class")]
    public void A_hostile_description_is_refused(string json, string message)
    {
        File.WriteAllText(_folder.File("dataset.json"), json);
        File.WriteAllText(_folder.File("all.csv"), "1,2,3,4\n");
        var error = Assert.Throws<DataFormatException>(() => DatasetReader.Open(_folder.Path));
        Assert.StartsWith($"{_folder.File("dataset.json")}: {message}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_existing_folder_is_replaced_only_on_demand()
    {
        string folder = _folder.File("out");
        DatasetWriter.Write(DataSamples.Create(3), folder, DatasetFormat.Csv);
        Assert.ThrowsAny<IOException>(() => DatasetWriter.Write(DataSamples.Create(4), folder, DatasetFormat.Png));
        Assert.Equal(3, DatasetReader.Open(folder).Count);
        DatasetWriter.Write(DataSamples.Create(4), folder, DatasetFormat.Png, overwrite: true);
        Assert.Equal(4, DatasetReader.Open(folder).Count);
        Assert.Equal(["out"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(DatasetFormat.Idx)]
    [InlineData(DatasetFormat.Csv)]
    [InlineData(DatasetFormat.Png)]
    public void A_cancelled_conversion_leaves_what_was_there_and_nothing_else(DatasetFormat format)
    {
        string folder = _folder.File("out");
        DatasetWriter.Write(DataSamples.Create(3), folder, DatasetFormat.Csv);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => DatasetWriter.Write(DataSamples.Create(4), folder, format, overwrite: true, cancel: cancel.Token));
        Assert.Throws<OperationCanceledException>(() => DatasetWriter.Write(DataSamples.Create(4), _folder.File("new"), format, cancel: cancel.Token));
        Assert.Equal(3, DatasetReader.Open(folder).Count);
        Assert.Equal(["out"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_split_with_and_without_labels_fits_only_png()
    {
        Dataset mixed = Dataset.Create("m", "all", 2, 2, new byte[8], [1, -1], ["a", "b"]);
        Assert.Throws<DataFormatException>(() => DatasetWriter.Write(mixed, _folder.File("idx"), DatasetFormat.Idx));
        Assert.Throws<DataFormatException>(() => DatasetWriter.Write(mixed, _folder.File("csv"), DatasetFormat.Csv));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
        DatasetWriter.Write(mixed, _folder.File("png"), DatasetFormat.Png);
        DataSamples.AssertSame(mixed, DatasetReader.Open(_folder.File("png")), ids: false);
    }

    private void Refused(string path, string message) =>
        Assert.Equal($"{path}: {message}", Assert.Throws<DataFormatException>(() => DatasetReader.Open(path)).Message);

    private void Png(string path, byte value) => PngEncoder.Write(_folder.File(path), new Bitmap(2, 2, 1, [value, 0, 0, 0]));
}
