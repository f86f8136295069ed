using System.Text.Json;
using Misread.Data;
using Misread.Tests.Data;
using Xunit;

namespace Misread.Tests.Cli;

/// <summary><c>misread data</c> as its users run it.</summary>
public sealed class DataVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Convert_goes_round_through_every_format_without_loss()
    {
        DatasetWriter.Write(
            Dataset.Concat(DataSamples.Create(30, name: "mine"), DataSamples.Create(12, name: "mine", split: "test", seed: 5)),
            _folder.File("start"),
            DatasetFormat.Idx);
        string checksum = Json(Run("data", "info", "start", "--json")).GetProperty("sha256").GetString()!;
        string from = "start";
        foreach (string to in (string[])["png", "csv", "idx"])
        {
            CliResult converted = Run("data", "convert", from, "--to", to, "--out", to, "--gzip");
            Assert.Equal((0, ""), (converted.ExitCode, converted.Error));
            Assert.Contains($"{to}: 42 images (train, test) as {to}", converted.Output, StringComparison.Ordinal);
            Assert.EndsWith($"Next: misread data info {to}\n", converted.Output, StringComparison.Ordinal);
            JsonElement info = Json(Run("data", "info", to, "--json"));
            Assert.Equal(checksum, info.GetProperty("sha256").GetString());
            Assert.Equal("mine", info.GetProperty("name").GetString());
            from = to;
        }

        Assert.True(File.Exists(_folder.File("idx/t10k-images-idx3-ubyte.gz")));
        Assert.True(Directory.Exists(_folder.File("png/train/7")));
    }

    [Fact]
    public void Info_shows_the_images_of_every_class_and_split()
    {
        PixelCsv.Write(DataSamples.Create(20, classNames: ["0", "1"]), _folder.File("my.csv"));
        CliResult result = Run("data", "info", "my.csv");
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("my: 20 images of 4×4, pixels 0 … 255, 2 classes\n", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n0 +10 *\n1 +10 *\nsum +20 *\n", result.Output);
        Assert.EndsWith("Next: misread run --dataset my.csv\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_relative_data_folder_is_meant_from_the_current_folder()
    {
        string place = _folder.File("mydata/digits");
        Directory.CreateDirectory(place);
        File.WriteAllText(Path.Combine(place, "digits.csv"), string.Join(',', Enumerable.Repeat("3", 64)) + ",7\n");
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["MISREAD_DATA"] = "mydata", ["XDG_CACHE_HOME"] = _folder.File("cache") };
        JsonElement info = Json(CliProcess.Run(["data", "info", "digits", "--json"], environment, _folder.Path));
        Assert.Equal(1, info.GetProperty("images").GetInt32());
        Assert.Equal(10, info.GetProperty("class_names").GetArrayLength());
        JsonElement list = Json(CliProcess.Run(["data", "list", "--json"], environment, _folder.Path));
        JsonElement digits = list.GetProperty("datasets").EnumerateArray().Single(d => d.GetProperty("name").ValueEquals("digits"));
        Assert.Equal(Path.Combine("mydata", "digits"), digits.GetProperty("location").GetString());

        // It is not what was published, and only --verify minds.
        CliResult verified = CliProcess.Run(["data", "get", "digits", "--verify"], environment, _folder.Path);
        Assert.Equal(1, verified.ExitCode);
        Assert.Matches(@"^misread: mydata.digits.digits\.csv: the file holds 130 of the published 264,712 bytes; delete it and run 'misread data get digits'\.\n$", verified.Error);
    }

    [Fact]
    public void Without_network_get_says_so_in_one_sentence_and_leaves_nothing()
    {
        // A proxy that nobody listens at stands for the network, so that the test never leaves this machine.
        CliResult result = Run("data", "get", "mnist");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"^misread: train-images-idx3-ubyte\.gz: cannot be downloaded: [^\n]*\n$", result.Error);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(2, "unknown data set 'mnit' (did you mean 'mnist'?)", "data", "get", "mnit")]
    [InlineData(2, "--to pgn: expected one of idx, csv, png", "data", "convert", "x", "--to", "pgn", "--out", "y")]
    [InlineData(2, "--out is missing", "data", "convert", "x", "--to", "png")]
    [InlineData(2, "--to is missing", "data", "convert", "x", "--out", "y")]
    [InlineData(2, "unknown verb 'infos' (did you mean 'info'?)", "data", "infos")]
    [InlineData(1, "there is no such file or folder, and no data set of this name", "data", "info", "nowhere")]
    [InlineData(1, "ragged.csv: row 2: expected 5 cells as in row 1, found 4.", "data", "info", "ragged.csv")]
    [InlineData(1, "a file stands where a folder is to be written", "data", "convert", "good.csv", "--to", "png", "--out", "good.csv")]
    [InlineData(1, "the folder exists and is not empty", "data", "convert", "good.csv", "--to", "png", "--out", "full")]
    [InlineData(1, "good.csv/below: cannot be written to", "data", "convert", "good.csv", "--to", "png", "--out", "good.csv/below")]
    [InlineData(2, "--split tset: good has all", "data", "convert", "good.csv", "--to", "png", "--out", "new", "--split", "tset")]
    public void What_goes_wrong_is_one_sentence_and_a_code(int code, string message, params string[] args)
    {
        File.WriteAllText(_folder.File("ragged.csv"), "5,1,2,3,4\n5,1,2,3\n");
        File.WriteAllText(_folder.File("good.csv"), "5,1,2,3,4\n6,1,2,3,4\n");
        Directory.CreateDirectory(_folder.File("full/inside"));
        CliResult result = Run(args);
        Assert.Equal(code, result.ExitCode);
        Assert.StartsWith("misread: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.InRange(result.Error.Split('\n').Length - 1, 1, 2);
        Assert.Equal(["full", "good.csv", "ragged.csv"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private CliResult Run(params string[] args) => CliProcess.Run(
        args,
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["MISREAD_DATA"] = null,
            ["XDG_CACHE_HOME"] = _folder.File("cache"),
            ["HTTPS_PROXY"] = "http://127.0.0.1:9",
            ["NO_PROXY"] = null,
        },
        _folder.Path);

    private static JsonElement Json(CliResult result)
    {
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
