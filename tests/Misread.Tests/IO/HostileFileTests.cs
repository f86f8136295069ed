using System.IO.Compression;
using Misread.Data;
using Misread.Formats;
using Misread.Imaging;
using Misread.IO;
using Misread.Runs;
using Misread.Training;
using Xunit;

namespace Misread.Tests.IO;

/// <summary>Every reader refuses what is no regular file before it opens it, and what would fill the memory before it takes it.</summary>
public sealed class HostileFileTests
{
    private const string Description = """{"name":"x","height":4,"width":4,"maxValue":255,"classes":["0"],"splits":["train"]}""";

    /// <summary>What each reader is given: the name of the hostile file, and how it is read from the folder.</summary>
    private static readonly (string Name, Action<string> Read)[] Readers =
    [
        ("0/1.png", folder => DatasetReader.Open(folder)),
        ("index.csv", folder => DatasetReader.Open(folder)),
        ("dataset.json", folder => DatasetReader.Open(folder)),
        ("train.csv", folder => DatasetReader.Open(folder)),
        ("train-images-idx3-ubyte", folder => DatasetReader.Open(folder)),
        ("rows.csv.gz", folder => DatasetReader.Open(Path.Combine(folder, "rows.csv.gz"))),
        ("run.json", folder => RunFolder.Open(folder)),
        ("metrics.json", folder => RunMetrics.Read(Path.Combine(folder, "metrics.json"))),
        ("model.safetensors", folder => Classifier.Load(Path.Combine(folder, "model.safetensors"))),
        ("corrections.csv", folder => CorrectionLog.Read(Path.Combine(folder, "corrections.csv"))),
        ("c.csv", folder => CorrectionLog.Append(Path.Combine(folder, "c.csv"), [new Correction(default, "a", "b", "c", "", "")])),
        ("a.npy", folder => NpyFile.ReadSingles(Path.Combine(folder, "a.npy"))),
        ("p.npy", folder => ProbabilityFile.Open(Path.Combine(folder, "p.npy"))),
        ("p.npz", folder => ProbabilityFile.Open(Path.Combine(folder, "p.npz"))),
        ("p.csv", folder => ProbabilityFile.Open(Path.Combine(folder, "p.csv"))),
        ("l.npy", folder => LabelFile.Read(Path.Combine(folder, "l.npy"))),
        ("l.csv", folder => LabelFile.Read(Path.Combine(folder, "l.csv"))),
        ("photo.png", folder => PngDecoder.Read(Path.Combine(folder, "photo.png"))),
    ];

    public static TheoryData<string> Names => [.. Readers.Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pipes_and_devices_are_refused(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "devices and pipes of Linux");
        Action<string> read = Readers.Single(r => r.Name == name).Read;
        using var pipe = new TemporaryFolder();
        using var device = new TemporaryFolder();
        foreach (TemporaryFolder folder in (TemporaryFolder[])[pipe, device])
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        InputFileTests.MakePipe(pipe.File(name));
        File.CreateSymbolicLink(device.File(name), "/dev/zero");

        foreach (TemporaryFolder folder in (TemporaryFolder[])[pipe, device])
        {
            // If it hangs, the test ends all the same.
            var reading = Task.Run(() => read(folder.Path), TestContext.Current.CancellationToken);
            DataFormatException e = await Assert.ThrowsAsync<DataFormatException>(
                () => reading.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
            Assert.Contains("expected a regular file", e.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Sixteen kilobytes that unpack to 16 MB, a thousand times.</summary>
    [Fact]
    public void Images_that_unpack_to_more_than_the_memory_are_refused_after_the_first()
    {
        using var folder = new TemporaryFolder();
        PngEncoder.Write(folder.File("a.png"), new Bitmap(4096, 4096, 1));
        File.WriteAllLines(folder.File("index.csv"), ["file,id,split,label", .. Enumerable.Range(0, 1000).Select(i => $"a.png,{i},train,x")]);
        long before = GC.GetTotalAllocatedBytes();
        DataFormatException e = Assert.Throws<DataFormatException>(() => DatasetReader.Open(folder.Path));
        Assert.Contains("images of 4096×4096", e.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 200 << 20);
    }

    [Fact]
    public void Large_images_stay_files_however_many_they_are()
    {
        using var folder = new TemporaryFolder();
        PngEncoder.Write(folder.File("a.png"), new Bitmap(4096, 4096, 1));
        for (int i = 0; i < 30; i++)
            File.Copy(folder.File("a.png"), folder.File($"{i}.png"));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Dataset data = DatasetReader.Open(folder.Path);
        Assert.Equal((31, false), (data.Count, data.IsPacked));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 100 << 20);
        GC.KeepAlive(data);
    }

    [Fact]
    public void Labels_are_counted_before_memory_is_taken_for_them()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write(folder.File("p.npy"), [0.5f, 0.5f, 0.1f, 0.9f], 2, 2);
        byte[] header = NpyHeader.Encode("|i1", [1 << 30]);
        using (FileStream sparse = File.Create(folder.File("l.npy")))
        {
            sparse.Write(header);
            sparse.SetLength(header.Length + (1L << 30));
        }

        long before = GC.GetTotalAllocatedBytes();
        DataFormatException e = Assert.Throws<DataFormatException>(() => ProbabilitySource.Open(folder.File("p.npy"), folder.File("l.npy")));
        Assert.Contains("expected 2 labels", e.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10 << 20);
    }

    [Fact]
    public void An_array_that_unpacks_to_more_than_a_hundred_times_its_bytes_is_refused()
    {
        using var folder = new TemporaryFolder();
        using (var archive = new ZipArchive(File.Create(folder.File("p.npz")), ZipArchiveMode.Create))
        using (Stream member = archive.CreateEntry("probabilities.npy", CompressionLevel.Fastest).Open())
        {
            member.Write(NpyHeader.Encode("<f4", [8_000_000, 10]));
            byte[] zeros = new byte[1_000_000];
            for (int i = 0; i < 320; i++)
                member.Write(zeros);
        }

        long before = GC.GetTotalAllocatedBytes();
        DataFormatException e = Assert.Throws<DataFormatException>(() => ProbabilityFile.Open(folder.File("p.npz")));
        Assert.Contains("more than a hundred times as many", e.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10 << 20);
    }

    [Fact]
    public void An_index_with_too_many_splits_or_an_id_twice_is_refused()
    {
        using var folder = new TemporaryFolder();
        PngEncoder.Write(folder.File("a.png"), new Bitmap(4, 4, 1));
        File.WriteAllText(folder.File("dataset.json"), Description);
        File.WriteAllLines(folder.File("index.csv"), ["file,id,split,label", .. Enumerable.Range(0, 300).Select(i => $"a.png,{i},s{i},0")]);
        Assert.Contains("256 splits", Assert.Throws<DataFormatException>(() => DatasetReader.Open(folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllLines(folder.File("index.csv"), ["file,id,split,label", "a.png,i,train,0", "a.png,i,train,0"]);
        Assert.Contains("found 'i' for a.png", Assert.Throws<DataFormatException>(() => DatasetReader.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_before_a_description_is_no_fault()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("0"));
        PngEncoder.Write(folder.File("0/a.png"), new Bitmap(4, 4, 1));
        File.WriteAllText(folder.File("dataset.json"), Description, System.Text.Encoding.UTF8);
        Assert.Equal(1, DatasetReader.Open(folder.Path).Count);
    }

    [Fact]
    public void A_description_of_another_size_is_told()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("0"));
        PngEncoder.Write(folder.File("0/a.png"), new Bitmap(5, 5, 1));
        File.WriteAllText(folder.File("dataset.json"), Description);
        Assert.Contains("as dataset.json says", Assert.Throws<DataFormatException>(() => DatasetReader.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    /// <summary>A table without line breaks takes no more memory than one line may have.</summary>
    [Fact]
    public void A_line_without_an_end_is_refused()
    {
        using var folder = new TemporaryFolder();
        using (FileStream sparse = File.Create(folder.File("index.csv")))
        {
            sparse.Write("file,id,split,label\n"u8);
            sparse.SetLength(1L << 30);
        }

        long before = GC.GetTotalAllocatedBytes();
        Assert.Throws<DataFormatException>(() => DatasetReader.Open(folder.Path));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100 << 20);
    }
}
