using Misread.Evaluation;
using Xunit;

namespace Misread.Tests.Evaluation;

public sealed class ProbabilityScoresTests
{
    [Theory]
    [MemberData(nameof(EvaluationGoldens.Names), MemberType = typeof(EvaluationGoldens))]
    public void The_scores_are_those_of_scikit_learn_and_numpy(string name)
    {
        var golden = EvaluationGoldens.Case(name);
        var predictions = EvaluationGoldens.Predictions(golden);
        Assert.Equal(golden.Value<double>("log_loss"), ProbabilityScores.LogLoss(predictions), 1e-12);
        Assert.Equal(golden.Value<double>("log_loss_float32"), ProbabilityScores.LogLoss(predictions), 1e-5);
        Assert.Equal(golden.Value<double>("top_2_accuracy"), ProbabilityScores.TopKAccuracy(predictions, 2), 1e-12);
        Assert.Equal(golden.Value<double>("brier_score"), ProbabilityScores.BrierScore(predictions), 1e-12);
        Assert.Equal(golden.Value<double>("accuracy"), ProbabilityScores.TopKAccuracy(predictions, 1), 1e-12);
        Assert.Equal(1, ProbabilityScores.TopKAccuracy(predictions, predictions.ClassCount));
    }

    [Fact]
    public void By_hand()
    {
        var predictions = EvaluationGoldens.Predictions([0, 1, -1], [.5f, .25f, .25f, .75f, .25f, 0, 0, 0, 1], "a", "b", "c");
        Assert.Equal((Math.Log(2) + Math.Log(4)) / 2, ProbabilityScores.LogLoss(predictions), 1e-6);
        Assert.Equal(((.25 + .0625 + .0625) + (.5625 + .5625)) / 2, ProbabilityScores.BrierScore(predictions), 1e-12);
        Assert.Equal(0.5, ProbabilityScores.TopKAccuracy(predictions, 1));
        Assert.Equal(1, ProbabilityScores.TopKAccuracy(predictions, 2));
    }

    [Fact]
    public void A_certain_mistake_costs_a_finite_loss()
    {
        var wrong = EvaluationGoldens.Predictions([0], [0, 1], "a", "b");
        Assert.Equal(23 * Math.Log(2), ProbabilityScores.LogLoss(wrong), 1e-9);
        Assert.Equal(2, ProbabilityScores.BrierScore(wrong));
        var right = EvaluationGoldens.Predictions([1], [0, 1], "a", "b");
        Assert.Equal(0, ProbabilityScores.LogLoss(right), 2e-7);
    }

    [Fact]
    public void Of_equal_probabilities_the_lower_class_comes_first()
    {
        float third = 1f / 3;
        int[] labels = [0, 1, 2];
        var predictions = EvaluationGoldens.Predictions(labels, [.. Enumerable.Repeat(third, 9)], "a", "b", "c");
        Assert.Equal([1 / 3.0, 2 / 3.0, 1], new[] { 1, 2, 3 }.Select(k => ProbabilityScores.TopKAccuracy(predictions, k)));
    }

    [Fact]
    public void Without_a_label_there_is_nothing_to_score()
    {
        var predictions = EvaluationGoldens.Predictions([-1], [.5f, .5f], "a", "b");
        Assert.Throws<ArgumentException>(() => ProbabilityScores.LogLoss(predictions));
        Assert.Throws<ArgumentException>(() => ProbabilityScores.BrierScore(predictions));
        Assert.Throws<ArgumentException>(() => ProbabilityScores.TopKAccuracy(predictions, 2));
        Assert.Throws<ArgumentException>(() => Calibration.ExpectedError(predictions));
        Assert.Throws<ArgumentException>(() => Metrics.From(predictions));
    }
}
