using System.Text.Json;
using Misread.Data;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Cli;

public sealed class ClusterVerbTests : IDisposable
{
    private const int Images = 120;
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public ClusterVerbTests()
    {
        _data = _folder.File("shapes.csv");
        PixelCsv.Write(Shapes(), _data);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Three distinct pictures, each eight times.</summary>
    [Fact]
    public void Fewer_distinct_images_than_clusters_are_said_aloud_and_more_clusters_than_images_are_refused()
    {
        byte[] pixels = [.. Enumerable.Range(0, 24).SelectMany(i => Enumerable.Repeat((byte)(80 * (i % 3)), 16))];
        PixelCsv.Write(Dataset.Create("grey", "train", 4, 4, pixels, [.. Enumerable.Range(0, 24).Select(i => i % 3)], ["0", "1", "2"]), _folder.File("grey.csv"));
        CliResult few = CliProcess.Run(["cluster", "--dataset", _folder.File("grey.csv"), "--k", "5", "--n-init", "2", "--quiet"]);
        Assert.Equal(0, few.ExitCode);
        Assert.Contains("5 clusters were asked for, and 3 have members: the 24 images are too few distinct ones for more.", few.Error, StringComparison.Ordinal);
        CliResult many = CliProcess.Run(["cluster", "--dataset", _folder.File("grey.csv"), "--k", "25"]);
        Assert.Equal((2, true), (many.ExitCode, many.Error.Contains("--k 25: expected at most the number of images, 24.", StringComparison.Ordinal)));
    }

    [Fact]
    public void It_writes_assignments_figures_and_pictures_the_same_at_any_number_of_threads()
    {
        string[] folders = [_folder.File("one"), _folder.File("three")];
        string[] results = [.. folders.Select((folder, i) =>
        {
            CliResult result = CliProcess.Run(
                ["cluster", "--dataset", _data, "--map", "tsne", "--choose-k", "2..4", "--n-init", "3", "--threads", i == 0 ? "1" : "3", "--out", folder, "--json"]);
            Assert.Equal(("", 0), (result.ExitCode == 0 ? "" : result.Error, result.ExitCode));
            return result.Output;
        })];
        JsonElement figures = JsonDocument.Parse(results[0]).RootElement;
        Assert.Equal((3, 3, Images), (figures.GetProperty("k").GetInt32(), figures.GetProperty("n_init").GetInt32(), figures.GetProperty("images").GetInt32()));
        // Three plain shapes in noise: nothing is easier.
        foreach (string name in (string[])["accuracy_mode", "accuracy_hungarian", "ari", "nmi", "homogeneity", "completeness", "v_measure"])
            Assert.Equal(1, figures.GetProperty(name).GetDouble(), 1e-9);
        Assert.Equal(1, figures.GetProperty("map").GetProperty("accuracy_mode").GetDouble(), 1e-9);
        Assert.Equal(3, figures.GetProperty("choose_k").EnumerateArray().MaxBy(c => c.GetProperty("silhouette").GetDouble()).GetProperty("k").GetInt32());
        Assert.Equal(folders[0], figures.GetProperty("out").GetString());

        string[] expected =
        [
            ".misread", "assignments.csv", "centroids.png", "choose_k.csv", "choose_k.svg", "confusion_matrix.csv", "confusion_matrix.png",
            "confusion_matrix.svg", "farthest.png", "map.png", "map.svg", "metrics.json", "nearest.png",
        ];
        Assert.Equal(expected, Directory.GetFiles(folders[0]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (string file in expected.Where(f => f is not ("metrics.json" or ".misread")))
            Assert.Equal(File.ReadAllBytes(Path.Combine(folders[0], file)), File.ReadAllBytes(Path.Combine(folders[1], file)));
        string[] rows = File.ReadAllLines(Path.Combine(folders[0], "assignments.csv"));
        Assert.Equal("id,split,label,cluster,class_mode,class_hungarian,distance,x,y,map_cluster", rows[0]);
        Assert.Equal(1 + Images, rows.Length);
        Assert.All(rows[1..], row => Assert.Equal(row.Split(',')[2], row.Split(',')[4]));
    }

    [Fact]
    public void Images_without_labels_have_clusters_but_no_scores()
    {
        string path = _folder.File("unlabelled.csv");
        Dataset shapes = Shapes();
        byte[] pixels = [.. Enumerable.Range(0, Images).SelectMany(i => shapes.Image(i).ToArray())];
        PixelCsv.Write(Dataset.Create("shapes", "all", 6, 6, pixels, null, ["0"]), path);
        string folder = _folder.File("out");
        CliResult result = CliProcess.Run(["cluster", "--dataset", path, "--k", "3", "--out", folder, "--json"]);
        Assert.Equal(("", 0), (result.ExitCode == 0 ? "" : result.Error, result.ExitCode));
        JsonElement figures = JsonDocument.Parse(result.Output).RootElement;
        Assert.False(figures.TryGetProperty("accuracy_mode", out _));
        Assert.True(figures.GetProperty("silhouette").GetDouble() > 0.3);
        Assert.False(File.Exists(Path.Combine(folder, "confusion_matrix.svg")));
        Assert.True(File.Exists(Path.Combine(folder, "nearest.png")));
    }

    [Theory]
    [InlineData("--k 121", "at most the number of images, 120", 2)]
    [InlineData("--k 0", "a whole number from 1", 2)]
    [InlineData("--init kmeans++", "did you mean 'k-means++'", 2)]
    [InlineData("--choose-k 5..2", "expected a range such as 2..15", 2)]
    [InlineData("--choose-k 2..120", "fewer clusters than images", 2)]
    [InlineData("--dataset absent-thing", "absent-thing", null)]
    public void What_cannot_be_is_said_in_a_sentence(string arguments, string expected, int? code)
    {
        string[] own = arguments.Split(' ');
        CliResult result = CliProcess.Run(["cluster", .. own[0] == "--dataset" ? own : ["--dataset", _data, .. own]]);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Contains("misread:", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Equal(code ?? result.ExitCode, result.ExitCode);
        Assert.NotEqual(0, result.ExitCode);
    }

    [Fact]
    public void What_stands_there_is_not_overwritten()
    {
        string folder = _folder.File("kept");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "mine.txt"), "mine");
        CliResult result = CliProcess.Run(["cluster", "--dataset", _data, "--out", folder]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("never replaced", result.Error, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    // A vertical bar, a horizontal bar and a block, in noise.
    private static Dataset Shapes()
    {
        var random = new Prng(1);
        byte[] pixels = new byte[Images * 36];
        int[] labels = new int[Images];
        for (int i = 0; i < Images; i++)
        {
            labels[i] = i % 3;
            for (int p = 0; p < 36; p++)
            {
                (int row, int column) = (p / 6, p % 6);
                bool ink = labels[i] switch { 0 => column is 2 or 3, 1 => row is 2 or 3, _ => row > 3 && column > 3 };
                pixels[(i * 36) + p] = (byte)((ink ? 170 : 0) + random.Next(86));
            }
        }

        return Dataset.Create("shapes", "all", 6, 6, pixels, labels, ["0", "1", "2"]);
    }
}
