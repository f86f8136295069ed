using System.Text.Json;
using Misread.Geometry;
using Xunit;

namespace Misread.Tests.Clustering;

/// <summary>Small clusterings with what scikit-learn says of them; <c>clustering_goldens.py</c> made them.</summary>
internal static class ClusteringGoldens
{
    public static JsonElement Root { get; } = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(TestData.RepositoryRoot, "tests/Misread.Tests/Clustering/clustering_goldens.json"))).RootElement;

    public static JsonElement Digits => Root.GetProperty("digits");

    public static TheoryData<string> Names(string part) =>
        [.. Root.GetProperty(part).EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];

    public static JsonElement Case(string part, string name) =>
        Root.GetProperty(part).EnumerateArray().Single(c => c.GetProperty("name").ValueEquals(name));

    public static T Value<T>(this JsonElement golden, string property) => golden.GetProperty(property).Deserialize<T>()!;

    public static FeatureMatrix Points(this JsonElement golden) =>
        new(golden.Value<float[]>("values"), golden.Value<int>("dimensions"));
}
