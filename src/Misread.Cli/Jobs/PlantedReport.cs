using System.Text.Json.Serialization;
using Misread.Data;
using Misread.Evaluation;
using Misread.Experiments;
using Misread.Training;

namespace Misread.Cli.Jobs;

/// <summary>What <c>audit --planted --json</c> prints.</summary>
internal sealed record PlantedReport(
    string Dataset, int Rows, int SetAside, string Model, int Folds, int Seeds, int Plantings, IReadOnlyList<PlantedItem> Rankings, PlantedSeconds Seconds, string? Out)
{
    public static PlantedReport From(
        Dataset data, PlantedOptions options, TrainingOptions training, IReadOnlyList<PlantedSummary> summaries, int setAside, double seconds, string? folder) => new(
        data.Name,
        data.Count,
        setAside,
        training.Model,
        options.CrossValidation.Folds,
        options.CrossValidation.Seeds,
        options.Seeds,
        [.. summaries.Select(PlantedItem.From)],
        new PlantedSeconds(seconds),
        folder);
}

/// <summary>One ranking on one kind and rate: means and standard deviations over the plantings.</summary>
internal sealed record PlantedItem(
    string Kind, double Rate, string Ranking, int Wrong, Spread AveragePrecision, Spread AtPlanted, IReadOnlyList<PlantedPlace> At)
{
    public static PlantedItem From(PlantedSummary s) => new(
        s.Kind.ToName(),
        s.Rate,
        s.Ranking,
        s.Wrong,
        s.AveragePrecision,
        s.AtPlanted,
        [.. PlantedScore.Places.Select((k, i) => new PlantedPlace(k, s.Precision[i], s.Recall[i]))]);
}

/// <summary>Precision and recall at a place.</summary>
internal sealed record PlantedPlace(int Place, Spread Precision, Spread Recall);

/// <summary>Time of all plantings.</summary>
internal sealed record PlantedSeconds(double Total);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlantedReport))]
internal sealed partial class PlantedJson : JsonSerializerContext;
