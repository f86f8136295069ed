using System.Buffers.Binary;
using System.IO.Compression;
using Misread.Data;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Images => _folder.File("train-images-idx3-ubyte");

    private string Labels => _folder.File("train-labels-idx1-ubyte");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(".gz")]
    public void What_is_written_comes_back(string suffix)
    {
        Dataset data = DataSamples.Create(37, height: 5, width: 3);
        IdxFile.Write(data, Images + suffix, Labels + suffix);
        DataSamples.AssertSame(data, IdxFile.Read(Images + suffix, Labels + suffix, "tiny", "train", DataSamples.Digits));
        Assert.Equal(suffix.Length > 0, File.ReadAllBytes(Images + suffix)[0] == 0x1F);
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        Dataset data = Dataset.Create("d", "train", 1, 2, [1, 2, 3, 4], [1, 0], ["a", "b"]);
        IdxFile.Write(data, Images, Labels);
        Assert.Equal([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4], File.ReadAllBytes(Images));
        Assert.Equal([0, 0, 8, 1, 0, 0, 0, 2, 1, 0], File.ReadAllBytes(Labels));
    }

    [Fact]
    public void Images_without_labels_are_read()
    {
        Dataset data = DataSamples.Create(4, labelled: false);
        IdxFile.Write(data, Images, labelsPath: null);
        DataSamples.AssertSame(data, IdxFile.Read(Images, null, "tiny", "train"));
        Assert.Throws<DataFormatException>(() => IdxFile.Write(data, Images, Labels));
        Assert.False(File.Exists(Labels));
    }

    [Theory]
    [InlineData("", "byte 0: expected an IDX file of images, which begins with two zero bytes; this is an empty file; fetch it again.")]
    [InlineData("00 00 08", "byte 0: expected an IDX file of images, which begins with two zero bytes; this is another kind of file.")]
    [InlineData("89 50 4E 47 0D 0A 1A 0A", "byte 0: expected an IDX file of images, which begins with two zero bytes; this is another kind of file.")]
    [InlineData("00 00 0D 03 00 00 00 01 00 00 00 01 00 00 00 01 00", "byte 2: expected images of one unsigned byte each (type 8), found type 13.")]
    [InlineData("00 00 08 01 00 00 00 01 00", "byte 3: expected 3 dimensions for images, found 1; this looks like a file of labels.")]
    [InlineData("00 00 08 04 00 00 00 01 00", "byte 3: expected 3 dimensions for images, found 4.")]
    [InlineData("00 00 08 03 00 00 00 01 00", "byte 9: expected a header of 16 bytes; the file is cut off.")]
    [InlineData("00 00 08 03 00 00 00 00 00 00 00 01 00 00 00 01", "byte 4: expected at least one image, found none.")]
    [InlineData("00 00 08 03 00 00 00 01 00 00 00 00 00 00 00 01", "byte 8: expected images of 1 … 32768 pixels a side, found 0×1.")]
    [InlineData("00 00 08 03 00 00 00 01 FF FF FF FF 00 00 00 01", "byte 8: expected images of 1 … 32768 pixels a side, found 4294967295×1.")]
    [InlineData("00 00 08 03 00 00 00 02 00 00 00 01 00 00 00 02 01 02 03", "byte 16: expected 4 bytes for 2 images of 1×2, found 3; the file is cut off.")]
    [InlineData("00 00 08 03 00 00 00 02 00 00 00 01 00 00 00 02 01 02 03 04 05", "byte 16: expected 4 bytes for 2 images of 1×2, found 5; the header and the content do not belong together.")]
    [InlineData("00 00 08 03 00 01 00 00 00 00 80 00 00 00 80 00 00", "byte 4: 65,536 images of 32768×32768 are 70,368,744,177,664 bytes, more than the 2,147,483,591 that are accepted.")]
    public void Malformed_images_are_refused_with_their_place(string hex, string message)
    {
        File.WriteAllBytes(Images, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        var error = Assert.Throws<DataFormatException>(() => IdxFile.Read(Images, null, "tiny", "train"));
        Assert.Equal($"{Images}: {message}", error.Message);
    }

    [Fact]
    public void Labels_of_another_number_are_refused()
    {
        IdxFile.Write(DataSamples.Create(5), Images, Labels);
        IdxFile.Write(DataSamples.Create(4), _folder.File("other"), Labels);
        var error = Assert.Throws<DataFormatException>(() => IdxFile.Read(Images, Labels, "tiny", "train"));
        Assert.Equal($"{Labels}: byte 4: expected 5 labels, as many as there are images in {Images}, found 4.", error.Message);
    }

    [Fact]
    public void A_label_out_of_range_is_refused_with_its_place()
    {
        IdxFile.Write(DataSamples.Create(20), Images, Labels);
        byte[] labels = File.ReadAllBytes(Labels);
        labels[8 + 3] = 10;
        File.WriteAllBytes(Labels, labels);
        var error = Assert.Throws<DataFormatException>(() => IdxFile.Read(Images, Labels, "tiny", "train", DataSamples.Digits));
        Assert.Equal($"{Labels}: byte 11: expected a label of 0 … 9, found 10.", error.Message);

        // Nobody says how many classes there are: the next number may be a class, 200 cannot.
        Assert.Equal(11, IdxFile.Read(Images, Labels, "tiny", "train").ClassCount);
        labels[8 + 3] = 200;
        File.WriteAllBytes(Labels, labels);
        error = Assert.Throws<DataFormatException>(() => IdxFile.Read(Images, Labels, "tiny", "train"));
        Assert.Equal($"{Labels}: byte 11: label 200 would leave class 10 without an image; if it is right, name all classes in dataset.json.", error.Message);
    }

    [Fact]
    public void Every_truncation_of_a_gzip_file_is_refused()
    {
        IdxFile.Write(DataSamples.Create(10), Images + ".gz", labelsPath: null);
        byte[] whole = File.ReadAllBytes(Images + ".gz");
        for (int length = 0; length < whole.Length; length++)
        {
            using var content = new Content(new MemoryStream(whole, 0, length), "some.gz");
            Assert.Throws<DataFormatException>(() => IdxFile.ReadSplit(content, labels: null, "train"));
        }
    }

    [Fact]
    public void A_gzip_bomb_is_read_no_further_than_its_header_claims()
    {
        byte[] header = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 4];
        byte[] bomb = DataSamples.Gzip([.. header, .. new byte[64 << 20]], CompressionLevel.Fastest);
        using var content = new Content(new MemoryStream(bomb), "bomb.gz");
        var error = Assert.Throws<DataFormatException>(() => IdxFile.ReadSplit(content, labels: null, "train"));
        Assert.Equal("bomb.gz: byte 16: expected 16 bytes for 1 images of 4×4, found more; the header and the content do not belong together.", error.Message);
        Assert.Equal(33, content.Position);
    }

    [Fact]
    public void A_header_that_claims_more_than_the_file_can_unpack_to_takes_no_memory()
    {
        byte[] header = new byte[16];
        header[2] = 8;
        header[3] = 3;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 2_000_000);
        header[11] = 28;
        header[15] = 28;
        byte[] file = DataSamples.Gzip(header);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var content = new Content(new MemoryStream(file), "claim.gz");
        Assert.Throws<DataFormatException>(() => IdxFile.ReadSplit(content, labels: null, "train"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
