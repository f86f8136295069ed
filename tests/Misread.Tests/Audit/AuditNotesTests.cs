using Misread.Audit;
using Misread.Data;
using Misread.Findings;
using Xunit;

namespace Misread.Tests.Audit;

public sealed class AuditNotesTests
{
    /// <summary>
    /// 1,399 photographs of two classes, 57 % read as labelled, 385 flagged: the lower end 54.4 % is 4.4 above the 50 % of the most frequent label,
    /// below the 27.5 % that are flagged. MNIST: 99.29 % read as labelled, 52 flagged.
    /// </summary>
    [Theory]
    [InlineData(1399, 797, 0.5, 385, true)]
    [InlineData(1399, 700, 0.5, 0, true)]
    [InlineData(70_000, 69_501, 0.1125, 52, false)]
    [InlineData(1399, 1371, 0.5, 24, false)]
    [InlineData(10_000, 7500, 0.1, 1500, false)]
    [InlineData(10, 10, 1, 0, true)]
    public void An_opinion_is_too_weak_that_knows_less_than_it_doubts(int count, int agreeing, double majority, int flagged, bool weak)
    {
        var opinion = new NetworkOpinion(count, agreeing, majority, flagged);
        Assert.Equal(weak, opinion.IsTooWeak);
        Assert.Equal(weak ? [$"T{opinion.Warning[1..]}"] : [], AuditNotes.Of(opinion, null, null));
    }

    [Fact]
    public void The_accuracy_is_that_of_the_audited_rows()
    {
        var audit = LabelAudit.Of(
            ProbabilityMatrix.From([0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.1, 0.9, 0.3, 0.7], 2), [0, 0, 0, 1, 1], cancellation: TestContext.Current.CancellationToken);
        var opinion = NetworkOpinion.Of(audit, LabelFilter.Both);
        Assert.Equal((5, 4, 0.6, 1), (opinion.Count, opinion.Agreeing, opinion.Majority, opinion.Flagged));
        Assert.Equal("the networks read 80.00 % of the labels as they are given (95 % interval 37.55–96.38 %)", opinion.ToString());
    }

    [Fact]
    public void Leaks_and_classes_that_were_not_trained_on_are_told()
    {
        int[] labels = [0, 0, 1, 1, 2, 0];
        float[] p = [.. labels.SelectMany(y => Enumerable.Range(0, 3).Select(k => k == y ? 0.8f : 0.1f))];
        PredictionOrigin[] origins = [.. labels.Select((y, i) => y == 2 || i == 5 ? PredictionOrigin.HeldOut : PredictionOrigin.TrainSeen)];
        var predictions = new Predictions([.. labels.Select((_, i) => $"some/{i}")], labels, p, origins, ["a", "b", "c"]);
        var evidence = new AuditEvidence(predictions, duplicates: [new DuplicatePair(0, 1, 0, false, false), new DuplicatePair(1, 5, 0, false, CrossesSplits: true)]);

        IReadOnlyList<string> notes = AuditNotes.Of(new NetworkOpinion(6, 6, 0.5, 0), evidence, AuditVerdicts.From(evidence));

        Assert.Contains("No image of c was trained on, so that none of them can be read.", notes);
        Assert.Contains(notes, n => n.StartsWith("One pair of near-duplicates lies on both sides of a split: some/1 and some/5.", StringComparison.Ordinal));
        Assert.Contains("3 classes cannot be judged, of three images or fewer or never considered by the networks: a, b, c. None of their labels is called an error.", notes);
    }

    /// <summary>Class c has three images, class d eight that no network ever considers; all of both are read as a.</summary>
    [Fact]
    public void Labels_of_classes_that_networks_cannot_know_are_never_called_errors()
    {
        int[] labels = [.. Enumerable.Repeat(0, 20), .. Enumerable.Repeat(1, 20), .. Enumerable.Repeat(2, 3), .. Enumerable.Repeat(3, 8)];
        float[] p = [.. labels.SelectMany(y => y == 1 ? (float[])[0.04f, 0.95f, 0.01f, 0] : [0.95f, 0.04f, 0.01f, 0])];
        var predictions = new Predictions([.. labels.Select((_, i) => $"{i}")], labels, p, new PredictionOrigin[labels.Length], ["a", "b", "c", "d"]);

        var verdicts = AuditVerdicts.From(new AuditEvidence(predictions), [.. Enumerable.Range(40, 11)]);

        Assert.Equal([2, 3], verdicts.Unknown);
        Assert.Equal(11, verdicts.Verdicts.Count);
        Assert.Equal(0, verdicts.Counts[(int)VerdictKind.LabelError]);
        Assert.EndsWith("flagged as a label issue, the networks cannot know d", verdicts.Judge(50).Text, StringComparison.Ordinal);
        Assert.Empty(AuditVerdicts.From(new AuditEvidence(predictions.Subset([.. Enumerable.Range(0, 40)]))).Unknown);
    }

    [Fact]
    public void The_counts_stand_in_one_order()
    {
        Assert.Equal(
            ["43 likely label errors", "1 label issue", "64 estimated wrong labels"],
            new AuditCounts(43, 1, 64).All.Select(c => $"{c.Count} {c.Name}"));
        Assert.Equal(["label issues", "estimated wrong label"], new AuditCounts(null, 0, 1).All.Select(c => c.Name));
    }
}
