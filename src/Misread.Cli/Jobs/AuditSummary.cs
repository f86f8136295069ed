using System.Text.Json.Serialization;
using Misread.Audit;
using Misread.Evaluation;
using Misread.Experiments;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>What <c>audit --json</c> prints and <c>summary.json</c> holds; <c>issues</c>, <c>ids</c> and <c>scores</c> run in parallel, worst first.</summary>
internal sealed record AuditSummary(
    string Source,
    int Rows,
    int Classes,
    string Filter,
    string RankBy,
    AuditOpinion Opinion,
    IReadOnlyList<string> Notes,
    int? LikelyLabelErrors,
    int IssueCount,
    double Health,
    int EstimatedErrors,
    int ScaledRows,
    IReadOnlyList<int> Issues,
    IReadOnlyList<double> Scores,
    IReadOnlyList<string>? Ids,
    IReadOnlyList<double> Thresholds,
    IReadOnlyDictionary<string, int>? VerdictCounts,
    IReadOnlyList<AuditVerdict>? Verdicts,
    AuditCalibration? Calibration,
    AuditWhy? Why,
    FindingsSummary? Findings,
    AuditSeconds Seconds,
    string? Out)
{
    public static AuditSummary From(
        AuditInput input, LabelFilter filter, LabelScore score, int[] issues, LabelHealth health, AuditVerdicts? verdicts, NetworkOpinion opinion, IReadOnlyList<string> notes, AuditWhy? why, DataFindings? findings, double seconds, string? folder) => new(
        input.Source,
        input.Rows.Audit.Count,
        input.Rows.Audit.ClassCount,
        filter.ToName(),
        score.ToName(),
        new AuditOpinion(opinion.Accuracy, opinion.Interval.Low, opinion.Interval.High, opinion.Majority, opinion.IsTooWeak),
        notes,
        verdicts?.Counts[(int)VerdictKind.LabelError],
        issues.Length,
        health.Score,
        health.EstimatedErrors,
        input.Rows.Audit.ScaledRows,
        [.. issues.Select(input.Rows.Number)],
        [.. issues.Select(row => input.Rows.Audit.Score(row, score))],
        input.Rows.Ids is null ? null : [.. issues.Select(input.Rows.Id)],
        input.Rows.Audit.Joint.Thresholds,
        verdicts is null ? null : VerdictKindNames.All.Zip(verdicts.Counts).ToDictionary(x => x.First, x => x.Second, StringComparer.Ordinal),
        verdicts?.Verdicts.Select(v => AuditVerdict.From(input, v)).ToArray(),
        verdicts?.Calibration is { } c ? AuditCalibration.From(c) : null,
        why,
        findings is null ? null : FindingsSummary.From(findings),
        new AuditSeconds(seconds),
        folder);
}

/// <summary>How often the networks read what is labelled, its 95 % interval, the share of the most frequent label, and whether that is too weak an opinion.</summary>
internal sealed record AuditOpinion(double Accuracy, double AccuracyLow, double AccuracyHigh, double MajorityShare, bool TooWeak);

/// <summary>A verdict of the audit, worst first.</summary>
internal sealed record AuditVerdict(
    int Row, string? Id, string Verdict, string Given, string Suggested, double Quality, float GivenProbability, float SuggestedProbability, string Text)
{
    public static AuditVerdict From(AuditInput input, ImageVerdict v) => new(
        input.Rows.Number(v.Row),
        input.Rows.Ids is null ? null : v.Id,
        v.Kind.ToName(),
        input.Rows.ClassNames[v.Given],
        input.Rows.ClassNames[v.Suggested],
        v.Quality,
        v.GivenProbability,
        v.SuggestedProbability,
        v.Text);
}

/// <summary>What temperature scaling made of the probabilities: expected calibration error and log loss before and after.</summary>
internal sealed record AuditCalibration(double Temperature, double ErrorBefore, double ErrorAfter, double LogLossBefore, double LogLossAfter)
{
    public static AuditCalibration From(TemperatureResult c) => new(c.Temperature, c.ErrorBefore, c.ErrorAfter, c.LogLossBefore, c.LogLossAfter);
}

/// <summary>How long it took, reading included.</summary>
internal sealed record AuditSeconds(double Total);

/// <summary>Why a row is or is not an issue.</summary>
internal sealed record AuditWhy(int Row, string? Id, string Label, string Predicted, string Summary, AuditVerdict? Verdict, IReadOnlyList<AuditReason> Filters)
{
    public static AuditWhy From(AuditInput input, LabelIssueReasons why, ImageVerdict? verdict) => new(
        input.Rows.Number(why.Row),
        input.Rows.Ids is null ? null : input.Rows.Id(why.Row),
        input.Rows.ClassNames[why.Given],
        input.Rows.ClassNames[why.Predicted],
        why.Summary,
        verdict is null ? null : AuditVerdict.From(input, verdict),
        [.. why.Filters.Select(f => new AuditReason(f.Filter.ToName(), f.Flagged, f.Reason))]);
}

/// <summary>What one filter makes of it.</summary>
internal sealed record AuditReason(string Filter, bool Flagged, string Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditSummary))]
internal sealed partial class AuditJson : JsonSerializerContext;
