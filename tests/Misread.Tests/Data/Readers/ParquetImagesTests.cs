using Misread.Data;
using Misread.Imaging;
using Misread.IO;
using Parquet;
using Parquet.Schema;
using Xunit;

namespace Misread.Tests.Data;

/// <summary>Parquet files as Hugging Face's data sets have them.</summary>
public sealed class ParquetImagesTests : IDisposable
{
    private const string Names = """{"info":{"features":{"image":{"_type":"Image"},"label":{"names":["dog","cat"],"_type":"ClassLabel"}}}}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Shards_splits_names_and_columns_are_read()
    {
        await Write("set/data/train-00000-of-00002.parquet", [Jpeg(30), Jpeg(20)], ["a.jpg", null], [1, 0], ["x", "y"]);
        await Write("set/data/train-00001-of-00002.parquet", [Jpeg(25)], ["b.jpg"], [1], ["z"]);
        await Write("set/data/test-00000-of-00001.parquet", [Jpeg(40), [1, 2, 3]], ["c.jpg", "broken.jpg"], [-1, 0], ["", ""]);
        Dataset data = DatasetReader.Open(_folder.File("set"));
        Assert.Equal(["dog", "cat"], data.ClassNames);
        Assert.Equal(["train", "train", "train", "test"], Enumerable.Range(0, data.Count).Select(data.Split));
        Assert.Equal([1, 0, 1, -1], data.Labels());
        Assert.Equal([30, 20, 25, 40], Enumerable.Range(0, 4).Select(i => data.Picture(i).Width));
        Assert.Equal(["note"], data.Columns);
        Assert.Equal("z", data.Value(2, 0));
        Assert.Single(data.Reading!.LeftOut);
        Assert.Equal(4, Enumerable.Range(0, 4).Select(data.Id).Distinct().Count());
        Dataset one = DatasetReader.Open(_folder.File("set/data/train-00001-of-00002.parquet"));
        Assert.Equal((1, "cat"), (one.Count, one.ClassNames[one.Label(0)]));
    }

    [Fact]
    public async Task Without_images_the_columns_are_named()
    {
        var schema = new ParquetSchema(new DataField<long>("label"), new DataField<string>("text"));
        await using (FileStream stream = File.Create(_folder.File("no.parquet")))
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync<long>(schema.DataFields[0], new long[] { 1 });
            await group.WriteAsync(schema.DataFields[1], (string[])["a"]);
        }

        var error = Assert.Throws<DataFormatException>(() => DatasetReader.Open(_folder.File("no.parquet")));
        Assert.Equal($"{_folder.File("no.parquet")}: expected a column 'image' of bytes, or of bytes and path, found the columns label, text.", error.Message);
    }

    [Fact]
    public async Task A_truncated_file_is_refused()
    {
        await Write("a.parquet", [Jpeg(8), Jpeg(9)], ["a.jpg", "b.jpg"], [1, 0], ["x", "y"]);
        byte[] file = File.ReadAllBytes(_folder.File("a.parquet"));
        foreach (double share in (double[])[0.01, 0.3, 0.9, 0.999])
        {
            File.WriteAllBytes(_folder.File("cut.parquet"), file[..(int)Math.Max(4, file.Length * share)]);
            Assert.Throws<DataFormatException>(() => DatasetReader.Open(_folder.File("cut.parquet")));
        }
    }

    private static byte[] Jpeg(int width)
    {
        var image = new Bitmap(width, 16, 3);
        new Random(width).NextBytes(image.Pixels);
        return ImageEncoder.Encode(image, ImageFormat.Jpeg);
    }

    private async Task Write(string name, byte[][] images, string?[] paths, long[] labels, string[] notes)
    {
        var schema = new ParquetSchema(
            new StructField("image", new DataField<byte[]>("bytes"), new DataField<string>("path")), new DataField<long>("label"), new DataField<string>("note"));
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        await using FileStream stream = File.Create(_folder.File(name));
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream);
        writer.CustomMetadata = new Dictionary<string, string> { ["huggingface"] = Names };
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        DataField Field(string path) => schema.DataFields.Single(f => f.Path.ToString().EndsWith(path, StringComparison.Ordinal));
        await group.WriteAsync(Field("bytes"), images);
        await group.WriteAsync(Field("path"), (IReadOnlyCollection<string>)paths!);
        await group.WriteAsync<long>(Field("label"), labels);
        await group.WriteAsync(Field("note"), notes);
    }
}
