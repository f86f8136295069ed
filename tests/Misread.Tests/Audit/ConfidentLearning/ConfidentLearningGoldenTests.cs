using System.Text.Json;
using Misread.Audit;
using Misread.Data;
using Misread.Experiments;
using Xunit;

namespace Misread.Tests.Audit;

/// <summary>Against the definitions worked out once more in NumPy; <c>confident_learning_goldens.py</c> made the cases.</summary>
public sealed class ConfidentLearningGoldenTests
{
    private const double Exact = 1e-12;

    private static readonly JsonElement Root = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(
        TestData.RepositoryRoot, "tests/Misread.Tests/Audit/ConfidentLearning/confident_learning_goldens.json"))).RootElement;

    public static TheoryData<string> Names => [.. Root.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Joint_equals_the_derivation(string name)
    {
        JsonElement golden = Case(name);
        ConfidentJoint joint = Audit(golden).Joint;
        Close(golden.GetProperty("thresholds").Deserialize<double[]>()!, joint.Thresholds);
        int[][] counts = golden.GetProperty("counts").Deserialize<int[][]>()!;
        int[][] calibrated = golden.GetProperty("calibrated").Deserialize<int[][]>()!;
        for (int i = 0; i < joint.ClassCount; i++)
        {
            Assert.Equal(counts[i], Enumerable.Range(0, joint.ClassCount).Select(j => joint.Count(i, j)));
            Assert.Equal(calibrated[i], Enumerable.Range(0, joint.ClassCount).Select(j => joint.CalibratedCount(i, j)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Latent_estimates_equal_the_derivation(string name)
    {
        JsonElement golden = Case(name);
        foreach ((string property, bool converge) in new[] { ("latent", false), ("latent_converged", true) })
        {
            LatentEstimate latent = Audit(golden).Joint.Latent(converge);
            JsonElement expected = golden.GetProperty(property);
            Close(expected.GetProperty("py").Deserialize<double[]>()!, latent.Prior);
            Close(Flat(expected.GetProperty("noise_matrix")), [.. latent.NoiseMatrix.Cast<double>()]);
            Close(Flat(expected.GetProperty("inverse_noise_matrix")), [.. latent.InverseNoiseMatrix.Cast<double>()]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Filters_and_rankings_equal_the_derivation(string name)
    {
        JsonElement golden = Case(name);
        LabelAudit audit = Audit(golden);
        foreach (LabelFilter filter in Enum.GetValues<LabelFilter>())
        {
            Assert.Equal(golden.GetProperty("filters").GetProperty(filter.ToName()).Deserialize<int[]>()!, audit.Issues(filter));
            foreach (LabelScore score in Enum.GetValues<LabelScore>())
            {
                int[] expected = golden.GetProperty("ranked").GetProperty(filter.ToName()).GetProperty(score.ToName()).Deserialize<int[]>()!;

                // Scores that differ in their last bit may stand in either order.
                Close([.. expected.Select(i => audit.Score(i, score))], [.. audit.Issues(filter, score).Select(i => audit.Score(i, score))]);
                if (score is LabelScore.SelfConfidence or LabelScore.NormalizedMargin)
                    Assert.Equal(expected, audit.Issues(filter, score));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scores_equal_the_derivation(string name)
    {
        JsonElement golden = Case(name);
        LabelAudit audit = Audit(golden);
        foreach (LabelScore score in Enum.GetValues<LabelScore>())
            Close(golden.GetProperty("scores").GetProperty(score.ToName()).Deserialize<double[]>()!, audit.Scores(score));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_number_of_threads_gives_the_same_bits(string name)
    {
        // Repeated until there are many blocks, so that threads have something to share.
        JsonElement golden = Case(name);
        double[] p = golden.GetProperty("probabilities").Deserialize<double[]>()!;
        int[] labels = golden.GetProperty("labels").Deserialize<int[]>()!;
        int times = 1 + (40_000 / p.Length);
        double[] many = [.. Enumerable.Repeat(p, times).SelectMany(x => x)];
        int[] manyLabels = [.. Enumerable.Repeat(labels, times).SelectMany(x => x)];
        int classes = golden.GetProperty("classes").GetInt32();
        LabelAudit one = Audits.Of(ProbabilityMatrix.From(many, classes), manyLabels, threads: 1);
        LabelAudit five = Audits.Of(ProbabilityMatrix.From(many, classes), manyLabels, threads: 5);
        Assert.Equal(one.Joint.Thresholds, five.Joint.Thresholds);
        foreach (LabelFilter filter in Enum.GetValues<LabelFilter>())
        {
            Assert.NotEmpty(one.Issues(filter));
            Assert.Equal(one.Issues(filter, LabelScore.NormalizedMarginAdjusted), five.Issues(filter, LabelScore.NormalizedMarginAdjusted));
        }

        foreach (LabelScore score in Enum.GetValues<LabelScore>())
            Assert.Equal(one.Scores(score), five.Scores(score));
    }

    private static JsonElement Case(string name) =>
        Root.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").ValueEquals(name));

    private static LabelAudit Audit(JsonElement golden) => Audits.Of(
        ProbabilityMatrix.From(golden.GetProperty("probabilities").Deserialize<double[]>()!, golden.GetProperty("classes").GetInt32()),
        golden.GetProperty("labels").Deserialize<int[]>()!);

    private static double[] Flat(JsonElement rows) => [.. rows.Deserialize<double[][]>()!.SelectMany(r => r)];

    private static void Close(double[] expected, IReadOnlyList<double> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], Exact);
    }
}
