using System.Runtime.ExceptionServices;
using Misread.Audit;
using Misread.Data;
using Misread.Experiments;
using Misread.Findings;
using Misread.Formats;
using Misread.Imaging;

namespace Misread.Runs;

/// <summary>
/// Images as a folder: each as its original file, byte for byte, or at its own pixels as a PNG where it was none; an <c>index.csv</c> by which each is found in its data set again,
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

    /// <summary>Writes the images and the index into a folder.</summary>
    /// <param name="folder">The folder, made if it does not exist; files of the same names are replaced.</param>
    /// <param name="data">The data set that the entries' rows count in.</param>
    /// <param name="entries">Which images, under which names.</param>
    /// <param name="threads">Threads that encode and write, at least 1.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="ImageException">The file of an image has changed since it was read, or is damaged.</exception>
    public static void Write(string folder, Dataset data, IReadOnlyList<FingerprintEntry> entries, int threads)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(entries);
        Directory.CreateDirectory(folder);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        // The folder as a whole is renamed into place by whoever made it, so single files need no care.
        try
        {
            Parallel.ForEach(entries, parallel, entry =>
            {
                File.WriteAllBytes(Path.Combine(folder, entry.FileName), FileOf(data, entry.Row));
            });
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is IOException or UnauthorizedAccessException)
        {
            throw new IOException(e.InnerExceptions[0].Message, e);
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is ImageException)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        WriteIndex(Path.Combine(folder, IndexedFolder.IndexName), data, entries);
        if (entries.Count > 0 && data is { IsPacked: true, IsResized: false, Channels: 1 } && entries.All(e => e.FileName.EndsWith(".png", StringComparison.Ordinal)))
            DatasetDescription.Of(data.Subset([.. entries.Select(e => e.Row)])).Write(folder);
    }

    /// <summary>The longest side of a photograph on a contact sheet, in pixels.</summary>
    private const int SheetSide = 224;

    /// <summary>An image as a file: the original one, else a PNG.</summary>
    internal static byte[] FileOf(Dataset data, int row) => data.HasFiles ? data.FileBytes(row) : PngEncoder.Encode(data.Picture(row));

    /// <summary>
    /// An image of a data set as a picture for a sheet: of a photograph a thumbnail; else its own pixels, or, where full ink is less than 255, spread over 0 … 255
    /// (<c>round(255 · pixel / MaxValue)</c>), which keeps every value apart and makes it visible.
    /// </summary>
    /// <param name="data">The data set.</param>
    /// <param name="row">A position in it.</param>
    public static Bitmap Picture(Dataset data, int row)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Thumbnail(row, SheetSide);
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
