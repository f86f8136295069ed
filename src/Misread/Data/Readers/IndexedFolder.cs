using Misread.Formats;
using Misread.Imaging;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// PNG files side by side with an <c>index.csv</c> that names for each its id, split and label, as a fingerprint and an
/// exported selection have them. Ids come back; so does the range of the pixels, which is spread over 0 … 255 in the files
/// (see <see cref="Spread"/>).
/// </summary>
internal static class IndexedFolder
{
    public const string IndexName = "index.csv";

    private static readonly string[] Columns = ["file", "id", "split", "label"];

    /// <summary>
    /// A pixel of 0 … <paramref name="maxValue"/> as one of 0 … 255, so that it can be seen: <c>round(255 · pixel /
    /// maxValue)</c>, which keeps every value apart.
    /// </summary>
    public static byte Spread(byte pixel, int maxValue) => (byte)(((255 * pixel) + (maxValue / 2)) / maxValue);

    /// <summary>The splits in <paramref name="folder"/> with the class names; no split when there is no such index.</summary>
    /// <exception cref="DataFormatException">The index or an image is malformed.</exception>
    public static (IReadOnlyList<RawSplit> Splits, string[]? ClassNames) Read(string folder, DatasetDescription? described)
    {
        string index = Path.Combine(folder, IndexName);
        if (!File.Exists(index) || !IsIndex(index))
            return ([], null);
        List<Entry> entries = CsvTable.Read(index, Columns, csv => new Entry(
            csv.GetString("file"), csv.GetString("id"), csv.GetString("split"), csv.GetString("label")));
        // Photographs: of several sizes, in colour, or of another format; they are read as any other images with a table.
        if (described is null && entries.Any(e => !e.File.EndsWith(".png", StringComparison.OrdinalIgnoreCase)))
            return ([], null);
        string[] classes = described?.Classes
            ?? [.. entries.Select(e => e.Label).Where(l => l.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (entries.GroupBy(e => e.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            throw new DataFormatException($"{index}: expected an id of its own for each image, found '{twice.Key}' for {twice.First().File} and {twice.Last().File}.");
        int count = entries.Select(e => e.Split).Distinct(StringComparer.Ordinal).Count();
        if (count > Dataset.MaxSplits)
            throw new DataFormatException($"{index}: expected at most {Dataset.MaxSplits} splits, found {count:N0}.");
        var splits = entries.GroupBy(e => e.Split, StringComparer.Ordinal)
            .Select(group => ReadSplit(folder, index, [.. group], group.Key, classes, described?.MaxValue ?? 255));
        return ([.. splits], classes.Length > 0 ? classes : null);
    }

    /// <summary>Rows of pixels may have this name too; they have no column of files.</summary>
    private static bool IsIndex(string path)
    {
        using var reader = new StreamReader(InputFile.Open(path));
        var start = new char[4096];
        string header = new string(start, 0, reader.ReadBlock(start)).Split('\n')[0];
        return Columns.All(c => header.TrimEnd('\r').Split(',').Contains(c, StringComparer.Ordinal));
    }

    private static RawSplit ReadSplit(string folder, string index, Entry[] entries, string split, string[] classes, int maxValue)
    {
        if (!DatasetDescription.IsFileName(split))
            throw new DataFormatException($"{index}: expected a split that can be a file name, found '{split}'.");
        var pixels = new PixelRoom(folder, [.. entries.Select(e => Path.Combine(folder, e.File))]);
        int[] labels = new int[entries.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            // A name from a hostile index must not lead out of the folder.
            if (!DatasetDescription.IsFileName(entries[i].File))
                throw new DataFormatException($"{index}: expected the name of a file in this folder, found '{entries[i].File}'.");
            string path = Path.Combine(folder, entries[i].File);
            Bitmap image = ImageDecoder.Read(path);
            if (image.Channels != 1)
                throw new DataFormatException($"{path}: expected a grey image, found one with {image.Channels} channels.");
            image.Pixels.CopyTo(pixels.Of(i, image.Height, image.Width));
            labels[i] = entries[i].Label.Length == 0 ? -1 : Array.IndexOf(classes, entries[i].Label);
            if (labels[i] < 0 && entries[i].Label.Length > 0)
                throw new DataFormatException($"{index}: {entries[i].File}: expected a label of {string.Join(", ", classes)}, found '{entries[i].Label}'.");
        }

        byte[] all = pixels.All;
        for (int p = 0; maxValue != 255 && p < all.Length; p++)
            all[p] = (byte)(((all[p] * maxValue) + 127) / 255);
        int[]? known = Array.TrueForAll(labels, l => l < 0) ? null : labels;
        return new RawSplit(
            split, folder, pixels.Height, pixels.Width, all, known, i => $"{index}: {entries[i].File}", Array.ConvertAll(entries, e => e.Id));
    }

    private sealed record Entry(string File, string Id, string Split, string Label);
}
