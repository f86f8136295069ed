using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Misread.Data;
using Misread.Evaluation;
using Misread.Experiments;
using Misread.IO;

namespace Misread.Runs;

/// <summary>
/// The figures of a run, as in <c>metrics.json</c>: the headline, on images that the model was not trained on, and the
/// counts of every part of the data set, which add up to the fingerprint.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record RunMetrics
{
    /// <summary>
    /// What <see cref="Headline"/> was measured on: all rows when all are <c>out-of-fold</c>; else the split <c>test</c>, or
    /// else the <c>held-out</c>, <c>out-of-fold</c>, <c>given</c> or, if there is nothing else, <c>train-seen</c> rows.
    /// </summary>
    public required string EvaluatedOn { get; init; }

    /// <summary>Every figure of merit of those rows.</summary>
    public required Metrics Headline { get; init; }

    /// <summary>Every combination of split and origin that occurs among labelled rows, in order of occurrence.</summary>
    public required IReadOnlyList<PartMetrics> Parts { get; init; }

    /// <summary>Whether only the classes that were read are known (<see cref="Predictions.IsTopOnly"/>): what needs all probabilities is left out of the file.</summary>
    public bool IsTopOnly { get; init; }

    /// <summary>Measures a data set's predictions.</summary>
    /// <returns>The figures, or <see langword="null"/> when no image bears a label.</returns>
    public static RunMetrics? From(Dataset data, Predictions predictions)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(predictions);
        if (HeadlineRows(data, predictions) is not var (name, rows))
            return null;
        return new RunMetrics
        {
            EvaluatedOn = name,
            Headline = Metrics.From(predictions.Subset(rows)),
            Parts = [.. PartsOf(data, predictions)],
            IsTopOnly = predictions.IsTopOnly,
        };
    }

    /// <summary>The rows that headline figures are measured on, and what they are called.</summary>
    public static (string Name, int[] Rows)? HeadlineRows(Dataset data, Predictions predictions)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(predictions);
        int[] labelled = [.. Enumerable.Range(0, predictions.Count).Where(i => predictions.Label(i) >= 0)];
        if (labelled.Length > 0 && Array.TrueForAll(labelled, i => predictions.Origin(i) == PredictionOrigin.OutOfFold))
            return (PredictionOrigin.OutOfFold.ToName(), labelled);
        int[] test = [.. labelled.Where(i => data.Split(i) == "test" && predictions.Origin(i) != PredictionOrigin.TrainSeen)];
        if (test.Length > 0)
            return ("test", test);
        foreach (PredictionOrigin origin in (ReadOnlySpan<PredictionOrigin>)[PredictionOrigin.HeldOut, PredictionOrigin.OutOfFold, PredictionOrigin.Given, PredictionOrigin.TrainSeen])
        {
            int[] rows = [.. labelled.Where(i => predictions.Origin(i) == origin)];
            if (rows.Length > 0)
                return (origin.ToName(), rows);
        }

        return null;
    }

    /// <summary>Reads a <c>metrics.json</c>.</summary>
    /// <exception cref="DataFormatException">It is not one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RunMetrics Read(string path)
    {
        string json = InputFile.ReadText(path, RunInfo.MostBytes);
        var headline = Metrics.FromJson(json, path);
        try
        {
            RunMetricsRest rest = JsonSerializer.Deserialize(json, RunMetricsJson.Default.RunMetricsRest)!;
            return new RunMetrics { EvaluatedOn = rest.EvaluatedOn, Headline = headline, Parts = rest.Parts };
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"{path}: line {e.LineNumber + 1}: expected the metrics of a run; {e.Message}", e);
        }
    }

    /// <summary>The indented JSON of <c>metrics.json</c>: the headline's figures, <c>evaluated_on</c> and <c>parts</c> in one object.</summary>
    public string ToJson()
    {
        JsonObject json = JsonSerializer.SerializeToNode(Headline, MetricsJson.Default.Metrics)!.AsObject();
        foreach (string unknown in IsTopOnly ? (string[])["log_loss", "top_2_accuracy", "expected_calibration_error", "brier_score"] : [])
            json.Remove(unknown);
        JsonObject rest = JsonSerializer.SerializeToNode(new RunMetricsRest(EvaluatedOn, Parts), RunMetricsJson.Default.RunMetricsRest)!.AsObject();
        foreach ((string name, JsonNode? value) in rest.ToArray())
        {
            rest.Remove(name);
            json.Add(name, value);
        }

        return json.ToJsonString(MetricsJson.Default.Options);
    }

    private static IEnumerable<PartMetrics> PartsOf(Dataset data, Predictions predictions) =>
        Enumerable.Range(0, predictions.Count)
            .Where(i => predictions.Label(i) >= 0)
            .GroupBy(i => (Split: data.Split(i), Origin: predictions.Origin(i)))
            .Select(part =>
            {
                int count = part.Count();
                int errors = part.Count(predictions.IsMisread);
                var interval = WilsonInterval.From(count - errors, count);
                return new PartMetrics(
                    part.Key.Split, part.Key.Origin.ToName(), count, errors, (count - errors) / (double)count, interval.Low, interval.High);
            });
}

/// <summary>The images of one split whose predictions were obtained in one way.</summary>
/// <param name="Split">The split, <c>train</c> or <c>test</c> say.</param>
/// <param name="Origin"><c>train-seen</c>, <c>out-of-fold</c>, <c>held-out</c> or <c>given</c>.</param>
/// <param name="Count">Number of labelled images.</param>
/// <param name="Errors">Number of them that were misread.</param>
/// <param name="Accuracy">Share of them read as labelled, 0 … 1.</param>
/// <param name="AccuracyLow">Lower end of its Wilson 95 % interval.</param>
/// <param name="AccuracyHigh">Upper end of its Wilson 95 % interval.</param>
public sealed record PartMetrics(
    string Split, string Origin, int Count, int Errors, double Accuracy, double AccuracyLow, double AccuracyHigh);

/// <summary>What a run's metrics have beside the headline's figures.</summary>
internal sealed record RunMetricsRest(string EvaluatedOn, IReadOnlyList<PartMetrics> Parts);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RunMetricsRest))]
internal sealed partial class RunMetricsJson : JsonSerializerContext;
