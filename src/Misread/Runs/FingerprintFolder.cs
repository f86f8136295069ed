using Misread.Audit;
using Misread.Data;
using Misread.Experiments;
using Misread.Findings;
using Misread.Formats;
using Misread.Imaging;

namespace Misread.Runs;

/// <summary>
/// Images as a folder: each at its own pixels as a PNG, an <c>index.csv</c> by which each is found in its data set again,
/// and a <c>dataset.json</c>, so that <see cref="DatasetReader"/> reads the folder as a data set. It is what
/// <c>fingerprint/</c> holds, and what a selection exports.
/// </summary>
public static class FingerprintFolder
{
    private static readonly string[] IndexColumns =
    [
        "number", "file", "id", "split", "index", "seen", "label", "predicted", "confidence", "label_probability",
        "runner_up", "margin", "entropy",
    ];

    /// <summary>Writes the images and the index into an existing folder.</summary>
    /// <param name="folder">The folder; files of the same names are replaced.</param>
    /// <param name="data">The data set that the entries' rows count in.</param>
    /// <param name="entries">Which images, under which names.</param>
    /// <param name="threads">Threads that encode and write, at least 1.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(string folder, Dataset data, IReadOnlyList<FingerprintEntry> entries, int threads)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(entries);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        // The folder as a whole is renamed into place by whoever made it, so single files need no care.
        Parallel.ForEach(entries, parallel, entry =>
        {
            File.WriteAllBytes(Path.Combine(folder, entry.FileName), PngEncoder.Encode(Picture(data, entry.Row)));
        });
        WriteIndex(Path.Combine(folder, IndexedFolder.IndexName), data, entries);
        if (entries.Count > 0)
            DatasetDescription.Of(data.Subset([.. entries.Select(e => e.Row)])).Write(folder);
    }

    /// <summary>
    /// An image of a data set as a picture: its own pixels, or, where full ink is less than 255, spread over 0 … 255
    /// (<c>round(255 · pixel / MaxValue)</c>), which keeps every value apart and makes it visible.
    /// </summary>
    /// <param name="data">The data set.</param>
    /// <param name="row">A position in it.</param>
    public static Bitmap Picture(Dataset data, int row)
    {
        ArgumentNullException.ThrowIfNull(data);
        byte[] pixels = data.Image(row).ToArray();
        for (int i = 0; data.MaxValue != 255 && i < pixels.Length; i++)
            pixels[i] = IndexedFolder.Spread(pixels[i], data.MaxValue);
        return new Bitmap(data.Width, data.Height, 1, pixels);
    }

    private static void WriteIndex(string path, Dataset data, IReadOnlyList<FingerprintEntry> entries) => CsvTable.Write(path, IndexColumns, entries.Count, (csv, i) =>
    {
        FingerprintEntry entry = entries[i];
        csv.WriteField(entry.Number);
        csv.WriteField(entry.FileName);
        csv.WriteField(entry.Id);
        csv.WriteField(entry.Split);
        csv.WriteField(entry.IndexInSplit);
        csv.WriteField(entry.Origin.ToName());
        csv.WriteField(Name(data, entry.Label));
        csv.WriteField(Name(data, entry.Predicted));
        csv.WriteField(entry.Confidence);
        csv.WriteField(entry.LabelProbability);
        csv.WriteField(Name(data, entry.RunnerUp));
        csv.WriteField(entry.Margin);
        csv.WriteField((float)entry.Entropy);
    });

    private static string Name(Dataset data, int number) => number < 0 ? "" : data.ClassNames[number];
}
