using System.Globalization;
using FsCheck.Fluent;
using Misread.Audit;
using Misread.Cli.Jobs;
using Misread.Data;
using Misread.Findings;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Audit;

/// <summary>What a verdict says and what is suggested is one thing, in every file, whatever the evidence.</summary>
public sealed class OneSuggestionTests
{
    private const int Cases = 150;

    /// <summary>No name is part of another, nor of any word of a text.</summary>
    private static readonly string[] AllNames = ["Q0Q", "Q1Q", "Q2Q", "Q3Q", "Q4Q"];

    [Fact]
    public void Text_suggestion_and_files_agree_over_random_evidence()
    {
        using var folder = new TemporaryFolder();
        int judged = 0, errors = 0;
        foreach (int seed in Gen.Choose(0, int.MaxValue - 1).Sample(Cases))
        {
            AuditEvidence evidence = Evidence(new Random(seed));
            var rows = AuditedRows.From(evidence.Predictions);
            int[] flagged = rows.Audit.Issues(LabelFilter.PredictedNeqGiven, LabelScore.SelfConfidence);
            var verdicts = AuditVerdicts.From(evidence, flagged);
            Assert.All(verdicts.Verdicts, v => AssertOne(v, evidence, seed));
            judged += verdicts.Verdicts.Count;
            errors += verdicts.Counts[(int)VerdictKind.LabelError];

            VerdictsCsv.Write(folder.File("verdicts.csv"), verdicts.Verdicts, rows.Number, rows.ClassNames);
            AuditTables.WriteIssues(folder.File("issues.csv"), rows, flagged, verdicts.Judge);
            Suggestion[] fromVerdicts = [.. AcceptedFile.Read(folder.File("verdicts.csv")).Suggestions];
            Assert.Equal(
                verdicts.Verdicts.Select(v => (v.Id, rows.ClassNames[v.Given], rows.ClassNames[v.Suggested], v.Text)),
                fromVerdicts.Select(s => (s.Id, s.Original, s.Label, s.Reason)));
            Dictionary<string, string> byId = fromVerdicts.ToDictionary(s => s.Id, s => s.Label);
            Assert.All(AcceptedFile.Read(folder.File("issues.csv")).Suggestions, s => Assert.Equal(byId[s.Id], s.Label));

            // An issue that is read otherwise than labelled is suggested to be what it is read as.
            Assert.All(flagged, row => Assert.Equal(rows.Audit.Predicted(row), verdicts.Judge(row).Suggested));
        }

        Assert.True(judged > 20 * Cases && errors > Cases, $"{judged} verdicts, {errors} label errors");
    }

    private static void AssertOne(ImageVerdict v, AuditEvidence evidence, int seed)
    {
        string where = $"seed {seed}: suggested {AllNames[v.Suggested]} ({v.SuggestedProbability}), {v.Text}";
        Assert.True(v.Suggested != v.Given, where);
        Assert.Equal(v.Probabilities[v.Suggested], v.SuggestedProbability);
        Assert.True(v.Text.IndexOf(AllNames[v.Suggested], v.Text.IndexOf(',', StringComparison.Ordinal), StringComparison.Ordinal) > 0, where);
        if (v.Kind == VerdictKind.LabelError)
        {
            Assert.Contains($"read {AllNames[v.Suggested]} ", v.Text, StringComparison.Ordinal);
            if (evidence.BySeed.Count < 2)
                Assert.Contains($"read {AllNames[v.Suggested]} with {Percent(v.SuggestedProbability)}", v.Text, StringComparison.Ordinal);
        }
    }

    private static string Percent(float p) =>
        p >= 0.999 ? "over 99.9 %" : string.Create(CultureInfo.InvariantCulture, $"{100 * (double)p:F1} %");

    /// <summary>Few rows or many of 2 to 5 classes, some classes empty, pairs mixed up; each part of the evidence is there or not.</summary>
    private static AuditEvidence Evidence(Random random)
    {
        int classes = random.Next(2, 6);
        int count = random.Next(20, 200);
        int used = random.Next(2, classes + 1);
        double noise = random.NextDouble();
        int[] truth = [.. Enumerable.Range(0, count).Select(_ => random.Next(used))];
        int[] labels = [.. truth.Select(t => random.NextDouble() < noise / 2 ? (t + 1) % classes : t)];
        double sharpness = 4 * random.NextDouble();
        Predictions[] seeds = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Predicted(random, truth, labels, classes, sharpness))];
        float[] mean = [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(0, classes).Select(k => seeds.Average(s => s.Probabilities(i)[k])))];
        var predictions = new Predictions([.. Enumerable.Range(0, count).Select(seeds[0].Id)], labels, mean, new PredictionOrigin[count], AllNames[..classes]);
        return new AuditEvidence(
            predictions,
            seeds.Length > 1 || random.Next(2) == 0 ? seeds : null,
            random.Next(2) == 0 ? null : [.. labels.Select(_ => Fared(random))],
            random.Next(2) == 0 ? null : Votes(random, truth, classes, noise),
            random.Next(2) == 0 ? null : [.. Pairs(random, labels)]);
    }

    private static Predictions Predicted(Random random, int[] truth, int[] labels, int classes, double sharpness)
    {
        float[] p = new float[truth.Length * classes];
        for (int i = 0; i < truth.Length; i++)
        {
            double[] e = [.. Enumerable.Range(0, classes).Select(k => Math.Exp((k == truth[i] ? sharpness : 0) + (3 * random.NextDouble())))];
            for (int k = 0; k < classes; k++)
                p[(i * classes) + k] = (float)(e[k] / e.Sum());
        }

        return new Predictions([.. truth.Select((_, i) => $"i{i}")], labels, p, new PredictionOrigin[truth.Length], AllNames[..classes]);
    }

    private static DynamicsScores? Fared(Random random) => random.Next(4) == 0
        ? null
        : new DynamicsScores(random.NextDouble(), random.NextDouble() / 2, random.NextDouble(), (8 * random.NextDouble()) - 3, random.NextDouble(), random.Next(2) == 0, random.Next(3));

    private static NeighbourVotes Votes(Random random, int[] truth, int classes, double noise)
    {
        int[] counts = new int[truth.Length * classes];
        for (int i = 0; i < truth.Length; i++)
        {
            for (int n = 0; n < 15; n++)
                counts[(i * classes) + (random.NextDouble() < noise ? random.Next(classes) : truth[i])]++;
        }

        return new NeighbourVotes(classes, 15, counts, [.. truth.Select(_ => (float)Math.Exp(2 * random.NextDouble()))]);
    }

    private static IEnumerable<DuplicatePair> Pairs(Random random, int[] labels)
    {
        for (int i = 0; i + 1 < labels.Length; i += random.Next(2, 20))
            yield return new DuplicatePair(i, i + 1, random.Next(2), labels[i] != labels[i + 1], false);
    }
}
