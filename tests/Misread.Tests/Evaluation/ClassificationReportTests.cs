using System.Text.Json;
using Misread.Data;
using Misread.Evaluation;
using Xunit;

namespace Misread.Tests.Evaluation;

public sealed class ClassificationReportTests
{
    [Theory]
    [MemberData(nameof(EvaluationGoldens.Names), MemberType = typeof(EvaluationGoldens))]
    public void The_values_are_those_of_scikit_learn(string name)
    {
        JsonElement golden = EvaluationGoldens.Case(name);
        var report = ClassificationReport.From(EvaluationGoldens.Predictions(golden));
        Assert.Equal(golden.Value<double>("accuracy"), report.Accuracy, 1e-12);
        double[] macro = golden.Value<double[]>("macro_avg");
        double overAll = report.PerClass.Count / (double)Occurring(golden);
        Same([.. macro.Take(3).Select(m => m * overAll), macro[3]], report.MacroAverage);
        Same(golden.Value<double[]>("weighted_avg"), report.WeightedAverage);
        double[][] perClass = golden.Value<double[][]>("per_class");
        Assert.Equal(perClass.Length, report.PerClass.Count);
        for (int k = 0; k < perClass.Length; k++)
        {
            ClassScores s = report.PerClass[k];
            Same(perClass[k], new AverageScores(s.Precision, s.Recall, s.F1Score, s.Support));
        }

        static void Same(double[] expected, AverageScores actual)
        {
            Assert.Equal(expected[0], actual.Precision, 1e-12);
            Assert.Equal(expected[1], actual.Recall, 1e-12);
            Assert.Equal(expected[2], actual.F1Score, 1e-12);
            Assert.Equal(expected[3], actual.Support);
        }
    }

    [Theory]
    [MemberData(nameof(EvaluationGoldens.Names), MemberType = typeof(EvaluationGoldens))]
    public void The_text_is_that_of_scikit_learn(string name)
    {
        JsonElement golden = EvaluationGoldens.Case(name);
        var report = ClassificationReport.From(EvaluationGoldens.Predictions(golden));
        foreach (int digits in (int[])[2, 4, 15])
            Assert.Equal(Text(golden.Value<string>($"text_{digits}")), Text(report.ToText(digits)));

        // The goldens average over all classes, those that do not occur too.
        string Text(string text) => Occurring(golden) == report.PerClass.Count
            ? text
            : string.Join('\n', text.Split('\n').Where(line => !line.TrimStart().StartsWith("macro avg", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_class_that_does_not_occur_pulls_no_average_down()
    {
        var three = ClassificationReport.From(ConfusionMatrix.FromCounts(["a", "b", "c"], [8, 2, 0, 1, 9, 0, 0, 0, 0]));
        var two = ClassificationReport.From(ConfusionMatrix.FromCounts(["a", "b"], [8, 2, 1, 9]));
        Assert.Equal(two.MacroAverage, three.MacroAverage);
        Assert.Equal(two.WeightedAverage, three.WeightedAverage);
        Assert.Equal(0, three.PerClass[2].F1Score);

        // Predicted though it has no image, it counts.
        var predicted = ClassificationReport.From(ConfusionMatrix.FromCounts(["a", "b", "c"], [8, 1, 1, 1, 9, 0, 0, 0, 0]));
        Assert.True(predicted.MacroAverage.Recall < two.MacroAverage.Recall);
    }

    /// <summary>Small counts give scores such as 0.125 and averages that are a bit off such ties, where rounding is hardest.</summary>
    [Fact]
    public void Scores_halfway_between_two_decimals_round_as_in_scikit_learn()
    {
        foreach (JsonElement golden in EvaluationGoldens.Root.GetProperty("counts").EnumerateArray())
        {
            string[] names = [.. Enumerable.Range(0, golden.Value<int>("classes")).Select(k => $"{k}")];
            var report = ClassificationReport.From(ConfusionMatrix.FromCounts(names, golden.Value<int[]>("counts")));
            Assert.Equal(golden.Value<string>("text_2"), report.ToText());
            Assert.Equal(golden.Value<string>("text_3"), report.ToText(3));
        }
    }

    private static int Occurring(JsonElement golden)
    {
        Predictions p = EvaluationGoldens.Predictions(golden);
        return Enumerable.Range(0, p.Count).Where(i => p.Label(i) >= 0).SelectMany(i => (int[])[p.Label(i), p.Predicted(i)]).Distinct().Count();
    }

    [Fact]
    public void Without_labelled_rows_every_score_is_zero()
    {
        var report = ClassificationReport.From(ConfusionMatrix.FromCounts(["a", "b"], new int[4]));
        Assert.Equal(0, report.Accuracy);
        Assert.Equal(new AverageScores(0, 0, 0, 0), report.MacroAverage);
        Assert.Equal(new AverageScores(0, 0, 0, 0), report.WeightedAverage);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void Digits_out_of_range_are_refused(int digits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassificationReport.From(ConfusionMatrix.FromCounts(["a"], [1])).ToText(digits));
}
