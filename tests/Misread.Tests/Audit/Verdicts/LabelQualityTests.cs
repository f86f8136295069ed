using Misread.Audit;
using Misread.Data;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Audit;

public sealed class LabelQualityTests
{
    private static readonly QualityWeights Plain = new(
        Neighbours: 1, Pair: 0, Margin: 2, ErrorNorm: 1, Whole: new(1, 0), Untrained: new(1, 0), Alone: new(1, 0));

    /// <summary>
    /// Three of four rows with p = 3/4 for the class read are labelled so, so the probabilities are calibrated: of (β − 1) the loss's slope
    /// is 0 at temperature 1. Row 3 is given 1 and read 0: its lead is ln(1/4) − ln(3/4) = −ln 3.
    /// </summary>
    [Fact]
    public void By_hand_with_probabilities_alone()
    {
        var quality = LabelQuality.Of(new AuditEvidence(Four()), Plain);
        Assert.Equal([0.75, 0.75, 0.75, 0.25], quality.Values.Select(q => Math.Round(q, 6)));
    }

    /// <summary>
    /// Row 3 has 29 of 30 neighbours of class 0: ln((1/30 + 1/30) / (29/30 + 1/30)) = −ln 15. AUM −4 over the median size 4, twice, less
    /// an EL2N of 1: −3. Together −ln 45 − 3.
    /// </summary>
    [Fact]
    public void By_hand_with_neighbours_and_training()
    {
        var clear = new DynamicsScores(0.9, 0, 1, 4, 0, true, 0);
        var votes = new NeighbourVotes(2, 30, [30, 0, 30, 0, 30, 0, 29, 1], [1, 1, 1, 1]);
        var evidence = new AuditEvidence(Four(), null, [clear, clear, clear, clear with { AreaUnderMargin = -4, ErrorNorm = 1 }], votes);
        Assert.Equal(1 / (1 + (45 * Math.Exp(3))), LabelQuality.Of(evidence, Plain).Values[3], 1e-8);
    }

    [Fact]
    public void Seeds_weigh_by_their_geometric_mean_and_a_row_without_a_label_is_not_doubted()
    {
        Predictions sure = Of([0.99f, 0.01f, 0.99f, 0.01f, 0.99f, 0.01f], [0, 1, -1]);
        Predictions unsure = Of([0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f], [0, 1, -1]);
        IReadOnlyList<double> q = LabelQuality.Of(new AuditEvidence(sure, [sure, unsure]), Plain).Values;
        Assert.True(q[1] < 0.5 && q[0] > 0.5);
        Assert.Equal(1, q[2]);
    }

    /// <summary>
    /// 20 images of each of 3 classes, all surely read; of the 10 surest of class 0 four are labelled 1. Counts of the six wrong pairs:
    /// 4 and five times 0, so mean 2/3, variance 8/3, shape (4/9) / 2 = 2/9, and the ratio of that pair (2/9 + 4) / (2/9 + 2/3) = 4.75.
    /// </summary>
    [Fact]
    public void Usual_pairs_by_hand()
    {
        int[] read = [.. Enumerable.Range(0, 60).Select(i => i / 20)];
        int[] labels = [.. read];
        for (int i = 0; i < 4; i++)
            labels[i] = 1;
        float[] confidence = [.. Enumerable.Range(0, 60).Select(i => i % 20 < 10 ? 0.9f : 0.8f)];
        var noise = LabelNoise.Estimate(labels, read, confidence, 3);
        Assert.Equal(4 / 30.0, noise.Rate, 1e-12);
        Assert.Equal(1, noise.Share);
        Assert.Equal(Math.Log(4.75), noise.Log(0, 1), 1e-12);
        Assert.Equal(Math.Log(0.25), noise.Log(1, 0), 1e-12);
        Assert.Equal(0, noise.Log(1, 1));
    }

    [Fact]
    public void Errors_among_the_doubtful_only_give_no_pair_any_weight()
    {
        int[] read = [.. Enumerable.Range(0, 60).Select(i => i / 20)];
        int[] labels = [.. read];
        labels[19] = 1;
        float[] confidence = [.. Enumerable.Range(0, 60).Select(i => i % 20 < 10 ? 0.9f : 0.8f)];
        var noise = LabelNoise.Estimate(labels, read, confidence, 3);
        Assert.Equal((0, 0), (noise.Share, noise.Log(0, 1)));
    }

    private static Predictions Four() => Of([0.75f, 0.25f, 0.75f, 0.25f, 0.75f, 0.25f, 0.75f, 0.25f], [0, 0, 0, 1]);

    private static Predictions Of(float[] p, int[] labels) => new(
        [.. labels.Select((_, i) => $"{i}")], labels, p, [.. labels.Select(_ => PredictionOrigin.OutOfFold)], ["0", "1"]);
}
