using System.Runtime.InteropServices;
using System.Text.Json;
using Misread.Data;
using Xunit;

namespace Misread.Tests.Evaluation;

/// <summary>Random predictions with what scikit-learn says of them; <c>evaluation_goldens.py</c> made them.</summary>
internal static class EvaluationGoldens
{
    public static JsonElement Root { get; } = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(TestData.RepositoryRoot, "tests/Misread.Tests/Evaluation/evaluation_goldens.json"))).RootElement;

    public static TheoryData<string> Names =>
        [.. Root.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];

    public static JsonElement Case(string name) =>
        Root.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").ValueEquals(name));

    public static T Value<T>(this JsonElement golden, string property) => golden.GetProperty(property).Deserialize<T>()!;

    public static Predictions Predictions(JsonElement golden)
    {
        int[] labels = golden.Value<int[]>("labels");
        float[] p = [.. MemoryMarshal.Cast<byte, float>(golden.GetProperty("probabilities").GetBytesFromBase64())];
        return Predictions(labels, p, golden.Value<string[]>("names"));
    }

    public static Predictions Predictions(int[] labels, float[] probabilities, params string[] classNames) =>
        new(
            [.. labels.Select((_, i) => $"some/test/{i:D5}")],
            labels,
            probabilities,
            [.. labels.Select(_ => PredictionOrigin.HeldOut)],
            classNames);
}
