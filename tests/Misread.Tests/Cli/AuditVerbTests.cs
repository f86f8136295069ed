using System.Text.Json;
using Misread.Data;
using Misread.Formats;
using Xunit;

namespace Misread.Tests.Cli;

/// <summary>The verb in a process of its own, on files as another program would leave them.</summary>
public sealed class AuditVerbTests
{
    /// <summary>Row 2 is given 0 and surely 1; the same case is worked out by hand in the tests of the library.</summary>
    private static readonly float[] Probabilities = [0.9f, 0.1f, 0.8f, 0.2f, 0.1f, 0.9f, 0.1f, 0.9f, 0.3f, 0.7f];

    [Fact]
    public void Json_holds_the_issues_and_their_scores()
    {
        using var folder = new TemporaryFolder();
        CliResult result = CliProcess.Run(["audit", "--predictions", Files(folder), "--labels", folder.File("y.npy"), "--json"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal([2], json.GetProperty("issues").Deserialize<int[]>()!);
        Assert.Equal(0.1, json.GetProperty("scores")[0].GetDouble(), 1e-7);
        Assert.Equal(("both", "normalized_margin"), (json.GetProperty("filter").GetString(), json.GetProperty("rank_by").GetString()));
        Assert.Equal(0.8, json.GetProperty("health").GetDouble(), 1e-12);
    }

    [Fact]
    public void Out_writes_tables_and_why_explains()
    {
        using var folder = new TemporaryFolder();
        string predictions = Files(folder);
        string to = folder.File("out");
        CliResult result = CliProcess.Run(["audit", "--predictions", predictions, "--labels", folder.File("y.npy"), "--out", to]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("1 label issue of 5 rows: flagged by confident learning, by the probabilities alone (both)", result.Output, StringComparison.Ordinal);
        Assert.Equal([".misread", "budget.json", "groups.csv", "health.csv", "issues.csv", "overlaps.csv", "report.html", "summary.json", "verdicts.csv"], Directory.EnumerateFiles(to).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        string[] lines = File.ReadAllLines(Path.Combine(to, "issues.csv"));
        Assert.StartsWith("rank,row,id,label,predicted,p_label,p_predicted,self_confidence,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("1,2,,0,1,", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, lines.Length);
        CliResult again = CliProcess.Run(["audit", "--predictions", predictions, "--labels", folder.File("y.npy"), "--out", to]);
        Assert.Equal(1, again.ExitCode);
        CliResult why = CliProcess.Run(["audit", "--predictions", predictions, "--labels", folder.File("y.npy"), "--why", "2"]);
        Assert.Contains("row 2: given 0, read as 1", why.Output, StringComparison.Ordinal);
        Assert.Contains("issue     prune_by_class", why.Output, StringComparison.Ordinal);
    }

    /// <summary>Class 2 has neither rows nor predictions; the JSON is JSON, and says how often the networks read what is labelled.</summary>
    [Fact]
    public void Json_of_a_class_that_does_not_occur_is_valid_and_bears_the_opinion()
    {
        using var folder = new TemporaryFolder();
        NpyFile.Write(folder.File("p.npy"), [.. Enumerable.Range(0, 5).SelectMany(i => (float[])[Probabilities[2 * i], Probabilities[(2 * i) + 1], 0])], 5, 3);
        NpyFile.Write(folder.File("y.npy"), [0L, 0, 0, 1, 1], 5);
        CliResult result = CliProcess.Run(["audit", "--predictions", folder.File("p.npy"), "--labels", folder.File("y.npy"), "--json"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(0.8, json.GetProperty("opinion").GetProperty("accuracy").GetDouble(), 1e-12);
        Assert.Equal(3, json.GetProperty("thresholds").GetArrayLength());
        Assert.Equal([2], json.GetProperty("issues").Deserialize<int[]>()!);
        Assert.Contains(json.GetProperty("notes").EnumerateArray(), n => n.GetString()!.StartsWith("2 classes cannot be judged", StringComparison.Ordinal));
        Assert.Equal(0, json.GetProperty("likely_label_errors").GetInt32());
    }

    [Fact]
    public void A_file_that_is_missing_is_named_with_what_is_expected()
    {
        using var folder = new TemporaryFolder();
        string predictions = Files(folder);
        CliResult none = CliProcess.Run(["audit", "--predictions", folder.File("none.npy"), "--labels", folder.File("y.npy")]);
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("none.npy: there is no such file; expected predictions in a .npy, .npz, .csv or .jsonl file.", none.Error, StringComparison.Ordinal);
        CliResult labels = CliProcess.Run(["audit", "--predictions", predictions, "--labels", folder.Path]);
        Assert.Equal(1, labels.ExitCode);
        Assert.Contains("this is a folder; expected labels in", labels.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Logits_are_refused_with_an_offer_and_read_with_softmax()
    {
        using var folder = new TemporaryFolder();
        string[] args = ["audit", "--predictions", Files(folder), "--labels", folder.File("y.npy"), "--json"];
        NpyFile.Write(folder.File("p.npy"), [.. Probabilities.Select(p => MathF.Log(p))], 5, 2);
        CliResult refused = CliProcess.Run(args);
        Assert.Equal((1, 1), (refused.ExitCode, JsonDocument.Parse(refused.Output).RootElement.GetProperty("exit_code").GetInt32()));
        Assert.Contains("p.npy: the numbers look like log-probabilities", refused.Error, StringComparison.Ordinal);
        Assert.Contains("add --softmax", refused.Error, StringComparison.Ordinal);
        CliResult read = CliProcess.Run([.. args, "--softmax"]);
        Assert.Equal([2], JsonDocument.Parse(read.Output).RootElement.GetProperty("issues").Deserialize<int[]>()!);
    }

    [Fact]
    public void A_wrong_command_line_is_told_so()
    {
        using var folder = new TemporaryFolder();
        string predictions = Files(folder);
        CliResult filter = CliProcess.Run(["audit", "--predictions", predictions, "--filter", "bth"]);
        Assert.Equal(2, filter.ExitCode);
        Assert.Contains("did you mean 'both'?", filter.Error, StringComparison.Ordinal);
        CliResult labels = CliProcess.Run(["audit", "--labels", predictions]);
        Assert.Equal(2, labels.ExitCode);
        CliResult why = CliProcess.Run(["audit", "--predictions", predictions, "--labels", folder.File("y.npy"), "--why", "7"]);
        Assert.Equal(2, why.ExitCode);
        CliResult missing = CliProcess.Run(["audit", "--predictions", folder.File("no.npy"), "--labels", folder.File("y.npy")]);
        Assert.Equal(1, missing.ExitCode);
        Assert.DoesNotContain("   at ", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_outside_the_classes_name_the_row()
    {
        using var folder = new TemporaryFolder();
        string predictions = Files(folder);
        NpyFile.Write(folder.File("y.npy"), [0L, 0, 0, 2, 1], 5);
        CliResult result = CliProcess.Run(["audit", "--predictions", predictions, "--labels", folder.File("y.npy")]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("row 3: label 2 is outside the classes 0 … 1", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Ids in the file name the images in whatever order; arrays in another order are refused by their labels.</summary>
    [Fact]
    public void Rows_find_their_images_by_id_and_other_orders_are_refused()
    {
        using var folder = new TemporaryFolder();
        string corners = CliSamples.Corners(folder);
        Dataset data = DatasetReader.Open(corners);
        int[] order = [.. Enumerable.Range(0, data.Count).OrderBy(i => (i * 7919) % 1009)];
        float[] row(int i, bool wrong) => [.. Enumerable.Range(0, 4).Select(k => k == (data.Label(i) + (wrong ? 1 : 0)) % 4 ? 0.94f : 0.02f)];
        // Image 20 alone is read otherwise than labelled.
        File.WriteAllLines(
            folder.File("p.csv"),
            [$"id,label,{string.Join(',', data.ClassNames)}", .. order.Select(i => $"{data.Id(i)},{data.Label(i)},{string.Join(',', row(i, i == 20))}")]);
        NpyFile.Write(folder.File("p.npy"), [.. order.SelectMany(i => row(i, i == 20))], data.Count, 4);
        NpyFile.Write(folder.File("y.npy"), [.. order.Select(i => (long)data.Label(i))], data.Count);
        string[] images = ["--images", corners, "--json"];

        CliResult named = CliProcess.Run(["audit", "--predictions", folder.File("p.csv"), "--filter", "predicted_neq_given", "--why", data.Id(20)[8..], .. images]);
        CliResult arrays = CliProcess.Run(["audit", "--predictions", folder.File("p.npy"), "--labels", folder.File("y.npy"), .. images]);

        Assert.Equal((0, ""), (named.ExitCode, named.Error));
        JsonElement json = JsonDocument.Parse(named.Output).RootElement;
        Assert.Equal([data.Id(20)], json.GetProperty("ids").Deserialize<string[]>()!);
        Assert.Equal([20], json.GetProperty("issues").Deserialize<int[]>()!);
        Assert.Equal(data.Id(20), json.GetProperty("why").GetProperty("id").GetString());
        Assert.Equal((1, 1), (arrays.ExitCode, JsonDocument.Parse(arrays.Output).RootElement.GetProperty("exit_code").GetInt32()));
        Assert.Matches("p.npy: [0-9]+ of 300 labels differ from those of corners, first row .*; are the rows in another order[?]", arrays.Error);
    }

    private static string Files(TemporaryFolder folder)
    {
        NpyFile.Write(folder.File("p.npy"), Probabilities, 5, 2);
        NpyFile.Write(folder.File("y.npy"), [0L, 0, 0, 1, 1], 5);
        return folder.File("p.npy");
    }
}
