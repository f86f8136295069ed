using Misread.Audit;
using Misread.Data;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Audit;

/// <summary>Worked out by hand on five rows of two classes.</summary>
public sealed class LabelAuditTests
{
    /// <summary>
    /// Labels 0 0 0 1 1. Thresholds: t₀ = (0.9 + 0.8 + 0.1)/3 = 0.6, t₁ = (0.9 + 0.7)/2 = 0.8. Row 2 is confidently 1 (0.9 ≥ 0.8)
    /// though given 0; row 4 reaches no threshold (0.3 &lt; 0.6, 0.7 &lt; 0.8).
    /// </summary>
    private static readonly double[] Probabilities = [0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.1, 0.9, 0.3, 0.7];

    private static readonly int[] Labels = [0, 0, 0, 1, 1];

    [Fact]
    public void Joint_of_a_case_by_hand()
    {
        ConfidentJoint joint = Audit().Joint;
        Assert.Equal(0.6, joint.Thresholds[0], 1e-15);
        Assert.Equal(0.8, joint.Thresholds[1], 1e-15);
        Assert.Equal((2, 1, 0, 1), (joint.Count(0, 0), joint.Count(0, 1), joint.Count(1, 0), joint.Count(1, 1)));
        Assert.Equal((2, 1, 0, 2), (joint.CalibratedCount(0, 0), joint.CalibratedCount(0, 1), joint.CalibratedCount(1, 0), joint.CalibratedCount(1, 1)));
        Assert.Equal(0.2, joint.Joint()[0, 1], 1e-15);
    }

    [Fact]
    public void Latent_estimates_of_a_case_by_hand()
    {
        // C = [2 1; 0 2], p(given) = 3/5, 2/5. Noise by columns: [1 1/3; 0 2/3]; inverse by rows: true 0 given 0 2/3, true 1 given 0 1/3.
        // Prior: 3/5 · (2/3)/1 = 2/5 and 2/5 · 1/(2/3) = 3/5.
        LatentEstimate latent = Audit().Joint.Latent();
        Assert.Equal([0.4, 0.6], latent.Prior.Select(p => Math.Round(p, 14)));
        Assert.Equal([1, 1 / 3.0, 0, 2 / 3.0], latent.NoiseMatrix.Cast<double>());
        Assert.Equal([2 / 3.0, 0, 1 / 3.0, 1], latent.InverseNoiseMatrix.Cast<double>());
    }

    [Fact]
    public void Every_filter_finds_the_one_wrong_label()
    {
        LabelAudit audit = Audit();
        Assert.All(Enum.GetValues<LabelFilter>(), filter => Assert.Equal([2], audit.Issues(filter)));
        Assert.Equal(0.8, audit.Health(LabelFilter.Both).Score, 1e-15);
    }

    [Theory]
    [InlineData(LabelScore.SelfConfidence, 0.7)]
    [InlineData(LabelScore.NormalizedMargin, 0.7)]
    //// (0.3 − 0.6 + 0.8, 0.7 − 0.8 + 0.8) = (0.5, 0.7), divided by 1.2.
    [InlineData(LabelScore.SelfConfidenceAdjusted, 0.7 / 1.2)]
    [InlineData(LabelScore.NormalizedMarginAdjusted, ((0.2 / 1.2) + 1) / 2)]
    //// H(0.3, 0.7) = 0.6108643020548935, x = H / (ln 2 · 0.7) = 1.258986899, ln(1 + x) / x.
    [InlineData(LabelScore.ConfidenceWeightedEntropy, 0.64727951)]
    public void Score_of_a_row_by_hand(LabelScore score, double expected) => Assert.Equal(expected, Audit().Score(4, score), 1e-7);

    [Fact]
    public void Entropy_score_of_a_sure_and_right_row_is_clean()
    {
        LabelAudit audit = Audits.Of(ProbabilityMatrix.From([1.0, 0.0, 1 - 1e-12, 1e-12, 0.5, 0.5], 2), [0, 0, 1]);
        Assert.Equal(1, audit.Score(0, LabelScore.ConfidenceWeightedEntropy));
        Assert.Equal(1, audit.Score(1, LabelScore.ConfidenceWeightedEntropy), 1e-10);

        // By the formula with x = H / (ln 2 · 1/2) = 2.
        Assert.Equal(Math.Log(3) / 2, audit.Score(2, LabelScore.ConfidenceWeightedEntropy), 1e-15);
    }

    [Fact]
    public void Why_names_the_numbers()
    {
        LabelIssueReasons why = Audit().Why(2);
        Assert.Equal((0, 1, 1), (why.Given, why.Predicted, why.Confident));
        Assert.Equal("Given 0 with p(0) = 0.1, read as 1 with p(1) = 0.9. p(1) = 0.9 reaches its threshold 0.8, so the confident joint counts the row as given 0, truly 1.", why.Summary);
        Assert.Equal(
            "By p(0) it is number 1 from the lowest of 3 rows with label 0; the lowest 1 are taken, as many as the joint estimates not to be truly 0.",
            why.Filters[(int)LabelFilter.PruneByClass].Reason);
        LabelIssueReasons not = Audit().Why(4);
        Assert.Equal(-1, not.Confident);
        Assert.Contains("No class reaches its threshold (that of 1 is 0.8)", not.Summary, StringComparison.Ordinal);
        Assert.All(not.Filters, reason => Assert.False(reason.Flagged));
    }

    [Fact]
    public void Ties_go_to_the_lowest_row()
    {
        // Three equal rows given 1 are confidently 0. Counts of label 1: 3 and at least 1, scaled to 3 rows: 2.25 and 0.75, so two go.
        double[] p = [.. Enumerable.Repeat((double[])[0.9, 0.1], 6).SelectMany(r => r)];
        LabelAudit audit = Audits.Of(ProbabilityMatrix.From(p, 2), [0, 1, 0, 1, 0, 1]);
        Assert.Equal([1, 3], audit.Issues(LabelFilter.PruneByClass));
        Assert.Equal([1, 3], audit.Issues(LabelFilter.PruneByNoiseRate));
        Assert.Equal([1, 3, 5], audit.Issues(LabelFilter.PredictedNeqGiven, LabelScore.SelfConfidence));
    }

    [Theory]
    [InlineData("row 1: expected probabilities, found NaN for class 0", double.NaN, 1)]
    [InlineData("row 1: expected probabilities of 0 or more, found -2.5 for class 0; if these are logits, add --softmax", -2.5, 3.5)]
    [InlineData("row 1: expected probabilities that sum to 1 within 0.001, found a sum of 1.2; if these are logits, add --softmax", 0.6, 0.6)]
    public void A_row_that_is_no_distribution_is_named(string message, double first, double second)
    {
        var matrix = ProbabilityMatrix.From([0.5, 0.5, first, second, 7.0, 7.0], 2);
        DataFormatException error = Assert.Throws<DataFormatException>(() => Audits.Of(matrix, [0, 1, 0]));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_outside_the_classes_and_wrong_counts_are_refused()
    {
        var matrix = ProbabilityMatrix.From([0.5, 0.5, 0.5, 0.5], 2);
        Assert.Contains("row 1: label 2 is outside the classes 0 … 1", Assert.Throws<DataFormatException>(() => Audits.Of(matrix, [0, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Audits.Of(matrix, [0]));
        Assert.Throws<ArgumentException>(() => Audits.Of(ProbabilityMatrix.From([1.0], 1), [0]));
    }

    [Fact]
    public void Logits_are_read_by_softmax()
    {
        // ln 9 and 0 are 0.9 and 0.1, and a shift of a whole row changes nothing.
        double[] logits = [Math.Log(9), 0, 1000 + Math.Log(3), 1000];
        LabelAudit audit = Audits.Of(ProbabilityMatrix.From(logits, 2).Softmax(), [0, 1]);
        Assert.Equal(0.9, audit.Score(0, LabelScore.SelfConfidence), 1e-12);
        Assert.Equal(0.25, audit.Score(1, LabelScore.SelfConfidence), 1e-12);
    }

    [Fact]
    public void Rows_beyond_the_exact_tolerance_are_divided_by_their_sum()
    {
        LabelAudit audit = Audits.Of(ProbabilityMatrix.From([0.8f, 0.2005f, 0.5f, 0.5f], 2), [0, 1]);
        Assert.Equal(1, audit.ScaledRows);
        Assert.Equal(1, audit.Probabilities(0).Sum(), 1e-15);
        Assert.Equal(audit.Probabilities(0)[0], audit.Score(0, LabelScore.SelfConfidence));
    }

    private static LabelAudit Audit() => Audits.Of(ProbabilityMatrix.From(Probabilities, 2), Labels);
}
