using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Misread.Audit;
using Misread.Data;
using Misread.Experiments;
using Xunit;

namespace Misread.Tests.Audit;

/// <summary>
/// Against what cleanlab 2.9.0 makes of a network's probabilities of MNIST's test images; the results lie beside the data
/// sets, in <c>../reference</c>.
/// </summary>
public sealed class ReferenceTests
{
    private const double Exact = 1e-12;
    private const double EntropyLimit = 1e-6;

    private static readonly Lazy<(LabelAudit Audit, JsonElement Expected, string[][] Rows)> Loaded = new(Load);

    [Fact]
    public void Thresholds_and_joint_are_the_same()
    {
        (LabelAudit audit, JsonElement expected, _) = Reference();
        Close(expected.GetProperty("thresholds"), audit.Joint.Thresholds);
        Assert.Equal(expected.GetProperty("label_counts").Deserialize<int[]>()!, audit.Joint.LabelCounts);
        int[][] raw = expected.GetProperty("confident_joint_uncalibrated").Deserialize<int[][]>()!;
        int[][] calibrated = expected.GetProperty("confident_joint_calibrated").Deserialize<int[][]>()!;
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(raw[i], Enumerable.Range(0, 10).Select(j => audit.Joint.Count(i, j)));
            Assert.Equal(calibrated[i], Enumerable.Range(0, 10).Select(j => audit.Joint.CalibratedCount(i, j)));
        }

        Close(expected.GetProperty("joint"), audit.Joint.Joint());
    }

    [Theory]
    [InlineData("estimate_latent_converge_False", false)]
    [InlineData("estimate_latent_converge_True", true)]
    public void Latent_estimates_are_the_same(string name, bool converge)
    {
        (LabelAudit audit, JsonElement expected, _) = Reference();
        LatentEstimate latent = audit.Joint.Latent(converge);
        Close(expected.GetProperty(name).GetProperty("py"), latent.Prior);
        Close(expected.GetProperty(name).GetProperty("noise_matrix"), latent.NoiseMatrix);
        Close(expected.GetProperty(name).GetProperty("inverse_noise_matrix"), latent.InverseNoiseMatrix);
    }

    [Fact]
    public void Every_filter_flags_the_same_rows_in_the_same_order()
    {
        (LabelAudit audit, JsonElement expected, string[][] rows) = Reference();
        foreach (LabelFilter filter in Enum.GetValues<LabelFilter>())
        {
            JsonElement golden = expected.GetProperty("find_label_issues").GetProperty(filter.ToName());
            Assert.Equal(golden.GetProperty("indices_ascending").Deserialize<int[]>()!, audit.Issues(filter));
            foreach (LabelScore score in new[] { LabelScore.SelfConfidence, LabelScore.NormalizedMargin, LabelScore.ConfidenceWeightedEntropy })
            {
                int[] order = golden.GetProperty("ranked_by").GetProperty(score.ToName()).GetProperty("indices").Deserialize<int[]>()!;
                Assert.Equal(order, audit.Issues(filter, score));
            }
        }

        Assert.Equal(10_000, rows.Length);
    }

    [Fact]
    public void Every_score_of_every_row_is_the_same()
    {
        (LabelAudit audit, _, string[][] rows) = Reference();
        foreach ((LabelScore score, int column) in new[]
        {
            (LabelScore.SelfConfidence, 3), (LabelScore.SelfConfidenceAdjusted, 4),
            (LabelScore.NormalizedMargin, 5), (LabelScore.NormalizedMarginAdjusted, 6),
        })
        {
            double[] scores = audit.Scores(score);
            for (int i = 0; i < rows.Length; i++)
                Assert.Equal(Number(rows[i][column]), scores[i], Exact);
        }
    }

    [Fact]
    public void Entropy_score_is_the_same_where_the_reference_is_right_and_right_where_it_is_not()
    {
        (LabelAudit audit, _, string[][] rows) = Reference();
        double[] scores = audit.Scores(LabelScore.ConfidenceWeightedEntropy);
        int faulty = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double theirs = Number(rows[i][7]);
            double x = Doubt(audit.Probabilities(i), audit.Label(i));
            if (x >= EntropyLimit)
            {
                Assert.Equal(theirs, scores[i], Exact);
                continue;
            }

            // The surest and rightest rows: clean, and the reference scores them from 0 up in proportion to x.
            faulty++;
            Assert.Equal(audit.Label(i), audit.Predicted(i));
            Assert.InRange(scores[i], 1 - EntropyLimit, 1);
            Assert.Equal(Math.Log(1 + x) / EntropyLimit, theirs, Exact);
        }

        Assert.Equal(2856, faulty);

        // By the reference's scores its most suspicious rows are all right; by these they are misread.
        int[] worst = [.. Enumerable.Range(0, rows.Length).OrderBy(i => Number(rows[i][7])).Take(87)];
        Assert.DoesNotContain(worst, i => audit.Label(i) != audit.Predicted(i));
        int[] worstHere = [.. Enumerable.Range(0, rows.Length).OrderBy(i => scores[i]).Take(20)];
        Assert.True(worstHere.Count(i => audit.Label(i) != audit.Predicted(i)) >= 15);
    }

    [Fact]
    public void Health_is_the_same_but_for_one_count_of_issues()
    {
        (LabelAudit audit, JsonElement expected, _) = Reference();
        LabelHealth health = audit.Health(LabelFilter.ConfidentLearning);
        Assert.Equal(expected.GetProperty("num_label_issues").GetProperty("off_diagonal").GetInt32(), health.Issues);
        Assert.Equal(expected.GetProperty("num_label_issues").GetProperty("off_diagonal_calibrated").GetInt32(), health.EstimatedErrors);
        Assert.Equal(expected.GetProperty("overall_label_health_score").GetDouble(), health.Score, Exact);
        JsonElement[] classes = [.. expected.GetProperty("rank_classes_by_label_quality").EnumerateArray()];
        Assert.Equal(classes.Length, health.Classes.Count);
        foreach ((JsonElement golden, ClassHealth found) in classes.Zip(health.Classes))
        {
            Assert.Equal(golden.GetProperty("Class Index").GetInt32(), found.Class);
            Assert.Equal(golden.GetProperty("Label Issues").GetInt32(), found.EstimatedErrors);
            Assert.Equal(golden.GetProperty("Inverse Label Issues").GetInt32(), found.EstimatedMissing);
            Assert.Equal(golden.GetProperty("Label Noise").GetDouble(), found.LabelNoise, Exact);
            Assert.Equal(golden.GetProperty("Inverse Label Noise").GetDouble(), found.InverseLabelNoise, Exact);
            Assert.Equal(golden.GetProperty("Label Quality Score").GetDouble(), found.LabelQuality, Exact);
        }

        // Which of equal pairs comes first is left open there.
        JsonElement[] pairs = [.. expected.GetProperty("find_overlapping_classes_top20").EnumerateArray()
            .Where(o => o.GetProperty("Num Overlapping Examples").GetInt32() > 0)];
        Assert.Equal(pairs.Length, health.Overlaps.Count);
        foreach (JsonElement pair in pairs)
        {
            ClassOverlap found = Assert.Single(health.Overlaps, o =>
                o.First == pair.GetProperty("Class Index A").GetInt32() && o.Second == pair.GetProperty("Class Index B").GetInt32());
            Assert.Equal(pair.GetProperty("Num Overlapping Examples").GetInt32(), found.EstimatedRows);
            Assert.Equal(pair.GetProperty("Joint Probability").GetDouble(), found.JointProbability, Exact);
        }
    }

    [Fact]
    public void Single_precision_beyond_one_is_accepted_and_put_right()
    {
        (LabelAudit audit, _, _) = Reference();
        float[] p = [.. Enumerable.Range(0, audit.Count).SelectMany(audit.Probabilities).Select(x => (float)(x * 1.00001))];
        Assert.True(p.Max() > 1);
        int[] labels = [.. Enumerable.Range(0, audit.Count).Select(audit.Label)];
        LabelAudit single = Audits.Of(ProbabilityMatrix.From(p, 10), labels);
        Assert.InRange(single.ScaledRows, 1, audit.Count);
        Assert.Equal(0, audit.ScaledRows);
        Assert.Equal(audit.Issues(LabelFilter.Both, LabelScore.NormalizedMargin), single.Issues(LabelFilter.Both, LabelScore.NormalizedMargin));
        Assert.All(Enumerable.Range(0, audit.Count), i => Assert.InRange(single.Score(i, LabelScore.SelfConfidence), 0, 1));
    }

    [Fact]
    public void Why_agrees_with_every_filter()
    {
        (LabelAudit audit, _, _) = Reference();
        int[] rows = [0, 115, 2130, 2135, .. audit.Issues(LabelFilter.Both)];
        foreach (int row in rows)
        {
            foreach (FilterReason reason in audit.Why(row).Filters)
                Assert.Equal(audit.Issues(reason.Filter).Contains(row), reason.Flagged);
        }
    }

    private static (LabelAudit Audit, JsonElement Expected, string[][] Rows) Reference()
    {
        TestData.Folder("../reference");
        TestData.Folder("mnist");
        return Loaded.Value;
    }

    private static (LabelAudit Audit, JsonElement Expected, string[][] Rows) Load()
    {
        string folder = TestData.Folder("../reference");
        JsonElement expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "cleanlab_mnist.json"))).RootElement;
        using var text = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(folder, "cleanlab_mnist_scores.csv.gz")), CompressionMode.Decompress));
        string[][] rows = [.. text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','))];
        var probabilities = ProbabilityFile.Open(Path.Combine(folder, "mnist_test_pred_probs.npy"));
        return (Audits.Of(probabilities, MnistTestLabels()), expected, rows);
    }

    private static int[] MnistTestLabels()
    {
        using var stream = new GZipStream(File.OpenRead(Path.Combine(TestData.Folder("mnist"), "t10k-labels-idx1-ubyte.gz")), CompressionMode.Decompress);
        byte[] bytes = new byte[10_008];
        stream.ReadExactly(bytes);
        Assert.Equal(10_000, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4)));
        return [.. bytes.Skip(8).Select(b => (int)b)];
    }

    /// <summary>H(p) / (ln K · max(p(y), 10⁻⁶)).</summary>
    private static double Doubt(double[] p, int label) =>
        p.Where(q => q > 0).Sum(q => -q * Math.Log(q)) / (Math.Log(p.Length) * Math.Max(p[label], EntropyLimit));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static void Close(JsonElement expected, IReadOnlyList<double> actual)
    {
        double[] numbers = expected.Deserialize<double[]>()!;
        Assert.Equal(numbers.Length, actual.Count);
        for (int i = 0; i < numbers.Length; i++)
            Assert.Equal(numbers[i], actual[i], Exact);
    }

    private static void Close(JsonElement expected, double[,] actual)
    {
        double[][] rows = expected.Deserialize<double[][]>()!;
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < rows.Length; j++)
                Assert.Equal(rows[i][j], actual[i, j], Exact);
        }
    }
}
