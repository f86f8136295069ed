using System.Text.Json;
using System.Text.Json.Serialization;
using Misread.Audit;

namespace Misread.Runs;

/// <summary>Findings as <c>summary.json</c> holds them: the sentences of terminal and page, and the figures behind them.</summary>
public sealed record FindingsSummary(
    BudgetSummary Budget,
    int GroupsLookedAt,
    int GroupsTested,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> Quality,
    IReadOnlyList<string> Copies,
    int? LeakedImages,
    double? AccuracyWithoutLeaks,
    IReadOnlyList<string> ReviewBudget)
{
    /// <summary>Tells findings.</summary>
    public static FindingsSummary From(DataFindings f)
    {
        ArgumentNullException.ThrowIfNull(f);
        ReviewStatus status = f.Budget.Status();
        return new FindingsSummary(
            BudgetSummary.From(status),
            f.Groups.Looked,
            f.Groups.Tested,
            FindingsText.Groups(f.Groups, f.Predictions.ClassNames),
            FindingsText.Quality(f.Odd, f.Shortcuts),
            FindingsText.Copies(f.Copies, f.Leaks, c => f.Predictions.Label(c.First) != f.Predictions.Label(c.Second)),
            f.Leaks?.Leaked.Count,
            f.Leaks is { Rest.Images: > 0 } leaks ? leaks.Rest.Accuracy : null,
            FindingsText.Budget(status));
    }

    /// <summary>A budget as JSON, indented, with a last line feed.</summary>
    internal static string ToJson(BudgetSummary budget) => JsonSerializer.Serialize(budget, FindingsJson.Default.BudgetSummary) + "\n";
}

/// <summary>A review budget as <c>budget.json</c> holds it.</summary>
public sealed record BudgetSummary(
    int Images,
    int Reviewed,
    int Found,
    int LeftLow,
    double LeftExpected,
    int LeftHigh,
    double AccuracyLow,
    double AccuracyExpected,
    double AccuracyHigh,
    int NextImages,
    double NextExpected,
    int NextLow,
    int NextHigh,
    int Controls,
    int ControlsNoticed,
    double Tolerance,
    bool MayStop,
    IReadOnlyList<string> Missing,
    IReadOnlyList<BudgetStratum> Strata)
{
    /// <summary>Tells a status.</summary>
    public static BudgetSummary From(ReviewStatus s)
    {
        ArgumentNullException.ThrowIfNull(s);
        return new BudgetSummary(
            s.Images, s.Reviewed, s.Found, s.Left.Low, s.Left.Expected, s.Left.High, s.Accuracy.Low, s.Accuracy.Expected, s.Accuracy.High,
            s.Next.Images, s.Next.Expected, s.Next.Low, s.Next.High, s.Attention.Shown, s.Attention.Noticed, s.Tolerance, s.MayStop, s.Missing,
            [.. s.Strata.Select(h => new BudgetStratum(
                h.Stratum.ToString().ToLowerInvariant(), h.Images, h.Reviewed, h.Found, h.Probes, h.ProbesFound, h.Left.Low, h.Left.Expected, h.Left.High))]);
    }
}

/// <summary>One stratum of it.</summary>
public sealed record BudgetStratum(
    string Stratum, int Images, int Reviewed, int Found, int Probes, int ProbesFound, int LeftLow, double LeftExpected, int LeftHigh);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(BudgetSummary))]
internal sealed partial class FindingsJson : JsonSerializerContext;
