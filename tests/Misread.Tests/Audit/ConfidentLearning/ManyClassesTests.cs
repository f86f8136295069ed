using Misread.Audit;
using Misread.Data;
using Xunit;

namespace Misread.Tests.Audit;

public sealed class ManyClassesTests
{
    /// <summary>A coin toss is no opinion against a label (reported of another program as cleanlab pull request 950).</summary>
    [Fact]
    public void A_toss_between_two_classes_is_no_issue()
    {
        var audit = LabelAudit.Of(
            ProbabilityMatrix.From([0.9, 0.1, 0.8, 0.2, 0.5, 0.5, 0.5, 0.5, 0.1, 0.9, 0.2, 0.8], 2), [0, 0, 0, 1, 1, 1],
            cancellation: TestContext.Current.CancellationToken);
        Assert.All(Enum.GetValues<LabelFilter>(), filter => Assert.DoesNotContain(2, audit.Issues(filter)));
        Assert.All(
            Enum.GetValues<LabelFilter>().Where(f => f != LabelFilter.PredictedNeqGiven), filter => Assert.DoesNotContain(3, audit.Issues(filter)));
    }

    /// <summary>Most classes never occur (cleanlab issue 41): counts, scores, health and overlaps are finite, and classes without rows are clean.</summary>
    [Fact]
    public void Most_classes_may_be_without_rows()
    {
        const int classes = 400, used = 20, rows = 800;
        var random = new Random(5);
        double[] p = new double[rows * classes];
        int[] labels = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            int truth = 7 * (i % used);
            labels[i] = random.Next(20) == 0 ? 7 * random.Next(used) : truth;
            for (int k = 0; k < classes; k++)
                p[(i * classes) + k] = k == truth ? 0.8 : 0.2 / (classes - 1);
        }

        var audit = LabelAudit.Of(ProbabilityMatrix.From(p, classes), labels, cancellation: TestContext.Current.CancellationToken);
        int[] wrong = [.. Enumerable.Range(0, rows).Where(i => labels[i] != 7 * (i % used))];
        Assert.Equal(wrong, audit.Issues(LabelFilter.Both));
        LabelHealth health = audit.Health(LabelFilter.Both);
        Assert.Equal(classes, health.Classes.Count);
        Assert.All(health.Classes, c => Assert.True(double.IsFinite(c.LabelQuality) && double.IsFinite(c.InverseLabelNoise)));
        Assert.All(health.Classes.Where(c => c.Count == 0), c => Assert.Equal((0, 1.0), (c.EstimatedErrors, c.LabelQuality)));
        Assert.All(audit.Joint.Thresholds, t => Assert.True(double.IsFinite(t)));
        Assert.All(Enum.GetValues<LabelScore>(), score => Assert.All(audit.Scores(score), s => Assert.InRange(s, 0, 1)));
    }
}
