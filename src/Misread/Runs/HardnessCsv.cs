using Misread.Data;
using Misread.Formats;
using Misread.IO;
using Misread.Training;

namespace Misread.Runs;

/// <summary>
/// <c>hardness.csv</c>: how each image fared in training, in the order of the predictions. The cells of an image that was
/// not trained on are empty.
/// </summary>
internal static class HardnessCsv
{
    /// <summary>The file's name.</summary>
    public const string FileName = "hardness.csv";

    private static readonly string[] Columns =
        ["id", "confidence", "variability", "correctness", "area_under_margin", "forgetting_events", "was_learned", "error_norm"];

    /// <summary>Writes the file whole or not at all.</summary>
    public static void Write(string path, Predictions predictions, IReadOnlyList<DynamicsScores?> dynamics) =>
        CsvTable.Write(path, Columns, dynamics.Count, (csv, i) =>
        {
            DynamicsScores? scores = dynamics[i];
            csv.WriteField(predictions.Id(i));
            csv.WriteField((float?)scores?.Confidence);
            csv.WriteField((float?)scores?.Variability);
            csv.WriteField((float?)scores?.Correctness);
            csv.WriteField((float?)scores?.AreaUnderMargin);
            csv.WriteField((float?)scores?.ForgettingEvents);
            csv.WriteField(scores is null ? "" : scores.Value.WasLearned ? "yes" : "no");
            csv.WriteField((float?)scores?.ErrorNorm);
        });

    /// <summary>Reads it.</summary>
    /// <exception cref="DataFormatException">It is malformed, or of other images.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static DynamicsScores?[] Read(string path, Predictions predictions)
    {
        List<(string Id, DynamicsScores? Scores)> rows = CsvTable.Read(path, Columns, csv => (csv.GetString("id"), Scores(csv)));
        EvidenceFiles.CheckIds(path, predictions, [.. rows.Select(r => r.Id)]);
        return [.. rows.Select(r => r.Scores)];
    }

    private static DynamicsScores? Scores(TableRow csv) => csv.GetSpan("confidence").IsEmpty
        ? null
        : new DynamicsScores(
            Number(csv, "confidence"),
            Number(csv, "variability"),
            Number(csv, "correctness"),
            Number(csv, "area_under_margin"),
            Number(csv, "forgetting_events"),
            EvidenceFiles.YesOrNo(csv, "was_learned"),
            Number(csv, "error_norm"));

    private static double Number(TableRow csv, string column)
    {
        float value = csv.Parse<float>(column);
        return float.IsFinite(value) ? value : throw new FormatException($"{column} is {value}, expected a finite number.");
    }
}
