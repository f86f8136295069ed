using Misread.Data;
using Misread.Evaluation;
using Xunit;

namespace Misread.Tests.Evaluation;

public sealed class TemperatureScalingTests
{
    /// <summary>
    /// Ten rows that say 0.9 for class 0, of which eight bear it. The best single confidence is 0.8, so
    /// (1/9)^(1/T) = 1/4: T = ln 9 / ln 4.
    /// </summary>
    [Fact]
    public void Temperature_of_a_case_by_hand()
    {
        double expected = Math.Log(9) / Math.Log(4);
        Predictions rows = Sure(10, wrong: 2);
        Assert.Equal(expected, TemperatureScaling.Fit(rows), 1e-6);
        Predictions calibrated = TemperatureScaling.Apply(rows, expected);
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal(0.8f, calibrated.Confidence(i), 1e-6f));
        Assert.Equal(0, Calibration.ExpectedError(calibrated), 1e-6);
    }

    [Fact]
    public void Cross_fitting_uses_no_row_for_itself_and_keeps_what_is_predicted()
    {
        Predictions rows = Sure(400, wrong: 80);
        TemperatureResult result = TemperatureScaling.CrossFit(rows);
        Assert.Equal(5, result.FoldTemperatures.Count);
        Assert.Equal(0.1, result.ErrorBefore, 1e-6);
        Assert.True(result.ErrorAfter < result.ErrorBefore / 2, $"{result.ErrorAfter}");
        Assert.True(result.LogLossAfter < result.LogLossBefore);
        Assert.All(Enumerable.Range(0, rows.Count), i => Assert.Equal(rows.Predicted(i), result.Calibrated.Predicted(i)));

        // Rows that are all right ask for the sharpest temperature there is.
        Predictions tiny = Sure(2, wrong: 0);
        TemperatureResult halves = TemperatureScaling.CrossFit(tiny, folds: 2);
        Assert.All(halves.FoldTemperatures, t => Assert.Equal(0.01, t, 1e-3));
    }

    [Fact]
    public void Certain_rows_and_rows_without_a_label_are_borne()
    {
        var rows = new Predictions(
            ["a", "b", "c"], [0, 1, -1], [1, 0, 1, 0, 0.5f, 0.5f], [PredictionOrigin.HeldOut, PredictionOrigin.HeldOut, PredictionOrigin.HeldOut], ["x", "y"]);
        TemperatureResult result = TemperatureScaling.CrossFit(rows, folds: 2);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(1, result.Calibrated.Probabilities(i).ToArray().Sum(), 1e-5f));
        Assert.Throws<ArgumentOutOfRangeException>(() => TemperatureScaling.Apply(rows, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TemperatureScaling.CrossFit(rows, folds: 3));
    }

    private static Predictions Sure(int count, int wrong) => new(
        [.. Enumerable.Range(0, count).Select(i => $"{i}")],
        [.. Enumerable.Range(0, count).Select(i => i < wrong ? 1 : 0)],
        [.. Enumerable.Range(0, count).SelectMany(_ => (float[])[0.9f, 0.1f])],
        [.. Enumerable.Repeat(PredictionOrigin.OutOfFold, count)],
        ["x", "y"]);
}
