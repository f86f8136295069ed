using Misread.Data;
using Misread.Evaluation;
using Misread.Findings;
using Misread.Tests.Evaluation;
using Xunit;

namespace Misread.Tests.Findings;

public sealed class ComparisonTests
{
    private static readonly string[] Names = ["x", "y", "z"];
    private static readonly int[] Labels = [0, 0, 1, 1, 2, 2, 2];

    [Fact]
    public void Every_row_is_gained_lost_shared_or_right()
    {
        Predictions a = Reads(0, 1, 0, 2, 2, 1, 0);
        Predictions b = Reads(0, 0, 1, 2, 1, 0, 0);
        var comparison = Comparison.From(a, b, [0, 1, 2, 3, 4, 5, 6]);
        Assert.Equal([1, 2], comparison.Gained);
        Assert.Equal([4], comparison.Lost);
        Assert.Equal([3, 5, 6], comparison.Shared);
        Assert.Equal(2, comparison.SharedAlike);
        Assert.Equal((5, 4), (comparison.FirstErrors, comparison.SecondErrors));
        Assert.Equal(1, comparison.PValue);
        Assert.Equal(PairedDifference.From(1, 1, 2, 3), comparison.Difference);
        Assert.Equal(1 / 7.0, comparison.Difference.Difference, 1e-15);
    }

    [Fact]
    public void Only_the_given_rows_count()
    {
        var comparison = Comparison.From(Reads(0, 1, 0, 2, 2, 1, 0), Reads(0, 0, 1, 2, 1, 0, 0), [6, 2]);
        Assert.Equal([2], comparison.Gained);
        Assert.Empty(comparison.Lost);
        Assert.Equal([6], comparison.Shared);
    }

    [Fact]
    public void Predictions_of_other_images_are_refused()
    {
        Predictions a = Reads(0, 1, 0, 2, 2, 1, 0);
        Predictions fewer = a.Subset([0, 1]);
        Predictions others = a.Subset([6, 5, 4, 3, 2, 1, 0]);
        Assert.Throws<ArgumentException>(() => Comparison.From(a, fewer, [0]));
        Assert.Throws<ArgumentException>(() => Comparison.From(a, others, [0]));
        Assert.Throws<ArgumentException>(() => Comparison.From(a, a, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => Comparison.From(a, a, [7]));
    }

    private static Predictions Reads(params int[] classes)
    {
        float[] p = new float[classes.Length * Names.Length];
        for (int i = 0; i < classes.Length; i++)
            p[(i * Names.Length) + classes[i]] = 1;
        return EvaluationGoldens.Predictions(Labels, p, Names);
    }
}
