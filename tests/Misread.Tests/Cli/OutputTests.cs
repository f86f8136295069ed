using Misread.Data;
using Misread.Tests.Training;
using Xunit;

namespace Misread.Tests.Cli;

/// <summary>No verb deletes or replaces what is not Misread's, forced or not.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OutputTests() => DatasetWriter.Write(TrainingSamples.Corners(60, seed: 3), _folder.File("imgs"), DatasetFormat.Png);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run --cross-validate 2")]
    [InlineData("run")]
    [InlineData("train")]
    [InlineData("run --cross-validate 2 --resume")]
    [InlineData("run --resume")]
    [InlineData("run --force")]
    public void A_folder_called_as_a_checkpoint_is_kept(string verb)
    {
        Directory.CreateDirectory(_folder.File("model.checkpoint"));
        File.WriteAllText(_folder.File("model.checkpoint/t.txt"), "thesis");

        CliResult result = Train(verb.Split(' '), "--out", "model");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("thesis", File.ReadAllText(_folder.File("model.checkpoint/t.txt")));
        Assert.Equal(["imgs", "model.checkpoint"], Names());
    }

    [Fact]
    public void A_folder_called_as_a_checkpoint_is_kept_when_the_data_do_not_fit()
    {
        Directory.CreateDirectory(_folder.File("model.checkpoint"));
        File.WriteAllText(_folder.File("model.checkpoint/t.txt"), "thesis");

        CliResult result = CliProcess.Run(
            ["run", "--dataset", "imgs", "--model", "mlp", "--epochs", "1", "--cross-validate", "50", "--resume", "--out", "model"], workingFolder: _folder.Path);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("thesis", File.ReadAllText(_folder.File("model.checkpoint/t.txt")));
    }

    [Fact]
    public void A_file_called_as_a_checkpoint_is_kept()
    {
        File.WriteAllText(_folder.File("model.checkpoint"), "thesis");
        foreach (string more in (string[])["--quiet", "--force", "--resume"])
            Assert.Equal(1, Train(["run"], "--out", "model", more).ExitCode);
        Assert.Equal("thesis", File.ReadAllText(_folder.File("model.checkpoint")));
    }

    [Theory]
    [InlineData("data convert imgs --to csv --out imgs --force")]
    [InlineData("data convert imgs --to csv --out imgs/train --force")]
    [InlineData("data convert imgs --to csv --out . --force")]
    [InlineData("data convert imgs --to csv --out .. --force")]
    [InlineData("data convert imgs --to csv --out mine --force")]
    [InlineData("cluster --dataset imgs --n-init 1 --out imgs --force")]
    [InlineData("run --dataset imgs --model mlp --epochs 1 --out imgs --force")]
    [InlineData("run --dataset imgs --model mlp --epochs 1 --out imgs/run")]
    [InlineData("run --dataset imgs --model mlp --epochs 1 --out mine --force")]
    public void Inputs_and_folders_of_somebody_elses_are_kept(string args)
    {
        Directory.CreateDirectory(_folder.File("mine"));
        File.WriteAllText(_folder.File("mine/run.json.txt"), "mine");
        string[] before = Files();

        CliResult result = CliProcess.Run(args.Split(' '), workingFolder: _folder.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("^misread: .* choose another --out\\.\n$", result.Error);
        Assert.Equal(before, Files());
    }

    [Fact]
    public void Runs_and_their_data_are_kept_by_every_verb_that_reads_a_run()
    {
        Assert.Equal(0, Train(["run"], "--out", "runs/a").ExitCode);
        File.WriteAllText(_folder.File("accepted.csv"), "when,id,original_label,new_label,reason,by\n2026-01-01T00:00:00Z,imgs/train/0,0,1,,anna\n");
        string[] before = Files();
        string[][] attacks =
        [
            ["errors", "runs/a"], ["audit", "runs/a", "--unseen"], ["evaluate", "runs/a"], ["compare", "runs/a", "runs/a"],
            ["fix", "runs/a", "--accept", "accepted.csv"], ["retrain", "runs/a", "--seeds", "1"],
        ];
        foreach (string[] attack in attacks)
        {
            foreach (string place in (string[])["runs/a", "imgs"])
            {
                CliResult result = CliProcess.Run([.. attack, "--out", place, "--force"], workingFolder: _folder.Path);
                Assert.Equal(1, result.ExitCode);
                Assert.Equal(before, Files());
            }
        }

        Assert.Equal(1, CliProcess.Run(["errors", "runs/a", "--out", "runs", "--force"], workingFolder: _folder.Path).ExitCode);
        Assert.Equal(1, CliProcess.Run(["report", "runs/a", "--out", "runs/a/run.json", "--force"], workingFolder: _folder.Path).ExitCode);
        Assert.Equal(before, Files());
    }

    [Fact]
    public void Predict_keeps_what_it_reads_and_what_it_did_not_write()
    {
        Assert.Equal(0, Train(["run"], "--out", "runs/a").ExitCode);
        Dataset images = TrainingSamples.Corners(3);
        PixelCsv.Write(images, _folder.File("x.csv"));
        File.WriteAllText(_folder.File("notes.csv"), "mine");
        string[] before = Files();
        foreach (string place in (string[])["x.csv", "./x.csv", "notes.csv", "runs/a/predictions.csv", "imgs"])
        {
            CliResult result = CliProcess.Run(["predict", "runs/a", "x.csv", "--out", place, "--force"], workingFolder: _folder.Path);
            Assert.Equal(1, result.ExitCode);
            Assert.Equal(before, Files());
        }

        Assert.Equal(0, CliProcess.Run(["predict", "runs/a", "x.csv", "--out", "read.csv"], workingFolder: _folder.Path).ExitCode);
        Assert.Equal(0, CliProcess.Run(["predict", "runs/a", "x.csv", "--out", "read.csv", "--force"], workingFolder: _folder.Path).ExitCode);
    }

    private CliResult Train(string[] verb, params string[] more) => CliProcess.Run(
        [.. verb, "--dataset", "imgs", "--model", "mlp", "--epochs", "1", .. more], workingFolder: _folder.Path);

    private string[] Names() => [.. Directory.GetFileSystemEntries(_folder.Path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>Every file below the folder, with its size.</summary>
    private string[] Files() =>
        [.. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(f => $"{f} {new FileInfo(f).Length}").Order(StringComparer.Ordinal)];
}
