using Misread.Data;
using Misread.Imaging;
using Xunit;

namespace Misread.Tests.Data;

/// <summary>Somebody's own files stay theirs: corrected data sets keep bytes, names, colour and layout.</summary>
public sealed class FilesFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_corrected_image_moves_to_the_folder_of_its_class()
    {
        foreach (string name in (string[])["train/cat/1.jpg", "train/dog/a/1.jpg", "train/dog/1.jpg", "val/cat/2.jpg"])
            Jpeg("pets/" + name);
        Dataset data = DatasetReader.Open(_folder.File("pets"));
        var correction = new Correction(DateTimeOffset.UnixEpoch, "pets/train/dog/1.jpg", "dog", "cat", "seen", "me");
        Dataset corrected = CorrectedDataset.Apply(data, [correction], "test");
        CorrectedDataset.Write(corrected, [correction], _folder.File("out/pets"), DatasetFormat.Files);
        Dataset back = DatasetReader.Open(_folder.File("out/pets"));
        Assert.Equal(
            ["train/cat/1-2.jpg", "train/cat/1.jpg", "train/dog/a/1.jpg", "val/cat/2.jpg"],
            Enumerable.Range(0, back.Count).Select(i => back.FileName(i)!).Order(StringComparer.Ordinal));
        Assert.Equal(["train", "validation"], back.Splits);
        Assert.Equal(File.ReadAllBytes(_folder.File("pets/val/cat/2.jpg")), File.ReadAllBytes(_folder.File("out/pets/val/cat/2.jpg")));
        Assert.Equal(3, back.Labels().Count(l => back.ClassNames[l] == "cat"));
        Assert.Empty(back.Reading!.Sentences());
    }

    [Fact]
    public void A_table_is_written_again_with_its_columns()
    {
        Jpeg("set/1.jpg");
        Jpeg("set/2.jpg");
        File.WriteAllText(_folder.File("set/metadata.csv"), "path,label,split,age,sex\n1.jpg,cat,train,3,f\n2.jpg,dog,test,4,\"m, or\"\n");
        Dataset data = DatasetReader.Open(_folder.File("set"));
        DatasetWriter.Write(data.WithLabels([1, 1]), _folder.File("out"), DatasetFormat.Files);
        Assert.Equal("path,label,split,age,sex\n1.jpg,dog,train,3,f\n2.jpg,dog,test,4,\"m, or\"\n", File.ReadAllText(_folder.File("out/metadata.csv")));
        Assert.Equal(["dog"], DatasetReader.Open(_folder.File("out")).ClassNames);
    }

    [Fact]
    public void Pixels_are_no_files_and_files_of_any_size_no_pixels()
    {
        Assert.Throws<Misread.IO.DataFormatException>(() => DatasetWriter.Write(DataSamples.Create(3), _folder.File("a"), DatasetFormat.Files));
        Jpeg("pets/cat/1.jpg", 200);
        Jpeg("pets/cat/2.jpg", 100);
        Dataset data = DatasetReader.Open(_folder.File("pets"));
        foreach (DatasetFormat format in (DatasetFormat[])[DatasetFormat.Idx, DatasetFormat.Csv, DatasetFormat.Png])
            Assert.Throws<Misread.IO.DataFormatException>(() => DatasetWriter.Write(data, _folder.File("b"), format));
        DatasetWriter.Write(data.Packed(4, 4), _folder.File("c"), DatasetFormat.Png);
        Assert.Equal((4, 3), (DatasetReader.Open(_folder.File("c")).Width, DatasetReader.Open(_folder.File("c")).Channels));
    }

    private void Jpeg(string path, int width = 20)
    {
        var image = new Bitmap(width, 16, 3);
        new Random(path.GetHashCode(StringComparison.Ordinal)).NextBytes(image.Pixels);
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
        File.WriteAllBytes(_folder.File(path), ImageEncoder.Encode(image, ImageFormat.Jpeg, 90));
    }
}
