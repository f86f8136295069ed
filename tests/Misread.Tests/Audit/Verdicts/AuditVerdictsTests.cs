using Misread.Audit;
using Misread.Data;
using Misread.Findings;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Audit;

/// <summary>Each verdict on an image whose evidence was written by hand, among 40 on which everything agrees.</summary>
public sealed class AuditVerdictsTests
{
    private const int Clear = 40;

    private static readonly DynamicsScores Learned = new(0.98, 0.01, 1, 8, 0, true, 0.02);
    private static readonly DynamicsScores Refused = new(0.02, 0.01, 0, -8, 0, false, 1.38);

    [Fact]
    public void Label_error_when_networks_neighbours_and_training_are_of_one_mind()
    {
        ImageVerdict v = Judge(given: 0, networks: [[0.01f, 0.98f, 0.01f], [0.02f, 0.97f, 0.01f]], votes: [1, 28, 1], Refused);
        Assert.Equal(VerdictKind.LabelError, v.Kind);
        Assert.Equal((0, 1), (v.Given, v.Suggested));
        Assert.InRange(v.Quality, 0, 0.5);
        Assert.Equal("label error likely: given a, read b by 2 of 2 networks, 28 of 30 nearest neighbours are b, training never learned it", v.Text);
    }

    [Fact]
    public void Model_weakness_when_neighbours_bear_the_label_that_networks_misread()
    {
        ImageVerdict v = Judge(given: 0, networks: [[0.2f, 0.78f, 0.02f], [0.2f, 0.79f, 0.01f]], votes: [26, 4, 0], Learned);
        Assert.Equal(VerdictKind.ModelWeakness, v.Kind);
        Assert.Equal("model weakness: given a, read b by 2 of 2 networks, 26 of 30 nearest neighbours are a", v.Text);
    }

    [Fact]
    public void Ambiguous_when_the_networks_disagree_on_what_it_is()
    {
        ImageVerdict v = Judge(given: 0, networks: [[0.1f, 0.8f, 0.1f], [0.25f, 0.1f, 0.65f]], votes: [9, 12, 9], Learned);
        Assert.Equal(VerdictKind.Ambiguous, v.Kind);
        Assert.Equal("ambiguous: given a, read b by 1 of 2 networks and otherwise by 1, 12 of 30 nearest neighbours are b and 9 are a", v.Text);
    }

    [Fact]
    public void Ambiguous_when_networks_and_neighbours_contradict_each_other()
    {
        ImageVerdict v = Judge(given: 0, networks: [[0.9f, 0.1f, 0], [0.8f, 0.2f, 0]], votes: [4, 26, 0], Learned);
        Assert.Equal(VerdictKind.Ambiguous, v.Kind);
        Assert.Equal("ambiguous: given a, read so by all 2 networks, 26 of 30 nearest neighbours are b", v.Text);
    }

    [Fact]
    public void Hard_but_right_when_all_uphold_the_label_of_a_flagged_row()
    {
        ImageVerdict v = Judge(given: 0, networks: [[0.6f, 0.4f, 0], [0.4f, 0.5f, 0.1f]], votes: [28, 2, 0], Learned);
        Assert.Equal(VerdictKind.HardButRight, v.Kind);
        Assert.Equal("hard but right: given a, read b by 1 of 2 networks, 28 of 30 nearest neighbours are a", v.Text);
    }

    [Fact]
    public void Outlier_when_it_is_far_from_all_and_its_neighbours_are_divided()
    {
        // All others score 1, so the quartiles and with them the fence lie at 1.
        ImageVerdict v = Judge(given: 0, networks: [[0.3f, 0.4f, 0.3f], [0.3f, 0.4f, 0.3f]], votes: [12, 11, 7], Learned, outlier: 3.25f);
        Assert.Equal(VerdictKind.Outlier, v.Kind);
        Assert.EndsWith("at 3.2 times the usual distance from its neighbours", v.Text, StringComparison.Ordinal);
        ImageVerdict agreed = Judge(given: 0, networks: [[0.3f, 0.4f, 0.3f], [0.3f, 0.4f, 0.3f]], votes: [20, 5, 5], Learned, outlier: 3.25f);
        Assert.Equal(VerdictKind.ModelWeakness, agreed.Kind);
    }

    [Fact]
    public void Duplicate_when_the_same_image_bears_another_label()
    {
        AuditEvidence evidence = Evidence(0, [[0.9f, 0.1f, 0], [0.9f, 0.1f, 0]], [30, 0, 0], Learned, 1, [new DuplicatePair(1, Clear, 0, LabelsDiffer: true, CrossesSplits: false)]);
        var verdicts = AuditVerdicts.From(evidence);
        Assert.Equal([1, Clear], verdicts.Verdicts.Select(v => v.Row).Order());
        Assert.All(verdicts.Verdicts, v => Assert.Equal(VerdictKind.Duplicate, v.Kind));
        Assert.Equal(2, verdicts.Counts[(int)VerdictKind.Duplicate]);
        Assert.StartsWith("duplicate: given a, the same image as image/1, which is given b", verdicts.Judge(Clear).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Probabilities_alone_are_enough_for_a_verdict()
    {
        AuditEvidence whole = Evidence(0, [[0.001f, 0.998f, 0.001f]], [30, 0, 0], Learned, 1, []);
        ImageVerdict v = Assert.Single(AuditVerdicts.From(new AuditEvidence(whole.Predictions)).Verdicts);
        Assert.Equal((Clear, VerdictKind.LabelError, 1), (v.Row, v.Kind, v.Suggested));
        Assert.StartsWith("label error likely: given a, read b with ", v.Text, StringComparison.Ordinal);
        Assert.True(v.SuggestedProbability > v.GivenProbability);
    }

    /// <summary>Flagged at a quality above ½ and not flagged at one below it: confident learning decides; read as labelled, it is no error.</summary>
    [Fact]
    public void With_probabilities_alone_confident_learning_decides()
    {
        AuditEvidence Alone(float[] network) => new(Evidence(0, [network], [2, 28, 0], Refused, 1, []).Predictions);
        AuditEvidence doubtful = Alone([0.45f, 0.5f, 0.05f]);
        Assert.Equal(VerdictKind.Ambiguous, AuditVerdicts.From(doubtful).Judge(Clear).Kind);
        var flagged = AuditVerdicts.From(doubtful, [3, Clear]);
        ImageVerdict v = flagged.Judge(Clear);
        Assert.Equal(VerdictKind.LabelError, v.Kind);
        Assert.InRange(v.Quality, 0.5, 1);
        Assert.EndsWith(" %, flagged as a label issue", v.Text, StringComparison.Ordinal);
        Assert.Equal(VerdictKind.HardButRight, flagged.Judge(3).Kind);

        ImageVerdict unflagged = AuditVerdicts.From(Alone([0.001f, 0.998f, 0.001f]), [3]).Judge(Clear);
        Assert.InRange(unflagged.Quality, 0, 0.5);
        Assert.Equal(VerdictKind.Ambiguous, unflagged.Kind);
    }

    [Fact]
    public void Neighbours_outweigh_a_flag()
    {
        AuditEvidence whole = Evidence(0, [[0.3f, 0.6f, 0.1f]], [28, 2, 0], Learned, 1, []);
        ImageVerdict v = AuditVerdicts.From(new AuditEvidence(whole.Predictions, neighbours: whole.Neighbours), [Clear]).Judge(Clear);
        Assert.Equal(VerdictKind.ModelWeakness, v.Kind);
        Assert.DoesNotContain("flagged", v.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_a_label_is_not_judged()
    {
        AuditEvidence whole = Evidence(-1, [[0.01f, 0.98f, 0.01f]], [0, 30, 0], Learned, 1, []);
        var verdicts = AuditVerdicts.From(new AuditEvidence(whole.Predictions), [Clear]);
        Assert.Empty(verdicts.Verdicts);
        Assert.Throws<ArgumentOutOfRangeException>(() => verdicts.Judge(Clear));
    }

    [Fact]
    public void Only_suspicious_rows_are_judged_unasked_and_flagged_ones_with_them_worst_first()
    {
        AuditEvidence evidence = Evidence(0, [[0.01f, 0.98f, 0.01f], [0.02f, 0.97f, 0.01f]], [1, 28, 1], Refused, 1, []);
        Assert.Equal([Clear], AuditVerdicts.From(evidence).Verdicts.Select(v => v.Row));
        var flagged = AuditVerdicts.From(evidence, [3, 7]);
        Assert.Equal([Clear, 3, 7], flagged.Verdicts.Select(v => v.Row));
        Assert.Equal(VerdictKind.HardButRight, flagged.Verdicts[1].Kind);
        Assert.Throws<ArgumentOutOfRangeException>(() => flagged.Judge(Clear + 1));
    }

    private static ImageVerdict Judge(int given, float[][] networks, int[] votes, DynamicsScores fared, float outlier = 1) =>
        AuditVerdicts.From(Evidence(given, networks, votes, fared, outlier, [])).Judge(Clear);

    /// <summary>Rows 0 … 39 are clear; row 40 is the one in question.</summary>
    private static AuditEvidence Evidence(int given, float[][] networks, int[] votes, DynamicsScores fared, float outlier, DuplicatePair[] duplicates)
    {
        int[] labels = [.. Enumerable.Range(0, Clear).Select(i => i % 3), given];
        Predictions[] seeds = [.. networks.Select(p => Of(labels, p))];
        float[] mean = [.. Enumerable.Range(0, 3).Select(k => networks.Average(p => p[k]))];
        int[] counts = [.. Enumerable.Range(0, Clear).SelectMany(i => Enumerable.Range(0, 3).Select(k => k == labels[i] ? 30 : 0)), .. votes];
        float[] remote = [.. Enumerable.Repeat(1f, Clear), outlier];
        return new AuditEvidence(
            Of(labels, mean), seeds, [.. Enumerable.Repeat<DynamicsScores?>(Learned, Clear), fared], new NeighbourVotes(3, 30, counts, remote), duplicates);
    }

    private static Predictions Of(int[] labels, float[] last)
    {
        float[] p = [.. labels.Take(Clear).SelectMany(y => Enumerable.Range(0, 3).Select(k => k == y ? 0.98f : 0.01f)), .. last];
        return new Predictions(
            [.. labels.Select((_, i) => $"image/{i}")], labels, p, [.. labels.Select(_ => PredictionOrigin.OutOfFold)], ["a", "b", "c"]);
    }
}
