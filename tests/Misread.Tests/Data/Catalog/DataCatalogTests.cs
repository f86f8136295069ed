using System.IO.Compression;
using Misread.Data;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Data;

public sealed class DataCatalogTests : IDisposable
{
    private const string FileName = "all-images-idx3-ubyte.gz";
    private static readonly Dataset Sample = DataSamples.Create(5000, split: "all", labelled: false);
    private static readonly byte[] Content = IdxBytes(Sample);
    private static readonly byte[] Compressed = DataSamples.Gzip(Content);

    private readonly TemporaryFolder _folder = new();

    private string Cache => _folder.File("cache");

    private string Target => Path.Combine(Cache, "tiny", FileName);

    private string Part => Target + ".part";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_data_set_is_downloaded_once_and_then_found()
    {
        using var server = new LoopbackServer(request => LoopbackAnswer.File(Compressed, request));
        DataCatalog catalog = Catalog(server.At("a"));
        ResolvedDataset first = Resolve(catalog);
        DataSamples.AssertSame(Sample, first.Dataset);
        Assert.Equal(Path.GetDirectoryName(Target), first.Location);
        Assert.Equal(Compressed, File.ReadAllBytes(Target));
        Assert.Equal([FileName], Directory.GetFiles(Path.GetDirectoryName(Target)!).Select(Path.GetFileName));
        Resolve(catalog);
        Assert.Single(server.Requests);
    }

    [Fact]
    public void Another_compression_of_the_same_content_will_do()
    {
        using var server = new LoopbackServer(request => LoopbackAnswer.File(
            request.Path == "plain" ? Content : DataSamples.Gzip(Content, CompressionLevel.Fastest), request));
        Resolve(Catalog(server.At("plain")));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        File.Delete(Target);
        Resolve(Catalog(server.At("fast")));
        Assert.NotEqual(Compressed, File.ReadAllBytes(Target));
    }

    [Fact]
    public void A_missing_file_sends_to_the_next_mirror()
    {
        using var server = new LoopbackServer(request => request.Path == "gone" ? new LoopbackAnswer([]) { Status = 404 } : LoopbackAnswer.File(Compressed, request));
        DataSamples.AssertSame(Sample, Resolve(Catalog(server.At("gone"), server.At("here"))).Dataset);
        Assert.Equal(["gone", "here"], server.Requests.Select(r => r.Path));
    }

    [Fact]
    public void A_broken_connection_is_taken_up_where_it_broke()
    {
        int half = Compressed.Length / 2;
        using var server = new LoopbackServer(request =>
            LoopbackAnswer.File(Compressed, request) with { Sent = request.From is null ? half : null });
        DataSamples.AssertSame(Sample, Resolve(Catalog(server.At("a"))).Dataset);
        Assert.Equal([null, half], server.Requests.Select(r => r.From));
    }

    [Fact]
    public void A_mirror_that_cannot_continue_sends_the_whole_again()
    {
        int calls = 0;
        using var server = new LoopbackServer(_ => new LoopbackAnswer(Compressed) { Sent = calls++ == 0 ? 1000 : null });
        DataSamples.AssertSame(Sample, Resolve(Catalog(server.At("a"))).Dataset);
        Assert.Equal([null, 1000], server.Requests.Select(r => r.From));
    }

    [Fact]
    public void An_end_without_an_announced_length_is_noticed_by_the_content()
    {
        using var server = new LoopbackServer(request =>
            request.Path == "cut" ? new LoopbackAnswer(Compressed) { Announced = -1, Sent = Compressed.Length - 5 } : LoopbackAnswer.File(Compressed, request));
        DataSamples.AssertSame(Sample, Resolve(Catalog(server.At("cut"), server.At("whole"))).Dataset);
    }

    [Fact]
    public void A_corrupted_file_is_thrown_away_and_the_next_mirror_asked()
    {
        byte[] corrupted = [.. Compressed];
        corrupted[Compressed.Length / 2] ^= 0x10;
        byte[] other = DataSamples.Gzip([.. Content[..^1], (byte)~Content[^1]]);
        using var server = new LoopbackServer(request => LoopbackAnswer.File(
            request.Path switch { "corrupted" => corrupted, "other" => other, _ => Compressed }, request));
        DataSamples.AssertSame(Sample, Resolve(Catalog(server.At("corrupted"), server.At("other"), server.At("good"))).Dataset);
        Assert.Equal([("corrupted", null), ("other", null), ("good", (long?)null)], server.Requests.Select(r => (r.Path, r.From)));
    }

    [Fact]
    public void A_beginning_that_does_not_fit_the_rest_is_dropped()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Part)!);
        File.WriteAllBytes(Part, new byte[700]);
        using var server = new LoopbackServer(request => LoopbackAnswer.File(Compressed, request));
        DataSamples.AssertSame(Sample, Resolve(Catalog(server.At("a"))).Dataset);
        Assert.Equal([700, null], server.Requests.Select(r => r.From));
    }

    [Fact]
    public void A_part_that_is_complete_or_too_long_does_not_stand_in_the_way()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Part)!);
        File.WriteAllBytes(Part, [.. Compressed, 1, 2, 3]);
        using var server = new LoopbackServer(request => LoopbackAnswer.File(Compressed, request));
        DataSamples.AssertSame(Sample, Resolve(Catalog(server.At("a"))).Dataset);
        Assert.False(File.Exists(Part));
    }

    [Fact]
    public void Redirects_are_followed_but_not_for_ever()
    {
        LoopbackServer? self = null;
        using var server = new LoopbackServer(request => request.Path switch
        {
            "moved" => new LoopbackAnswer([]) { Status = 302, Headers = $"Location: {self!.At("here")}\r\n" },
            "loop" => new LoopbackAnswer([]) { Status = 302, Headers = $"Location: {self!.At("loop")}\r\n" },
            _ => LoopbackAnswer.File(Compressed, request),
        });
        self = server;
        DataSamples.AssertSame(Sample, Resolve(Catalog(server.At("moved"))).Dataset);
        File.Delete(Target);
        var error = Assert.ThrowsAny<IOException>(() => Resolve(Catalog(server.At("loop"))));
        Assert.Contains("answers 302", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stalled_mirror_is_left_and_what_it_sent_is_kept()
    {
        using var server = new LoopbackServer(request => request.Path == "slow"
            ? LoopbackAnswer.File(Compressed, request) with { Sent = request.From is null ? 2000 : 0, Stalls = true }
            : LoopbackAnswer.File(Compressed, request));
        DataSamples.AssertSame(Sample, Resolve(Catalog([server.At("slow"), server.At("fast")], TimeSpan.FromSeconds(1.5))).Dataset);
        Assert.Equal([("slow", null), ("slow", 2000), ("fast", (long?)2000)], server.Requests.Select(r => (r.Path, r.From)));
    }

    [Fact]
    public void A_mirror_that_never_answers_is_left()
    {
        using var server = new LoopbackServer(request => request.Path == "mute" ? throw new IOException("hangs up") : LoopbackAnswer.File(Compressed, request));
        DataSamples.AssertSame(Sample, Resolve(Catalog(server.At("mute"), server.At("good"))).Dataset);
    }

    [Theory]
    [InlineData(1L << 40, "announces 1,099,511,627,776 bytes")]
    [InlineData(-1, "sends more than")]
    public void A_mirror_that_sends_too_much_is_left(long announced, string reason)
    {
        using var server = new LoopbackServer(_ => new LoopbackAnswer(new byte[3 << 20]) { Announced = announced });
        var error = Assert.ThrowsAny<IOException>(() => Resolve(Catalog(server.At("a"))));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
        Assert.InRange(File.Exists(Part) ? new FileInfo(Part).Length : 0, 0, Content.Length + (1 << 20));
    }

    [Fact]
    public void A_bomb_is_not_unpacked_beyond_the_published_length()
    {
        byte[] bomb = DataSamples.Gzip(new byte[50 << 20]);
        using var server = new LoopbackServer(request => LoopbackAnswer.File(bomb, request));
        var error = Assert.ThrowsAny<IOException>(() => Resolve(Catalog(server.At("a"))));
        Assert.Contains("holds more than the published 80,016 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_every_mirror_fails_one_sentence_says_why_each_did()
    {
        using var server = new LoopbackServer(request => new LoopbackAnswer([1, 2, 3]) { Status = request.Path == "a" ? 404 : 200 });
        var error = Assert.ThrowsAny<IOException>(() => Resolve(Catalog(server.At("a"), server.At("b"), new Uri("https://mirror.invalid/c"))));
        Assert.Equal(
            $"{FileName}: cannot be downloaded: 127.0.0.1 answers 404 Test; 127.0.0.1 sent a file that holds 3 of the published 80,016 bytes; mirror.invalid cannot be found (is this machine offline?).",
            error.Message);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public void A_stopped_download_goes_on_the_next_time()
    {
        bool stalls = true;
        using var stop = new CancellationTokenSource();
        using var server = new LoopbackServer(request => LoopbackAnswer.File(Compressed, request) with { Sent = stalls ? 3000 : null, Stalls = stalls });
        DataCatalog catalog = Catalog(server.At("a"));
        var progress = new Told(_ => stop.Cancel());
        Assert.ThrowsAny<OperationCanceledException>(() => catalog.Resolve("tiny", progress, stop.Token));
        Assert.False(File.Exists(Target));
        Assert.InRange(new FileInfo(Part).Length, 1, 3000);
        long arrived = new FileInfo(Part).Length;
        stalls = false;
        DataSamples.AssertSame(Sample, Resolve(catalog).Dataset);
        Assert.Equal([null, arrived], server.Requests.Select(r => r.From));
    }

    [Fact]
    public void Progress_ends_at_the_whole_file()
    {
        var told = new List<DownloadProgress>();
        using var server = new LoopbackServer(request => LoopbackAnswer.File(Compressed, request));
        Catalog(server.At("a")).Resolve("tiny", new Told(told.Add), TestContext.Current.CancellationToken);
        Assert.Equal(new DownloadProgress(FileName, server.At("a"), Compressed.Length, Compressed.Length), told[^1]);
    }

    [Fact]
    public void Only_auto_falls_back_to_the_built_in_data()
    {
        Dataset built = DataSamples.Create(3, name: "synthetic");
        CatalogEntry mnist = Entry("mnist", [new Uri("https://mirror.invalid/x")]);
        var synthetic = new CatalogEntry("synthetic", "", "", DataSamples.Digits, []) { Generate = () => new SyntheticDataset(built, []) };
        var catalog = new DataCatalog(Options() with { Entries = [mnist, synthetic] });
        ResolvedDataset auto = catalog.Resolve(DataCatalog.Auto, token: TestContext.Current.CancellationToken);
        Assert.Same(built, auto.Dataset);
        Assert.StartsWith("mnist is not on this machine and could not be fetched; using the built-in synthetic digits instead (", auto.Notice, StringComparison.Ordinal);
        Assert.ThrowsAny<IOException>(() => catalog.Resolve("mnist", token: TestContext.Current.CancellationToken));
        ResolvedDataset named = catalog.Resolve("synthetic", token: TestContext.Current.CancellationToken);
        Assert.Same(built, named.Dataset);
        Assert.Null(named.Notice);
        Assert.Null(catalog.Find(synthetic));
        Assert.Throws<ArgumentException>(() => catalog.Get(synthetic, token: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_does_not_stop_auto()
    {
        File.WriteAllText(Cache, "a file stands here");
        Dataset built = DataSamples.Create(3, name: "synthetic");
        using var server = new LoopbackServer(request => LoopbackAnswer.File(Compressed, request));
        var catalog = new DataCatalog(Options() with
        {
            Entries = [Entry("mnist", [server.At("a")]), new CatalogEntry("synthetic", "", "", DataSamples.Digits, []) { Generate = () => new SyntheticDataset(built, []) }],
        });
        Assert.Same(built, catalog.Resolve(DataCatalog.Auto, token: TestContext.Current.CancellationToken).Dataset);
    }

    [Fact]
    public void Folders_are_searched_in_their_order_and_the_cache_last()
    {
        DataCatalog catalog = Catalog(new Uri("https://mirror.invalid/x"));
        CatalogEntry entry = catalog.Entry("tiny")!;
        foreach (string place in (string[])["cache", "second", "first"])
        {
            string folder = Path.Combine(_folder.File(place), "tiny");
            Directory.CreateDirectory(folder);
            // Without .gz, as some copies have it.
            File.WriteAllBytes(Path.Combine(folder, place == "first" ? FileName[..^3] : FileName), place == "first" ? Content : Compressed);
            Assert.Equal(folder, catalog.Find(entry));
        }

        DataSamples.AssertSame(Sample, Resolve(catalog).Dataset);
    }

    [Fact]
    public void Other_names_are_looked_for_in_the_folders_and_then_taken_as_paths()
    {
        DataCatalog catalog = Catalog(new Uri("https://mirror.invalid/x"));
        DatasetWriter.Write(DataSamples.Create(5, name: "mine"), Path.Combine(_folder.File("second"), "mine"), DatasetFormat.Csv);
        CancellationToken token = TestContext.Current.CancellationToken;
        Assert.Equal(Path.Combine(_folder.File("second"), "mine"), catalog.Resolve("mine", token: token).Location);
        Assert.Equal(5, catalog.Resolve(Path.Combine(_folder.File("second"), "mine", "train.csv"), token: token).Dataset.Count);
        var error = Assert.ThrowsAny<IOException>(() => catalog.Resolve("yours", token: token));
        Assert.Equal("yours: there is no such file or folder, and no data set of this name; known names are tiny.", error.Message);
    }

    [Fact]
    public void Verify_names_the_file_that_is_not_the_published_one()
    {
        CatalogEntry entry = Entry("tiny", []);
        string folder = _folder.File("tiny");
        Directory.CreateDirectory(folder);
        Assert.Throws<FileNotFoundException>(() => DataCatalog.Verify(entry, folder));
        string path = Path.Combine(folder, FileName);
        File.WriteAllBytes(path, Compressed);
        DataCatalog.Verify(entry, folder);
        File.WriteAllBytes(path, [.. Content[..^1], (byte)~Content[^1]]);
        var error = Assert.Throws<DataFormatException>(() => DataCatalog.Verify(entry, folder));
        Assert.StartsWith($"{path}: the file has SHA-256 ", error.Message, StringComparison.Ordinal);
        File.WriteAllBytes(path, Compressed[..^9]);
        error = Assert.Throws<DataFormatException>(() => DataCatalog.Verify(entry, folder));
        Assert.Contains("damaged gzip data", error.Message, StringComparison.Ordinal);
    }

    private static ResolvedDataset Resolve(DataCatalog catalog) => catalog.Resolve("tiny", token: TestContext.Current.CancellationToken);

    private static CatalogEntry Entry(string name, Uri[] mirrors) =>
        new(name, "", "", DataSamples.Digits, [new CatalogFile(FileName, Content.Length, DataSamples.Sha256(Content), mirrors)]);

    private static byte[] IdxBytes(Dataset dataset)
    {
        using var folder = new TemporaryFolder();
        IdxFile.Write(dataset, folder.File("images"), labelsPath: null);
        return File.ReadAllBytes(folder.File("images"));
    }

    private DataCatalog Catalog(params Uri[] mirrors) => new(Options() with { Entries = [Entry("tiny", mirrors)] });

    private DataCatalog Catalog(Uri[] mirrors, TimeSpan stall) => new(Options() with { Entries = [Entry("tiny", mirrors)], StallTimeout = stall });

    private CatalogOptions Options() => new()
    {
        Folders = [_folder.File("first"), _folder.File("second")],
        CacheFolder = Cache,
        StallTimeout = TimeSpan.FromSeconds(5),
    };

    private sealed class Told(Action<DownloadProgress> tell) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => tell(value);
    }
}
