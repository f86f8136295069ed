using System.Globalization;
using Misread.Audit;
using Misread.Data;
using Misread.Experiments;
using Misread.Findings;
using Misread.Formats;
using Misread.Imaging;
using Misread.IO;

namespace Misread.Runs;

/// <summary>
/// A comparison as a folder: <c>gained/</c>, <c>lost/</c> and <c>shared/</c> with every such image as a PNG at its own pixels
/// and an <c>index.csv</c>, and a contact sheet of each beside them.
/// </summary>
public static class ComparisonFolder
{
    private static readonly string[] IndexColumns =
    [
        "number", "file", "id", "split", "index", "label", "a_predicted", "a_confidence", "a_seen", "b_predicted", "b_confidence", "b_seen",
    ];

    /// <summary>Writes into an existing folder; a part without images gets no folder and no sheet.</summary>
    /// <param name="folder">The folder, as <see cref="AtomicFile.WriteFolder"/> gives it.</param>
    /// <param name="comparison">The comparison.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(string folder, RunComparison comparison)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(comparison);
        WritePart("gained", "Gained: A misread, B right", comparison.Result.Gained);
        WritePart("lost", "Lost: A right, B misread", comparison.Result.Lost);
        WritePart("shared", "Shared: misread by both", comparison.Result.Shared);

        void WritePart(string name, string title, IReadOnlyList<int> rows)
        {
            if (rows.Count == 0)
                return;
            string images = Path.Combine(folder, name);
            Directory.CreateDirectory(images);
            string[] files = [.. rows.Select((row, n) => FileName(comparison, n + 1, rows.Count, row))];
            for (int n = 0; n < files.Length; n++)
                File.WriteAllBytes(Path.Combine(images, files[n]), FingerprintFolder.FileOf(comparison.First.Data, rows[n]));
            WriteIndex(Path.Combine(images, "index.csv"), comparison, rows, files);
            string more = rows.Count > RunSheets.MaxImages
                ? string.Create(CultureInfo.InvariantCulture, $" (the first {RunSheets.MaxImages} of {rows.Count:N0})")
                : "";
            ContactSheetTile[] tiles = [.. rows.Take(RunSheets.MaxImages).Select(row => Tile(comparison, row))];
            PngEncoder.Write(Path.Combine(folder, name + ".png"), ContactSheet.Render(tiles, new ContactSheetOptions { Title = title + more }));
        }
    }

    private static string FileName(RunComparison c, int number, int count, int row)
    {
        string digits = string.Create(CultureInfo.InvariantCulture, $"D{Math.Max(4, $"{count}".Length)}");
        string Class(int k) => ClassFileName.From(c.First.Data.ClassNames[k]);
        return $"{number.ToString(digits, CultureInfo.InvariantCulture)}__a-{Class(c.First.Predictions.Predicted(row))}__b-{Class(c.Second.Predictions.Predicted(row))}__true-{Class(c.First.Predictions.Label(row))}.png";
    }

    private static ContactSheetTile Tile(RunComparison c, int row)
    {
        Dataset data = c.First.Data;
        string Read(string name, Predictions p) =>
            string.Create(CultureInfo.InvariantCulture, $"{name} {data.ClassNames[p.Predicted(row)]}  {100 * p.Confidence(row):F1} %");
        return new ContactSheetTile(
            FingerprintFolder.Picture(data, row),
            [
                $"label {data.ClassNames[data.Label(row)]}",
                Read("A", c.First.Predictions),
                Read("B", c.Second.Predictions),
                string.Create(CultureInfo.InvariantCulture, $"{data.Split(row)} {data.IndexInSplit(row)}"),
            ]);
    }

    private static void WriteIndex(string path, RunComparison c, IReadOnlyList<int> rows, string[] files) => CsvTable.Write(path, IndexColumns, files.Length, (csv, n) =>
    {
        Dataset data = c.First.Data;
        int row = rows[n];
        csv.WriteField(n + 1);
        csv.WriteField(files[n]);
        csv.WriteField(data.Id(row));
        csv.WriteField(data.Split(row));
        csv.WriteField(data.IndexInSplit(row));
        csv.WriteField(data.ClassNames[data.Label(row)]);
        foreach (Predictions p in (ReadOnlySpan<Predictions>)[c.First.Predictions, c.Second.Predictions])
        {
            csv.WriteField(data.ClassNames[p.Predicted(row)]);
            csv.WriteField(p.Confidence(row));
            csv.WriteField(p.Origin(row).ToName());
        }
    });
}
