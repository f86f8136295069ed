using System.Text.Json;
using Misread.Evaluation;
using Misread.IO;
using Xunit;

namespace Misread.Tests.Evaluation;

public sealed class MetricsTests
{
    private static readonly Metrics Digits = Metrics.From(EvaluationGoldens.Predictions(EvaluationGoldens.Case("digits")));

    [Fact]
    public void Gathers_what_the_parts_say()
    {
        var predictions = EvaluationGoldens.Predictions(EvaluationGoldens.Case("digits"));
        var report = ClassificationReport.From(predictions);
        Assert.Equal(200, Digits.Count);
        Assert.Equal(Enumerable.Range(0, 200).Count(predictions.IsMisread), Digits.Errors);
        Assert.Equal((200 - Digits.Errors) / 200.0, Digits.Accuracy);
        Assert.Equal(WilsonInterval.From(200 - Digits.Errors, 200), new WilsonInterval(Digits.AccuracyLow, Digits.AccuracyHigh));
        Assert.Equal(ProbabilityScores.LogLoss(predictions), Digits.LogLoss);
        Assert.Equal(ProbabilityScores.TopKAccuracy(predictions, 2), Digits.Top2Accuracy);
        Assert.Equal(ProbabilityScores.BrierScore(predictions), Digits.BrierScore);
        Assert.Equal(Calibration.ExpectedError(predictions), Digits.ExpectedCalibrationError);
        Assert.Equal(report.PerClass, Digits.PerClass);
        Assert.Equal(report.MacroAverage, Digits.MacroAverage);
        Assert.Equal(report.WeightedAverage, Digits.WeightedAverage);
    }

    [Fact]
    public void The_json_has_the_documented_names()
    {
        using var json = JsonDocument.Parse(Digits.ToJson());
        Assert.Equal(
            [
                "accuracy", "errors", "count", "accuracy_low", "accuracy_high", "log_loss", "top_2_accuracy",
                "expected_calibration_error", "brier_score", "per_class", "macro_avg", "weighted_avg",
            ],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["name", "precision", "recall", "f1_score", "support"],
            json.RootElement.GetProperty("per_class")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(Digits.Accuracy, json.RootElement.GetProperty("accuracy").GetDouble());
    }

    [Fact]
    public void The_json_reads_back_equal()
    {
        var back = Metrics.FromJson(Digits.ToJson(), "metrics.json");
        Assert.Equal(Digits.PerClass, back.PerClass);
        Assert.Equal(Digits with { PerClass = back.PerClass }, back);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"accuracy\": \"high\"}")]
    public void Other_json_is_refused(string json)
    {
        var error = Assert.Throws<DataFormatException>(() => Metrics.FromJson(json, "metrics.json"));
        Assert.StartsWith("metrics.json: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_where_scores_belong_is_refused()
    {
        string json = JsonSerializer.Serialize(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Digits.ToJson())!
            .ToDictionary(p => p.Key, p => p.Key == "per_class" ? (object?)null : p.Value));
        Assert.Throws<DataFormatException>(() => Metrics.FromJson(json, "metrics.json"));
    }

    [Fact]
    public void Rows_without_a_label_are_left_out()
    {
        var some = EvaluationGoldens.Predictions([0, -1, 1], [.9f, .1f, .5f, .5f, .8f, .2f], "a", "b");
        var labelled = Metrics.From(some.Subset([0, 2]));
        Assert.Equal(labelled.ToJson(), Metrics.From(some).ToJson());
        Assert.Equal(2, labelled.Count);
        Assert.Equal(1, labelled.Errors);
    }
}
