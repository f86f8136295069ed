using System.Text.Json;
using System.Text.Json.Serialization;
using Misread.Data;
using Misread.Formats;
using Misread.IO;

namespace Misread.Evaluation;

/// <summary>Every figure of merit of one set of rows, as in <c>metrics.json</c>.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record Metrics
{
    /// <summary>The share of labelled images predicted as labelled, 0 … 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The number of misread images.</summary>
    public required int Errors { get; init; }

    /// <summary>The number of labelled images.</summary>
    public required int Count { get; init; }

    /// <summary>The lower end of the accuracy's Wilson 95 % interval.</summary>
    public required double AccuracyLow { get; init; }

    /// <summary>The upper end of the accuracy's Wilson 95 % interval.</summary>
    public required double AccuracyHigh { get; init; }

    /// <summary><see cref="ProbabilityScores.LogLoss"/>.</summary>
    public required double LogLoss { get; init; }

    /// <summary><see cref="ProbabilityScores.TopKAccuracy"/> with k = 2.</summary>
    [JsonPropertyName("top_2_accuracy")]
    public required double Top2Accuracy { get; init; }

    /// <summary><see cref="Calibration.ExpectedError"/> with 15 bins.</summary>
    public required double ExpectedCalibrationError { get; init; }

    /// <summary><see cref="ProbabilityScores.BrierScore"/>.</summary>
    public required double BrierScore { get; init; }

    /// <summary>Precision, recall, F1 and support of each class, in the order of the class numbers.</summary>
    public required IReadOnlyList<ClassScores> PerClass { get; init; }

    /// <summary>The plain mean over the classes that occur, as a label or as a prediction.</summary>
    [JsonPropertyName("macro_avg")]
    public required AverageScores MacroAverage { get; init; }

    /// <summary>The mean over the classes weighted by support.</summary>
    [JsonPropertyName("weighted_avg")]
    public required AverageScores WeightedAverage { get; init; }

    /// <summary>Computes them all over the rows that bear a label.</summary>
    /// <exception cref="ArgumentException">No row bears a label.</exception>
    public static Metrics From(Predictions predictions)
    {
        int count = LabelledRows.Of(predictions).Length;
        var confusion = ConfusionMatrix.From(predictions);
        var report = ClassificationReport.From(confusion);
        var interval = WilsonInterval.From(confusion.Correct, count);
        return new Metrics
        {
            Accuracy = report.Accuracy,
            Errors = count - confusion.Correct,
            Count = count,
            AccuracyLow = interval.Low,
            AccuracyHigh = interval.High,
            LogLoss = ProbabilityScores.LogLoss(predictions),
            Top2Accuracy = ProbabilityScores.TopKAccuracy(predictions, 2),
            ExpectedCalibrationError = Calibration.ExpectedError(predictions),
            BrierScore = ProbabilityScores.BrierScore(predictions),
            PerClass = report.PerClass,
            MacroAverage = report.MacroAverage,
            WeightedAverage = report.WeightedAverage,
        };
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">One JSON object.</param>
    /// <param name="source">Where it comes from, for the message of an error.</param>
    /// <exception cref="DataFormatException">It is not such an object.</exception>
    public static Metrics FromJson(string json, string source)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            Metrics metrics = JsonSerializer.Deserialize(json, MetricsJson.Default.Metrics)
                ?? throw new DataFormatException($"{source}: expected an object of metrics, found null.");
            FiniteJson.Check(json, source);
            return metrics;
        }
        catch (JsonException e)
        {
            throw new DataFormatException(
                $"{source}: line {e.LineNumber + 1}: expected an object of metrics as an evaluation writes it; {e.Message}", e);
        }
    }

    /// <summary>One JSON object, indented, with the names <c>accuracy</c>, <c>errors</c>, <c>top_2_accuracy</c> and so on.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, MetricsJson.Default.Metrics);
}

/// <summary>How metrics are written as JSON; made at compile time, so that it works without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    NewLine = "\n",
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Metrics))]
internal sealed partial class MetricsJson : JsonSerializerContext;
