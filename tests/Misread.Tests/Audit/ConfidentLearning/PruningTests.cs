using Misread.Audit;
using Misread.Data;
using Xunit;

namespace Misread.Tests.Audit;

/// <summary>
/// The two prune filters against their definition, every row sorted, on rows enough for several blocks. Coarse probabilities
/// tie within a row and between rows; some sets bear sums that are divided away.
/// </summary>
public sealed class PruningTests
{
    [Theory]
    [InlineData(2, 1_000, true)]
    [InlineData(3, 30_011, true)]
    [InlineData(10, 10_007, false)]
    [InlineData(10, 10_007, true)]
    [InlineData(23, 5_003, false)]
    [InlineData(30, 4_001, true)]
    public void Filters_flag_what_their_definition_says_at_any_number_of_threads(int classes, int count, bool coarse)
    {
        (double[] p, int[] labels) = Make(classes, count, coarse);
        var matrix = ProbabilityMatrix.From(p, classes);
        foreach (int threads in (int[])[1, 2, 5])
        {
            LabelAudit audit = Audits.Of(matrix, labels, threads);
            Assert.Equal(ByClass(audit), audit.Issues(LabelFilter.PruneByClass));
            Assert.Equal(ByNoiseRate(audit), audit.Issues(LabelFilter.PruneByNoiseRate));
            Assert.Equal(
                Enumerable.Range(0, count).Where(i => !LabelWins(audit, i)),
                audit.Issues(LabelFilter.PredictedNeqGiven));
        }
    }

    [Fact]
    public void Ranking_many_issues_is_a_stable_sort()
    {
        (double[] p, int[] labels) = Make(4, 30_000, coarse: true);
        LabelAudit audit = Audits.Of(ProbabilityMatrix.From(p, 4), labels);
        IReadOnlyList<int> issues = audit.Issues(LabelFilter.PredictedNeqGiven);
        Assert.True(issues.Count > 5_000);
        foreach (LabelScore score in Enum.GetValues<LabelScore>())
            Assert.Equal(issues.OrderBy(i => audit.Score(i, score)), audit.Issues(LabelFilter.PredictedNeqGiven, score));
    }

    [Fact]
    public void Scores_of_any_sign_and_both_zeros_are_ordered()
    {
        var random = new Random(1);
        double[] scores = [.. Enumerable.Range(0, 5_000).Select(i => (i % 7) switch { 0 => 0.0, 1 => -0.0, 2 => random.Next(-3, 4), _ => random.NextDouble() - 0.5 })];
        int[] rows = [.. Enumerable.Range(0, scores.Length)];
        int[] expected = [.. rows.OrderBy(i => scores[i])];
        ScoreOrder.Sort([.. scores], rows);
        Assert.Equal(expected, rows);
    }

    private static (double[] P, int[] Labels) Make(int classes, int count, bool coarse)
    {
        var random = new Random(classes + count);
        double[] p = new double[count * classes];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            Span<double> row = p.AsSpan(i * classes, classes);
            for (int j = 0; j < classes; j++)
                row[j] = coarse ? random.Next(0, 4) : Math.Exp(6 * random.NextDouble());
            row[random.Next(classes)] += coarse ? 1 : 50;
            double sum = 0;
            foreach (double v in row)
                sum += v;
            double scale = i % 5 == 0 ? 1.0004 : 1;
            int top = 0;
            for (int j = 0; j < classes; j++)
            {
                row[j] = row[j] / sum * scale;
                top = row[j] > row[top] ? j : top;
            }

            labels[i] = random.Next(3) == 0 ? random.Next(classes) : top;
        }

        return (p, labels);
    }

    private static int[] ByClass(LabelAudit audit) =>
    [
        .. RowsByLabel(audit)
            .SelectMany(rows => rows.OrderBy(i => audit.Probabilities(i)[rows.Key]).Take(rows.Count() - Math.Max(audit.Joint.CalibratedCount(rows.Key, rows.Key), 1)))
            .Where(i => !LabelWins(audit, i)).Order(),
    ];

    private static int[] ByNoiseRate(LabelAudit audit)
    {
        var flagged = new HashSet<int>();
        foreach (IGrouping<int, int> rows in RowsByLabel(audit))
        {
            Dictionary<int, double[]> p = rows.ToDictionary(i => i, audit.Probabilities);
            for (int j = 0; j < audit.ClassCount; j++)
            {
                if (j != rows.Key)
                    flagged.UnionWith(rows.OrderBy(i => p[i][rows.Key] - p[i][j]).Take(audit.Joint.CalibratedCount(rows.Key, j)));
            }
        }

        return [.. flagged.Where(i => !LabelWins(audit, i)).Order()];
    }

    private static IEnumerable<IGrouping<int, int>> RowsByLabel(LabelAudit audit) =>
        Enumerable.Range(0, audit.Count).GroupBy(audit.Label).Where(rows => rows.Count() > 1);

    /// <summary>Whether the label is the first greatest once the slack is added to it.</summary>
    private static bool LabelWins(LabelAudit audit, int row)
    {
        double[] p = audit.Probabilities(row);
        p[audit.Label(row)] += ConfidentJoint.Slack;
        return Array.IndexOf(p, p.Max()) == audit.Label(row);
    }
}
