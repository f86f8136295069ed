using Misread.Data;
using Misread.Findings;
using Misread.Formats;
using Misread.IO;

namespace Misread.Runs;

/// <summary><c>duplicates.csv</c>: pairs of near-duplicates, nearest first.</summary>
internal static class DuplicatesCsv
{
    /// <summary>The file's name.</summary>
    public const string FileName = "duplicates.csv";

    private static readonly string[] Columns = ["first", "second", "distance", "labels_differ", "crosses_splits"];

    /// <summary>Writes the file whole or not at all.</summary>
    public static void Write(string path, Predictions predictions, IReadOnlyList<DuplicatePair> pairs) =>
        CsvTable.Write(path, Columns, pairs.Count, (csv, i) =>
        {
            csv.WriteField(predictions.Id(pairs[i].First));
            csv.WriteField(predictions.Id(pairs[i].Second));
            csv.WriteField((float)pairs[i].Distance);
            csv.WriteField(pairs[i].LabelsDiffer ? "yes" : "no");
            csv.WriteField(pairs[i].CrossesSplits ? "yes" : "no");
        });

    /// <summary>Reads it.</summary>
    /// <exception cref="DataFormatException">It is malformed, or names an image that the predictions lack.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<DuplicatePair> Read(string path, Predictions predictions)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < predictions.Count; i++)
            rows[predictions.Id(i)] = i;
        return CsvTable.Read(path, Columns, csv =>
        {
            (int first, int second) = (Row(csv.GetString("first")), Row(csv.GetString("second")));
            float distance = csv.Parse<float>("distance");
            if (first >= second || !(distance >= 0) || float.IsInfinity(distance))
                throw new FormatException($"expected two images in the order of the data set and a distance of 0 or more, found {csv.GetString("first")}, {csv.GetString("second")}, {distance}.");
            return new DuplicatePair(first, second, distance, EvidenceFiles.YesOrNo(csv, "labels_differ"), EvidenceFiles.YesOrNo(csv, "crosses_splits"));
        });

        int Row(string id) => rows.TryGetValue(id, out int row) ? row : throw new FormatException($"there is no prediction of an image '{id}'.");
    }
}
