using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Misread.Audit;
using Misread.Data;
using Misread.Experiments;
using Misread.Findings;
using Misread.Formats;
using Misread.IO;
using Misread.Report;
using Misread.Runs;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Runs;

/// <summary>
/// Files whose form is right and whose values are not: whatever a run folder says, opening it, its errors, report, audit and
/// retraining end in a result or in a <see cref="DataFormatException"/>.
/// </summary>
public sealed class ValueFuzzTests : IDisposable
{
    private static readonly string[] Values =
    [
        "null", "true", "\"\"", "\"x\"", "\"-1\"", "0", "-1", "1", "2", "3", "0.5", "1e-9", "1e999", "-1e308", "2147483647", "-2147483648", "9999999999",
        "[]", "{}", "[null]", "[\"a\"]", "\"\\u0000\"", "\"1970-01-01T00:00:00Z\"",
    ];

    private static readonly string[] Cells = ["", "0", "-1", "1", "2", "1e308", "NaN", "-inf", "x", "test", "train", "held-out", "2147483648", "\"a,b\"", "0.5"];

    private readonly TemporaryFolder _folder = new();
    private readonly Dataset _data;
    private readonly string _run;

    public ValueFuzzTests()
    {
        (Run run, RunInfo info, _data) = RunSamples.Create();
        _run = _folder.File("run");
        RunSamples.Write(_run, run, info);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_of_run_json() => Mutate("run.json", text => Json(text, JsonNode.Parse(text)!, MutatedJson), 300);

    [Fact]
    public void Values_of_metrics_json()
    {
        string path = Path.Combine(_run, "metrics.json");
        Mutate("metrics.json", text => Json(text, JsonNode.Parse(text)!, MutatedJson), 200, () => RunMetrics.Read(path).ToJson());
    }

    [Fact]
    public void Cells_of_history_csv() => Mutate("history.csv", _ => MutatedCell, 150);

    [Fact]
    public void Cells_of_predictions_csv() => Mutate("predictions.csv", _ => MutatedCell, 100);

    [Fact]
    public void Metadata_of_a_model()
    {
        string path = Path.Combine(_run, "model.safetensors");
        SafetensorsFile file = SafetensorsFile.Read(path);
        string[] keys = [.. file.Metadata.Keys];
        string[] texts = ["", "0", "-1", "1", "8 8 1", "null", "[]", "[null]", "[\"\",\"a\",\"b\",\"c\"]", "{}", "Flatten", "Dense units=0 activation=none", "9999999999", ";"];
        Gen<(string Key, string Text)> mutations = Gen.Elements(keys).SelectMany(k => Gen.Elements(texts).Select(t => (k, t)));
        Check.One(Quick(150), Prop.ForAll(mutations.ToArbitrary(), m =>
        {
            var metadata = new Dictionary<string, string>(file.Metadata, StringComparer.Ordinal) { [m.Key] = m.Text };
            new SafetensorsFile(file.Tensors, metadata).Write(path);
            Survives(() => Classifier.Load(path).PredictProbabilities(_data, 1), $"{m.Key}={m.Text}");
        }));
    }

    private static Config Quick(int runs) => Config.QuickThrowOnFailure.WithMaxTest(runs).WithReplay(new Replay(new Rnd(20261128), null));

    private void Mutate(string file, Func<string, Func<string, Random, string>> mutation, int runs, Action? use = null)
    {
        string path = Path.Combine(_run, file);
        string text = File.ReadAllText(path);
        Func<string, Random, string> mutate = mutation(text);
        int refused = 0;
        Check.One(Quick(runs), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            string mutated = mutate(text, new Random(seed));
            File.WriteAllText(path, mutated);
            if (!Survives(use ?? UseRun, $"{file} of seed {seed}"))
                refused++;
        }));
        // Both ways are taken.
        Assert.InRange(refused, 1, runs - 1);
    }

    private static Func<string, Random, string> Json(string text, JsonNode root, Func<JsonNode, Random, string> mutate) =>
        (_, random) => mutate(JsonNode.Parse(text) ?? root, random);

    /// <summary>One value somewhere in the tree becomes another.</summary>
    private static string MutatedJson(JsonNode root, Random random)
    {
        JsonNode at = root;
        while (true)
        {
            string value = Values[random.Next(Values.Length)];
            if (at is JsonObject { Count: > 0 } fields)
            {
                string name = fields.ElementAt(random.Next(fields.Count)).Key;
                if (fields[name] is JsonObject or JsonArray && random.Next(4) > 0)
                {
                    at = fields[name]!;
                    continue;
                }

                return Replaced(root, fields[name], () => fields[name] = "@@", value);
            }

            if (at is JsonArray { Count: > 0 } items)
            {
                int n = random.Next(items.Count);
                return Replaced(root, items[n], () => items[n] = "@@", value);
            }

            return root.ToJsonString();
        }
    }

    /// <summary>By text, since a node cannot hold 1e999.</summary>
    private static string Replaced(JsonNode root, JsonNode? old, Action mark, string value)
    {
        _ = old;
        mark();
        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true }).Replace("\"@@\"", value, StringComparison.Ordinal);
    }

    private static string MutatedCell(string text, Random random)
    {
        string[] lines = text.TrimEnd('\n').Split('\n');
        int row = random.Next(1, lines.Length);
        string[] cells = lines[row].Split(',');
        cells[random.Next(cells.Length)] = Cells[random.Next(Cells.Length)];
        lines[row] = string.Join(',', cells);
        return string.Join('\n', lines) + "\n";
    }

    private static bool Survives(Action use, string what)
    {
        try
        {
            use();
            return true;
        }
        catch (DataFormatException e)
        {
            Assert.False(string.IsNullOrWhiteSpace(e.Message));
            return false;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{what}: {e.GetType().Name}: {e.Message}\n{e.StackTrace}"), e);
        }
    }

    /// <summary>What errors, report, audit and retrain do with it.</summary>
    private void UseRun()
    {
        var folder = RunFolder.Open(_run);
        Run run = folder.Load(_data);
        _ = folder.Info.ToJson();
        _ = Selection.Rows(run.Data, run.Predictions, SelectionKind.TopErrors);
        _ = run.Metrics?.ToJson();
        ReportPage.Write(new MemoryStream(), run, folder.Info);
        _ = AuditedRows.From(run.Predictions, unseenOnly: false, threads: 1);
        _ = AuditVerdicts.From(folder.ReadEvidence());
        _ = RetrainSource.From(run, folder.Info.Dataset.HeldOut);
    }
}
