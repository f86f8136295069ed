using System.Text.Json.Serialization;
using Misread.Data;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>What <c>compare --json</c> prints, and <c>comparison.json</c> of <c>compare --out</c> holds.</summary>
internal sealed record CompareSummary(
    string A,
    string B,
    string ComparedOn,
    int Count,
    int SeenA,
    int SeenB,
    double AccuracyA,
    double AccuracyB,
    int ErrorsA,
    int ErrorsB,
    int Gained,
    int Lost,
    int Shared,
    int SharedAlike,
    double PValue,
    double Difference,
    double DifferenceLow,
    double DifferenceHigh,
    string? Out,
    IReadOnlyList<CompareItem> Images)
{
    public static CompareSummary From(RunComparison c, string a, string b, string? folder)
    {
        int count = c.Result.Rows.Count;
        return new CompareSummary(
            a,
            b,
            c.ComparedOn,
            count,
            c.FirstSeen,
            c.SecondSeen,
            (count - c.Result.FirstErrors) / (double)count,
            (count - c.Result.SecondErrors) / (double)count,
            c.Result.FirstErrors,
            c.Result.SecondErrors,
            c.Result.Gained.Count,
            c.Result.Lost.Count,
            c.Result.Shared.Count,
            c.Result.SharedAlike,
            c.Result.PValue,
            c.Result.Difference.Difference,
            c.Result.Difference.Low,
            c.Result.Difference.High,
            folder,
            [.. Items("gained", c.Result.Gained), .. Items("lost", c.Result.Lost), .. Items("shared", c.Result.Shared)]);

        IEnumerable<CompareItem> Items(string change, IReadOnlyList<int> rows) => rows.Select(row => new CompareItem(
            change, c.First.Data.Id(row), c.First.Data.ClassNames[c.First.Data.Label(row)], Read(c.First.Predictions, row), Read(c.Second.Predictions, row)));
    }

    private static string Read(Predictions predictions, int row) => predictions.ClassNames[predictions.Predicted(row)];
}

/// <summary>An image that at least one of the runs misreads: what each read in it.</summary>
internal sealed record CompareItem(string Change, string Id, string Label, string A, string B);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CompareSummary))]
internal sealed partial class CompareJson : JsonSerializerContext;
