using System.Formats.Tar;
using System.IO.Compression;
using Misread.Data;
using Misread.Imaging;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

/// <summary>Folders and archives of images as people have them.</summary>
public sealed class ImageSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Hidden_and_system_files_are_no_class_and_no_image()
    {
        Jpeg("pets/cat/1.JPG");
        Jpeg("pets/dog/1.jpeg");
        Jpeg("pets/.ipynb_checkpoints/1.jpg");
        Jpeg("pets/__MACOSX/cat/._1.jpg");
        Text("pets/cat/Thumbs.db");
        Text("pets/.DS_Store");
        Text("pets/desktop.ini");
        Dataset data = Open("pets");
        Assert.Equal(["cat", "dog"], data.ClassNames);
        Assert.Equal(2, data.Count);
        Assert.Equal(5, data.Reading!.Ignored);
        Assert.Empty(data.Reading.Sentences());
    }

    [Fact]
    public void Every_broken_file_is_named_at_once_and_left_out()
    {
        Jpeg("pets/cat/1.jpg");
        Jpeg("pets/dog/2.jpg");
        File.WriteAllBytes(_folder.File("pets/cat/empty.png"), []);
        Text("pets/cat/page.jpg", "<html>not found</html>");
        byte[] whole = File.ReadAllBytes(_folder.File("pets/cat/1.jpg"));
        File.WriteAllBytes(_folder.File("pets/dog/cut.jpg"), whole[..(whole.Length / 2)]);
        File.WriteAllBytes(_folder.File("pets/dog/camera.tif"), "II*\0 and more"u8.ToArray());
        Text("pets/dog/notes.txt");
        Dataset data = Open("pets");
        Assert.Equal(2, data.Count);
        Assert.Equal(["pets/cat/1.jpg", "pets/dog/2.jpg"], Enumerable.Range(0, 2).Select(data.Id));
        Assert.Equal(["cat/empty.png", "cat/page.jpg", "dog/camera.tif", "dog/cut.jpg"], data.Reading!.LeftOut.Select(f => f.Name));
        Assert.Equal(["empty", "no image", "of a format that is not read", "cut off"], data.Reading.LeftOut.Select(f => f.Kind));
        Assert.Equal(1, data.Reading.Others[".txt"]);
        Assert.StartsWith("4 files are left out (1 cut off, 1 empty, 1 no image, 1 of a format that is not read): cat/empty.png: the file is empty;", data.Reading.Sentences()[0], StringComparison.Ordinal);
        Assert.Equal("1 file is no image and not read (1 .txt).", data.Reading.Sentences()[1]);

        var strict = Assert.Throws<DataFormatException>(() => DatasetReader.Open(_folder.File("pets"), new ReadOptions { Strict = true }));
        Assert.StartsWith($"{_folder.File("pets")}: of 6 images 4 cannot be read: cat/empty.png: the file is empty; cat/page.jpg: ", strict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Content_counts_and_not_the_name()
    {
        Jpeg("pets/cat/1.png");
        Jpeg("pets/dog/without-extension");
        Assert.Equal(2, Open("pets").Count);
        Assert.Empty(Open("pets").Reading!.Sentences());
    }

    [Fact]
    public void Images_lie_as_deep_as_they_do()
    {
        Jpeg("pets/cat/kaggle/a/1.jpg");
        Jpeg("pets/cat/2.jpg");
        Jpeg("pets/dog/own/3.jpg");
        Dataset data = Open("pets");
        Assert.Equal([0, 0, 1], data.Labels());
        Assert.Equal(["pets/cat/2.jpg", "pets/cat/kaggle/a/1.jpg", "pets/dog/own/3.jpg"], Enumerable.Range(0, 3).Select(data.Id));
    }

    [Theory]
    [InlineData("my/my/")]
    [InlineData("one/two/three/")]
    public void An_archive_that_was_unpacked_too_deep_is_descended_into(string above)
    {
        Jpeg($"set/{above}cat/1.jpg");
        Jpeg($"set/{above}dog/1.jpg");
        Dataset data = Open("set");
        Assert.Equal(["cat", "dog"], data.ClassNames);
        Assert.Equal([$"The classes were found one level deeper, in {above}."], data.Reading!.Sentences());
        Jpeg($"splits/{above}train/cat/1.jpg");
        Jpeg($"splits/{above}val/cat/1.jpg");
        Assert.Equal(["train", "validation"], Open("splits").Splits);
    }

    [Theory]
    [InlineData("train", "val", "test")]
    [InlineData("Training", "Validation", "Testing")]
    [InlineData("TRAIN", "valid", "t10k")]
    public void Splits_have_their_usual_spellings(string train, string validation, string test)
    {
        foreach ((string split, int n) in ((string, int)[])[(train, 1), (validation, 2), (test, 3)])
        {
            Jpeg($"above/{split}/cat/{n}.jpg");
            Jpeg($"below/cat/{split}/{n}.jpg");
            Jpeg($"below/dog/{split}/{n}.jpg");
        }

        foreach (string set in (string[])["above", "below"])
        {
            Dataset data = Open(set);
            Assert.Equal(["train", "validation", "test"], data.Splits);
            Assert.Equal("test", data.Split(data.Count - 1));
            Assert.Equal(set == "above" ? ["cat"] : ["cat", "dog"], data.ClassNames);
        }
    }

    [Fact]
    public void An_empty_class_is_said_aloud()
    {
        Jpeg("pets/cat/1.jpg");
        Jpeg("pets/dog/1.jpg");
        Directory.CreateDirectory(_folder.File("pets/bird"));
        Directory.CreateDirectory(_folder.File("pets/fish"));
        File.WriteAllBytes(_folder.File("pets/fish/1.jpg"), []);
        Dataset data = Open("pets");
        Assert.Equal(["cat", "dog"], data.ClassNames);
        Assert.Equal(["bird", "fish"], data.Reading!.EmptyClasses);
        Assert.Contains("2 folders hold no image and are no classes: bird, fish.", data.Reading.Sentences());
    }

    [Fact]
    public void Two_comes_before_ten_and_every_script_is_a_name()
    {
        foreach (string name in (string[])["10", "2", "1", "a,b", "\"q\"", "größe", "猫", "img10", "img9"])
            Jpeg($"set/{name}/x.jpg");
        Assert.Equal(["\"q\"", "1", "2", "10", "a,b", "größe", "img9", "img10", "猫"], Open("set").ClassNames);
    }

    [Fact]
    public void A_folder_of_broken_files_only_is_refused()
    {
        Text("pets/cat/1.jpg", "no");
        var error = Assert.Throws<DataFormatException>(() => Open("pets"));
        Assert.Equal($"{_folder.File("pets")}: no image could be read; 1 cannot be read: cat/1.jpg: expected JPEG, PNG, WebP, GIF or BMP, found text that begins 'no'.", error.Message);
    }

    [Theory]
    [InlineData("metadata.csv", "path,label,split,age\ncat one.jpg,cat,train,3\nsub/dog.jpg,dog,val,\n")]
    [InlineData("anything.csv", "split;label;path;age\ntrain;cat;cat one.jpg;3\nval;dog;sub\\dog.jpg;\n")]
    [InlineData("metadata.tsv", "file\tlabel\tsplit\tage\ncat one.jpg\tcat\ttrain\t3\ndog.jpg\tdog\tval\t\n")]
    [InlineData("labels.jsonl", "{\"file_name\":\"cat one.jpg\",\"label\":\"cat\",\"split\":\"train\",\"age\":3}\n\n{\"file_name\":\"./sub/dog.jpg\",\"split\":\"val\",\"label\":\"dog\"}\n")]
    public void A_table_names_labels_splits_and_columns(string table, string text)
    {
        Jpeg("set/cat one.jpg", width: 30);
        Jpeg("set/sub/dog.jpg", width: 20);
        Text($"set/{table}", text);
        Dataset data = Open("set");
        Assert.Equal(["cat", "dog"], data.ClassNames);
        Assert.Equal(["train", "validation"], data.Splits);
        Assert.Equal([0, 1], data.Labels());
        Assert.Equal(["set/cat one.jpg", "set/sub/dog.jpg"], Enumerable.Range(0, 2).Select(data.Id));
        Assert.Equal(["age"], data.Columns);
        Assert.Equal(["3", ""], Enumerable.Range(0, 2).Select(i => data.Value(i, 0)));
        Assert.Equal([30, 20], Enumerable.Range(0, 2).Select(i => data.Picture(i).Width));
        Assert.Empty(data.Reading!.Sentences());
        Dataset subset = data.OfSplit("validation");
        Assert.Equal("", subset.Value(0, 0));
        Assert.Equal("sub/dog.jpg", subset.FileName(0));
    }

    [Fact]
    public void What_a_table_does_not_name_or_names_in_vain_is_counted()
    {
        Jpeg("set/1.jpg");
        Jpeg("set/2.jpg");
        Text("set/metadata.csv", "path,label\n1.jpg,cat\n3.jpg,dog\n../../etc/passwd,dog\n");
        Dataset data = Open("set");
        Assert.Equal(1, data.Count);
        Assert.Equal(["2.jpg", "3.jpg", "etc/passwd"], data.Reading!.LeftOut.Select(f => f.Name));
        Assert.Equal(2, data.Reading.LeftOutByKind["named in the table but not there"]);
    }

    [Fact]
    public void A_table_beside_folders_of_classes_does_not_rule_them()
    {
        Jpeg("pets/cat/1.jpg");
        Jpeg("pets/dog/2.jpg");
        Text("pets/predictions.csv", "path,label,cat,dog\ncat/1.jpg,dog,0.5,0.5\n");
        Dataset data = Open("pets");
        Assert.Equal([0, 1], data.Labels());
        Assert.Equal(["1 file is no image and not read (1 .csv)."], data.Reading!.Sentences());
    }

    [Theory]
    [InlineData("pets.zip")]
    [InlineData("pets.tar")]
    [InlineData("pets.tar.gz")]
    [InlineData("pets.tgz")]
    public void Archives_are_read_in_place(string archive)
    {
        Jpeg("pets/train/cat/1.jpg", width: 20);
        Jpeg("pets/train/dog/2.jpg", width: 30);
        Jpeg("pets/test/dog/3.jpg", width: 40);
        Jpeg("pets/__MACOSX/x.jpg");
        string path = Pack("pets", archive);
        Dataset expected = Open("pets");
        Dataset data = DatasetReader.Open(path);
        Assert.Equal(Ids(expected), Ids(data));
        Assert.Equal(expected.Labels(), data.Labels());
        Assert.Equal(DatasetChecksum.Sha256(expected), DatasetChecksum.Sha256(data));
        Assert.Equal([20, 30, 40], Enumerable.Range(0, 3).Select(i => data.Picture(i).Width));
        Assert.Equal("train/dog/2.jpg", data.FileName(1));
        Assert.Null(data.FilePath(1));
        Assert.Equal(1, data.Reading!.Ignored);
    }

    [Fact]
    public void Names_in_an_archive_lead_nowhere()
    {
        Jpeg("1.jpg");
        string path = _folder.File("slip.zip");
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (string name in (string[])["../../cat/1.jpg", "/dog/1.jpg", "C:\\bird\\1.jpg"])
                zip.CreateEntryFromFile(_folder.File("1.jpg"), name);
        }

        Dataset data = DatasetReader.Open(path);
        Assert.Equal(["slip/bird/1.jpg", "slip/cat/1.jpg", "slip/dog/1.jpg"], Ids(data));
    }

    [Fact]
    public void Bombs_and_damaged_archives_are_refused()
    {
        string bomb = _folder.File("bomb.tar.gz");
        using (FileStream file = File.Create(bomb))
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal))
        {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 300; i++)
                gzip.Write(zeros);
        }

        Refused(bomb, "expected an archive of images, found one that unpacks to more than 268,435,456 bytes.");
        File.WriteAllBytes(_folder.File("cut.zip"), [.. "PK\u0003\u0004"u8, 1, 2, 3, 4]);
        Refused(_folder.File("cut.zip"), "expected a ZIP archive, found a damaged or incomplete one; fetch it again.");
        Text("no.tar", new string('x', 600));
        Refused(_folder.File("no.tar"), "expected a tar archive, found a damaged or incomplete one; fetch it again.");
        using (ZipArchive zip = ZipFile.Open(_folder.File("text.zip"), ZipArchiveMode.Create))
            zip.CreateEntry("readme.txt");
        Refused(_folder.File("text.zip"), "expected an archive of images (JPEG, PNG, WebP, GIF or BMP), found none among its 1 files.");
    }

    [Fact]
    public void A_packed_view_has_one_size_and_keeps_everything_else()
    {
        Jpeg("pets/cat/1.jpg", width: 400);
        Jpeg("pets/dog/2.jpg", width: 33);
        Dataset data = Open("pets");
        Dataset view = data.Subset([1, 0]).Packed(16, 24);
        Assert.Equal((16, 24, 3, true), (view.Height, view.Width, view.Channels, view.IsPacked));
        Assert.Equal(["pets/dog/2.jpg", "pets/cat/1.jpg"], Ids(view));
        Assert.Equal([1, 0], view.Labels());
        Assert.Equal(data.FileBytes(0), view.FileBytes(1));
        Assert.Equal(400, view.Picture(1).Width);
        Assert.Equal(DatasetChecksum.Sha256(data), DatasetChecksum.Sha256(data.Packed(8, 8)));
        Assert.Equal(1, data.Packed(8, 8, channels: 1).Channels);
        Assert.Same(view, view.Packed(16, 24));
    }

    [Fact]
    public void The_photographs_of_cats_and_dogs_are_read()
    {
        Dataset data = DatasetReader.Open(TestData.Folder("catdog"));
        Assert.Equal((1399, 3, false), (data.Count, data.Channels, data.IsPacked));
        Assert.Equal(700, data.Labels().Count(l => l == 0));
        Assert.Empty(data.Reading!.Sentences());
    }

    private static string[] Ids(Dataset data) => [.. Enumerable.Range(0, data.Count).Select(data.Id)];

    private Dataset Open(string name) => DatasetReader.Open(_folder.File(name));

    private void Refused(string path, string message) =>
        Assert.Equal($"{path}: {message}", Assert.Throws<DataFormatException>(() => DatasetReader.Open(path)).Message);

    private string Pack(string folder, string archive)
    {
        string path = _folder.File(archive);
        string from = _folder.File(folder);
        if (archive.EndsWith(".zip", StringComparison.Ordinal))
        {
            ZipFile.CreateFromDirectory(from, path);
        }
        else if (archive.EndsWith(".tar", StringComparison.Ordinal))
        {
            TarFile.CreateFromDirectory(from, path, includeBaseDirectory: false);
        }
        else
        {
            using FileStream file = File.Create(path);
            using var gzip = new GZipStream(file, CompressionLevel.Fastest);
            TarFile.CreateFromDirectory(from, gzip, includeBaseDirectory: false);
        }

        return path;
    }

    private void Text(string path, string text = "text")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
        File.WriteAllText(_folder.File(path), text);
    }

    private void Jpeg(string path, int width = 24)
    {
        var image = new Bitmap(width, 16, 3);
        new Random(path.Length + width).NextBytes(image.Pixels);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
        File.WriteAllBytes(_folder.File(path), ImageEncoder.Encode(image, ImageFormat.Jpeg, 90));
    }
}
