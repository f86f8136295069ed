using System.Text.Json;
using Misread.Audit;
using Misread.Data;
using Misread.Runs;
using Misread.Tests.Training;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Cli;

public sealed class RunVerbTests
{
    [Fact]
    public void A_run_leaves_its_folder_and_tells_its_figures()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);

        CliResult result = CliSamples.Run(folder, "runs/a", "--json");

        Assert.Equal(0, result.ExitCode);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        RunFolder run = RunFolder.Open(folder.File("runs/a"));
        Assert.Equal(run.Info.Accuracy, json.GetProperty("accuracy").GetDouble());
        Assert.Equal(run.Info.Errors, json.GetProperty("errors").GetInt32());
        Assert.Equal(run.Info.Fingerprint!.Count, json.GetProperty("fingerprint").GetProperty("count").GetInt32());
        Assert.Equal(run.Info.Fingerprint.Count, Directory.GetFiles(folder.File("runs/a/fingerprint"), "*.png").Length);
        Assert.Equal("runs/a", json.GetProperty("out").GetString());
        Assert.True(json.GetProperty("seconds").GetProperty("total").GetDouble() >= json.GetProperty("seconds").GetProperty("train").GetDouble());
        Assert.Equal(["corners", "runs"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["a"], Directory.GetFileSystemEntries(folder.File("runs")).Select(Path.GetFileName));
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);

        Assert.Equal(0, CliSamples.Run(folder, "one", "--threads", "1", "--quiet").ExitCode);
        Assert.Equal(0, CliSamples.Run(folder, "two", "--threads", "2", "--quiet").ExitCode);

        foreach (string file in (string[])["model.safetensors", "probabilities.npy", "predictions.csv", "fingerprint/index.csv"])
            Assert.Equal(File.ReadAllBytes(folder.File($"one/{file}")), File.ReadAllBytes(folder.File($"two/{file}")));
    }

    [Fact]
    public void An_ensemble_with_distorted_images_and_averaged_weights_runs_from_the_command_line()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        string[] settings = ["--members", "2", "--augment", "shift=1,rotate=5", "--average-weights", "0.25", "--test-time-shift", "2"];

        CliResult loud = CliSamples.Run(folder, "a", settings);

        Assert.Equal(0, loud.ExitCode);
        Assert.Contains("network 2/2  epoch 6/6", loud.Error, StringComparison.Ordinal);
        Assert.Equal(["a", "corners"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        RunInfo info = RunFolder.Open(folder.File("a")).Info;
        TrainingOptions recipe = info.Training!.ToOptions();
        Assert.Equal(
            (2, "shift=1,rotate=5", 0.25, 2),
            (recipe.Members, recipe.Augmentation.ToString(), recipe.AverageWeights, recipe.TestTimeShift));
        Assert.Contains("--members 2", info.Reproduce, StringComparison.Ordinal);
        Assert.Contains("--augment shift=1,rotate=5", info.Reproduce, StringComparison.Ordinal);
        Assert.Contains("--average-weights 0.25 --test-time-shift 2", info.Reproduce, StringComparison.Ordinal);
        Assert.Equal(0, CliProcess.Run(["evaluate", "a", "--out", "evaluated", "--quiet"], workingFolder: folder.Path).ExitCode);
        Assert.Equal(File.ReadAllBytes(folder.File("a/probabilities.npy")), File.ReadAllBytes(folder.File("evaluated/probabilities.npy")));
    }

    [Fact]
    public void Progress_goes_to_stderr_and_quiet_silences_it()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);

        CliResult loud = CliSamples.Run(folder, "loud");
        CliResult quiet = CliSamples.Run(folder, "quiet", "--quiet");

        Assert.Contains("epoch 6/6", loud.Error, StringComparison.Ordinal);
        Assert.Contains("% of 60 test images", loud.Output, StringComparison.Ordinal);
        Assert.Contains("Next: misread errors loud", loud.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", loud.Output + loud.Error, StringComparison.Ordinal);
        Assert.Empty(quiet.Error);
        Assert.DoesNotContain("Next:", quiet.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_existing_folder_is_replaced_only_by_force()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliSamples.Run(folder, "run", "--seed", "1").ExitCode);

        CliResult refused = CliSamples.Run(folder, "run");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal(1, RunFolder.Open(folder.File("run")).Info.Training!.ToOptions().Seed);

        Assert.Equal(0, CliSamples.Run(folder, "run", "--force").ExitCode);
        Assert.Equal(42, RunFolder.Open(folder.File("run")).Info.Training!.ToOptions().Seed);

        File.WriteAllText(folder.File("run/precious.txt"), "");
        Assert.Equal(1, CliSamples.Run(folder, "run", "--force").ExitCode);
        Assert.True(File.Exists(folder.File("run/precious.txt")));
    }

    [Fact]
    public void Without_a_name_a_second_run_stands_beside_the_first()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        string[] args = ["run", "--dataset", "corners", "--model", "mlp", "--epochs", "1", "--quiet"];

        Assert.Equal(0, CliProcess.Run(args, workingFolder: folder.Path).ExitCode);
        Assert.Equal(0, CliProcess.Run(args, workingFolder: folder.Path).ExitCode);

        Assert.Equal(["corners-mlp", "corners-mlp-2"], Directory.GetDirectories(folder.File("runs")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Training_and_evaluating_gives_the_same_predictions_as_a_run()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliSamples.Run(folder, "run", "--quiet").ExitCode);

        CliResult train = CliProcess.Run(
            ["train", "--dataset", "corners", "--model", "mlp", "--epochs", "6", "--batch-size", "16", "--out", "model"], workingFolder: folder.Path);
        CliResult evaluate = CliProcess.Run(["evaluate", "model", "--out", "evaluated"], workingFolder: folder.Path);

        Assert.Equal((0, 0), (train.ExitCode, evaluate.ExitCode));
        Assert.Contains("weighted avg", evaluate.Output, StringComparison.Ordinal);
        foreach (string file in (string[])["probabilities.npy", "predictions.csv", "metrics.json", "fingerprint/index.csv"])
            Assert.Equal(File.ReadAllText(folder.File($"run/{file}")), File.ReadAllText(folder.File($"evaluated/{file}")));
    }

    [Fact]
    public void Images_that_were_trained_on_are_known_in_another_data_set()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliSamples.Run(folder, "run", "--quiet").ExitCode);
        Dataset corners = DatasetReader.Open(folder.File("corners"), "corners");
        Predictions known = RunFolder.Open(folder.File("run")).ReadPredictions();
        int[] rows = [.. Enumerable.Range(0, corners.Count).Reverse()];
        Dataset strange = TrainingSamples.Corners(20, seed: 77);
        DatasetWriter.Write(
            Dataset.Create(
                "mixed",
                "train",
                corners.Height,
                corners.Width,
                [.. rows.SelectMany(i => corners.Image(i).ToArray()), .. Enumerable.Range(0, strange.Count).SelectMany(i => strange.Image(i).ToArray())],
                [.. rows.Select(i => (corners.Label(i) + 1) % 4), .. strange.Labels()],
                corners.ClassNames),
            folder.File("mixed"),
            DatasetFormat.Idx);

        CliResult evaluated = CliProcess.Run(["evaluate", "run", "--dataset", "mixed", "--out", "a"], workingFolder: folder.Path);
        Directory.Move(folder.File("corners"), folder.File("elsewhere"));
        CliResult unknown = CliProcess.Run(["evaluate", "run", "--dataset", "mixed", "--out", "b"], workingFolder: folder.Path);

        Assert.Equal((0, 0), (evaluated.ExitCode, unknown.ExitCode));
        Predictions found = RunFolder.Open(folder.File("a")).ReadPredictions();
        Assert.Contains(PredictionOrigin.TrainSeen, rows.Select(known.Origin));
        Assert.Equal(
            [.. rows.Select(known.Origin), .. Enumerable.Repeat(PredictionOrigin.HeldOut, 20)],
            Enumerable.Range(0, found.Count).Select(found.Origin));
        Assert.DoesNotContain("not there as it was", evaluated.Error, StringComparison.Ordinal);
        Assert.Contains("corners, on which run was trained, is not there as it was", unknown.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--model", "cnn-smal", "cnn-small")]
    [InlineData(2, "--augment", "blur=2", "shift, rotate")]
    [InlineData(2, "--augment", "rotate=200", "0 … 180")]
    [InlineData(2, "--members", "0", "--members 0")]
    [InlineData(2, "--epochs", "0", "--epochs 0")]
    [InlineData(2, "--epochs", "many", "--epochs many")]
    [InlineData(2, "--learning-rate", "-1", "--learning-rate -1")]
    [InlineData(2, "--optimizer", "adamm", "adam")]
    [InlineData(2, "--patience", "3", "validation split")]
    [InlineData(2, "--epoch", "3", "--epochs")]
    [InlineData(1, "--learning-rate", "90", "diverged")]
    public void A_wrong_setting_is_one_clear_sentence(int exitCode, string option, string value, string says)
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        string[] model = option == "--model" ? [] : ["--model", "mlp"];
        string[] optimizer = exitCode == 1 ? ["--optimizer", "sgd", "--weight-decay", "10"] : [];

        CliResult result = CliProcess.Run(
            ["run", "--dataset", "corners", .. model, .. optimizer, option, value, "--out", "run", "--quiet"], workingFolder: folder.Path);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n'), line => line.StartsWith("misread: ", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public void A_network_that_is_too_large_for_the_images_is_a_clear_error()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("tiny");
        Misread.Data.DatasetWriter.Write(Data.DataSamples.Create(40, height: 2, width: 2), path, Misread.Data.DatasetFormat.Idx);

        CliResult result = CliProcess.Run(["run", "--dataset", path, "--out", "run"], workingFolder: folder.Path);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("does not fit", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("Models that take 2×2 pixels: mlp.", result.Error.TrimEnd(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public void The_built_in_digits_keep_their_truth_beside_them()
    {
        using var folder = new TemporaryFolder();
        string[] nowhere = ["--dataset", "synthetic", "--model", "mlp", "--epochs", "1", "--train-size", "2000", "--quiet", "--out", "run"];

        Assert.Equal(0, CliProcess.Run(["run", .. nowhere], workingFolder: folder.Path).ExitCode);
        Assert.Equal(0, CliProcess.Run(["data", "convert", "synthetic", "--to", "png", "--split", "test", "--out", "png"], workingFolder: folder.Path).ExitCode);

        string[] run = File.ReadAllLines(folder.File("run/planted_truth.csv"));
        string[] png = File.ReadAllLines(folder.File("png/planted_truth.csv"));
        Assert.Equal(30_001, run.Length);
        Assert.Contains(run.Skip(1).Select(l => l.Split(',')), cells => cells[1] != cells[2] && cells[3] == "1");
        Assert.Equal(run.Where(l => l.StartsWith("synthetic/test/", StringComparison.Ordinal)), png.Skip(1));
        Assert.Equal(5_000, Misread.Data.DatasetReader.Open(folder.File("png")).Count);
    }

    [Fact]
    public void Misread_images_are_a_data_set_of_their_own()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        Assert.Equal(0, CliSamples.Run(folder, "runs/a", "--quiet").ExitCode);
        int count = Directory.GetFiles(folder.File("runs/a/fingerprint"), "*.png").Length;

        CliResult result = CliProcess.Run(["evaluate", "runs/a", "--dataset", "runs/a/fingerprint", "--json"], workingFolder: folder.Path);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(count, JsonDocument.Parse(result.Output).RootElement.GetProperty("fingerprint").GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Cross_validation_predicts_every_image_out_of_fold(int members)
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);

        CliResult result = CliSamples.Run(folder, "folds", "--cross-validate", "3", "--seeds", "2", "--members", $"{members}", "--json");
        CliResult audit = CliProcess.Run(["audit", "folds", "--json"], workingFolder: folder.Path);

        Assert.Equal((0, 0), (result.ExitCode, audit.ExitCode));
        RunFolder run = RunFolder.Open(folder.File("folds"));
        Assert.Equal("out-of-fold", run.Info.EvaluatedOn);
        Assert.Equal((3, 2), (run.Info.Training!.Folds, run.Info.Training.Seeds));
        Assert.Equal(members * ((((8 * 8) + 1) * 128) + (129 * 128) + (129 * 4)), run.Info.Training.Parameters);
        Assert.False(run.HasModel);
        Assert.All(File.ReadLines(folder.File("folds/predictions.csv")).Skip(1), line => Assert.Contains(",out-of-fold,", line, StringComparison.Ordinal));
        Assert.Equal(301, File.ReadAllLines(folder.File("folds/consensus.csv")).Length);
        AuditEvidence evidence = run.ReadEvidence();
        Assert.Equal((2, 30, 300), (evidence.BySeed.Count, evidence.Neighbours!.Asked, evidence.Dynamics!.Count(d => d is not null)));
        Assert.NotNull(evidence.Duplicates);
        Assert.DoesNotContain("train-seen", audit.Error, StringComparison.Ordinal);
        Assert.Equal(["corners", "folds"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_unwritable_destination_is_noticed_before_the_training()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        File.WriteAllText(folder.File("file"), "");

        CliResult result = CliSamples.Run(folder, "file/run");

        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("epoch", result.Error, StringComparison.Ordinal);
        Assert.Contains("--out", result.Error, StringComparison.Ordinal);
    }
}
