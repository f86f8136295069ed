using System.Text.Json.Serialization;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>A run that was written.</summary>
/// <param name="Run">The run.</param>
/// <param name="Info">Its <c>run.json</c>.</param>
/// <param name="Folder">Where it is.</param>
internal sealed record RunOutcome(Run Run, RunInfo Info, string Folder);

/// <summary>What <c>--json</c> prints of a run, under the names that its files use.</summary>
internal sealed record RunSummary(
    string? Out,
    string Dataset,
    string? Model,
    string? EvaluatedOn,
    double? Accuracy,
    double? AccuracyLow,
    double? AccuracyHigh,
    int? Errors,
    FingerprintInfo? Fingerprint,
    SecondsInfo Seconds,
    DivisionInfo? Division = null)
{
    public static RunSummary From(RunOutcome outcome)
    {
        RunInfo info = outcome.Info;
        RunMetrics? metrics = info.Fingerprint is null ? null : outcome.Run.Metrics;
        return new RunSummary(
            outcome.Folder.Length > 0 ? outcome.Folder : null,
            info.Dataset.Name,
            info.Training?.Model,
            info.EvaluatedOn,
            info.Accuracy,
            metrics?.Headline.AccuracyLow,
            metrics?.Headline.AccuracyHigh,
            info.Errors,
            info.Fingerprint,
            info.Seconds,
            info.Dataset.Division);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunSummary))]
internal sealed partial class RunSummaryJson : JsonSerializerContext;
