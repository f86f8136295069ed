using System.IO.Compression;
using System.Text;
using Misread.Data;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

/// <summary>Data sets as other libraries publish them, and tables whose labels are elsewhere or count from 1.</summary>
public sealed class PublishedLayoutsTests
{
    [Theory]
    [InlineData("x_train", "y_train", "x_test", "y_test", "train,test")]
    [InlineData("train_images", "train_labels", "val_images", "val_labels", "train,validation")]
    [InlineData("images", "labels", null, null, "all")]
    public void Npz_holds_splits_under_usual_names(string images, string labels, string? moreImages, string? moreLabels, string splits)
    {
        using var folder = new TemporaryFolder();
        Npz(folder.File("d.npz"), (images, Images(6)), (labels, Labels(6)), (moreImages, Images(4)), (moreLabels, Labels(4)));
        Dataset data = DatasetReader.Open(folder.File("d.npz"));
        Assert.Equal(splits.Split(','), data.Splits);
        Assert.Equal(moreImages is null ? 6 : 10, data.Count);
        Assert.Equal((2, 3, 5, 2), (data.Height, data.Width, (int)data.Image(0)[5], data.Label(2)));
    }

    [Fact]
    public void Npz_of_one_array_finds_its_labels_beside_it()
    {
        using var folder = new TemporaryFolder();
        foreach (string split in (string[])["train", "test"])
        {
            Npz(folder.File($"kmnist-{split}-imgs.npz"), ("arr_0", Images(6)));
            Npz(folder.File($"kmnist-{split}-labels.npz"), ("arr_0", Labels(6)));
        }

        Dataset one = DatasetReader.Open(folder.File("kmnist-train-imgs.npz"));
        Dataset both = DatasetReader.Open(folder.Path);
        Assert.Equal((6, 12), (one.Count, both.Count));
        Assert.Equal(["train", "test"], both.Splits);
        Assert.Equal([0, 1, 2, 0, 1, 2], one.Labels());
    }

    [Fact]
    public void Npz_without_images_says_what_it_holds()
    {
        using var folder = new TemporaryFolder();
        Npz(folder.File("a.npz"), ("y", Labels(3)));
        Npz(folder.File("b.npz"), ("x_train", Npy("|u1", "(1, 2, 2, 4)", new byte[16])));
        Assert.Contains("expected an array of images of shape (N, H, W), x_train or images say, found y (3)", Assert.Throws<DataFormatException>(() => DatasetReader.Open(folder.File("a.npz"))).Message, StringComparison.Ordinal);
        Assert.Contains("found (1, 2, 2, 4)", Assert.Throws<DataFormatException>(() => DatasetReader.Open(folder.File("b.npz"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Npz_in_colour_is_read_as_colour()
    {
        using var folder = new TemporaryFolder();
        Npz(folder.File("c.npz"), ("x_train", Npy("|u1", "(2, 1, 2, 3)", [.. Enumerable.Range(0, 12).Select(i => (byte)i)])), ("y_train", Npy("|u1", "(2, 1)", [0, 1])));
        Dataset data = DatasetReader.Open(folder.File("c.npz"));
        Assert.Equal((1, 2, 3, 2), (data.Height, data.Width, data.Channels, data.Count));
        Assert.Equal([6, 7, 8, 9, 10, 11], data.Image(1).ToArray());
        Assert.Equal([0, 1], data.Labels());
    }

    /// <summary>OpenML's mnist_784: named pixels, the class last and in quotes.</summary>
    [Fact]
    public void Labels_last_and_as_texts()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("mnist_784.csv"), "pixel1,pixel2,pixel3,pixel4,class\n1,2,3,4,'5'\n5,6,7,8,\"9\"\n");
        Dataset data = DatasetReader.Open(folder.File("mnist_784.csv"));
        Assert.Equal([5, 9], data.Labels());
        Assert.Equal([1, 2, 3, 4], data.Image(0).ToArray());
    }

    /// <summary>EMNIST's letters are labelled 1 … 26: classes of these names and none without an image.</summary>
    [Fact]
    public void Labels_from_one_make_no_empty_class()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllLines(folder.File("emnist-letters-train.csv"), Enumerable.Range(1, 26).Select(k => $"{k},0,1,2,{k}"));
        Dataset data = DatasetReader.Open(folder.File("emnist-letters-train.csv"));
        Assert.Equal(26, data.ClassCount);
        Assert.Equal(("1", "26"), (data.ClassNames[data.Label(0)], data.ClassNames[data.Label(25)]));
    }

    [Fact]
    public void Idx_names_of_other_unpackers_and_downloads_that_failed()
    {
        using var folder = new TemporaryFolder();
        Dataset digits = DataSamples.Create(20, split: "test");
        DatasetWriter.Write(digits, folder.File("idx"), DatasetFormat.Idx);
        File.Move(folder.File("idx/t10k-images-idx3-ubyte"), folder.File("idx/t10k-images.idx3-ubyte"));
        File.Move(folder.File("idx/t10k-labels-idx1-ubyte"), folder.File("idx/t10k-labels.idx1-ubyte"));
        File.Delete(folder.File("idx/dataset.json"));
        Assert.Equal(digits.Labels(), DatasetReader.Open(folder.File("idx")).Labels());
        File.Move(folder.File("idx/t10k-images.idx3-ubyte"), folder.File("idx/t10k-images-idx3-ubyte.gz"));
        File.Move(folder.File("idx/t10k-labels.idx1-ubyte"), folder.File("idx/t10k-labels-idx1-ubyte.gz"));
        Assert.Equal(digits.Labels(), DatasetReader.Open(folder.File("idx")).Labels());
        File.WriteAllText(folder.File("idx/t10k-images-idx3-ubyte.gz"), "<!DOCTYPE html><html>not found</html>");
        Assert.Contains("this is a web page or XML, as a failed download leaves it", Assert.Throws<DataFormatException>(() => DatasetReader.Open(folder.File("idx"))).Message, StringComparison.Ordinal);
    }

    private static byte[] Images(int count) => Npy("|u1", $"({count}, 2, 3)", [.. Enumerable.Range(0, count * 6).Select(i => (byte)i)]);

    private static byte[] Labels(int count) => Npy("|u1", $"({count},)", [.. Enumerable.Range(0, count).Select(i => (byte)(i % 3))]);

    private static byte[] Npy(string descr, string shape, byte[] data)
    {
        string header = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n";
        return [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }

    private static void Npz(string path, params (string? Name, byte[] Content)[] members)
    {
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string? name, byte[] content) in members.Where(m => m.Name is not null))
        {
            using Stream stream = archive.CreateEntry(name + ".npy").Open();
            stream.Write(content);
        }
    }
}
