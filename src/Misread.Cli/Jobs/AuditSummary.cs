using System.Text.Json.Serialization;
using Misread.Audit.ConfidentLearning;

namespace Misread.Cli.Jobs;

/// <summary>What <c>audit --json</c> prints and <c>summary.json</c> holds; <c>issues</c>, <c>ids</c> and <c>scores</c> run in parallel, worst first.</summary>
internal sealed record AuditSummary(
    string Source,
    int Rows,
    int Classes,
    string Filter,
    string RankBy,
    int IssueCount,
    double Health,
    int EstimatedErrors,
    int ScaledRows,
    IReadOnlyList<int> Issues,
    IReadOnlyList<double> Scores,
    IReadOnlyList<string>? Ids,
    IReadOnlyList<double> Thresholds,
    AuditWhy? Why,
    AuditSeconds Seconds,
    string? Out)
{
    public static AuditSummary From(
        AuditInput input, LabelFilter filter, LabelScore score, int[] issues, LabelHealth health, LabelIssueReasons? why, double seconds, string? folder) => new(
        input.Source,
        input.Rows.Audit.Count,
        input.Rows.Audit.ClassCount,
        filter.ToName(),
        score.ToName(),
        issues.Length,
        health.Score,
        health.EstimatedErrors,
        input.Rows.Audit.ScaledRows,
        [.. issues.Select(input.Rows.Number)],
        [.. issues.Select(row => input.Rows.Audit.Score(row, score))],
        input.Rows.Ids is null ? null : [.. issues.Select(input.Rows.Id)],
        input.Rows.Audit.Joint.Thresholds,
        why is null ? null : AuditWhy.From(input, why),
        new AuditSeconds(seconds),
        folder);
}

/// <summary>How long it took, reading included.</summary>
internal sealed record AuditSeconds(double Total);

/// <summary>Why a row is or is not an issue.</summary>
internal sealed record AuditWhy(int Row, string? Id, string Label, string Predicted, string Summary, IReadOnlyList<AuditReason> Filters)
{
    public static AuditWhy From(AuditInput input, LabelIssueReasons why) => new(
        input.Rows.Number(why.Row),
        input.Rows.Ids is null ? null : input.Rows.Id(why.Row),
        input.Rows.ClassNames[why.Given],
        input.Rows.ClassNames[why.Predicted],
        why.Summary,
        [.. why.Filters.Select(f => new AuditReason(f.Filter.ToName(), f.Flagged, f.Reason))]);
}

/// <summary>What one filter makes of it.</summary>
internal sealed record AuditReason(string Filter, bool Flagged, string Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditSummary))]
internal sealed partial class AuditJson : JsonSerializerContext;
