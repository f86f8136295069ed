using System.Globalization;
using System.IO.Compression;
using System.Text;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// Reads and writes images as rows of a CSV file, one whole number of 0 … 255 a pixel, row by row from the top left.
/// Plain or gzip.
/// </summary>
/// <remarks>
/// <para>Read are: Kaggle's digit recognizer (<c>label,pixel0 … pixel783</c>, for prediction without the label), the
/// digits (64 pixels of 0 … 16, then the label, no header), MNIST in CSV (label, then 784 pixels, no header), and any
/// other square size in one of these layouts.</para>
/// <para>Written is Kaggle's layout. Thread-safe for distinct files.</para>
/// </remarks>
public static class PixelCsv
{
    /// <summary>Real rows of pixels shrink to about a tenth; a large file that shrank to less than a hundredth is made to fill the memory.</summary>
    private const int MostRatio = 100;

    private const int FreeBytes = 16 << 20;

    /// <summary>Reads one file as one split.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <param name="name">Name of the data set; begins every id.</param>
    /// <param name="split">Name of the split, <c>train</c> say.</param>
    /// <param name="classNames">One name per class; by default <c>0</c>, <c>1</c>, … up to the highest label.</param>
    /// <param name="maxValue">The pixel value of full ink, 1 … 255; by default 255, or 16 for 8×8 images that keep below it.</param>
    /// <exception cref="DataFormatException">A row has more or fewer cells than the first, or a cell is no whole number of 0 … 255.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Dataset Read(
        string path,
        string name,
        string split,
        IReadOnlyList<string>? classNames = null,
        int? maxValue = null) =>
        DatasetAssembly.Join(name, [ReadSplit(path, split, described: null)], classNames, maxValue);

    /// <summary>Writes a data set in Kaggle's layout; without the column of labels when no image has one.</summary>
    /// <param name="dataset">The images, in this order. Names, ids, splits and <see cref="Dataset.MaxValue"/> are not held by the format.</param>
    /// <param name="path">Destination, replaced whole or not at all; a name ending in <c>.gz</c> is compressed.</param>
    /// <exception cref="DataFormatException">Some images have a label and others have none, or one beyond 255.</exception>
    /// <exception cref="IOException">The disk is full or the destination cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The destination may not be written.</exception>
    public static void Write(Dataset dataset, string path)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        bool labelled = HasLabels(dataset);
        AtomicFile.Write(path, stream =>
        {
            if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                WriteRows(dataset, labelled, stream);
                return;
            }

            using var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            WriteRows(dataset, labelled, gzip);
        });
    }

    internal static RawSplit ReadSplit(string path, string split, DatasetDescription? described)
    {
        using Content content = Content.Open(path);
        return ReadSplit(content, split, described);
    }

    internal static RawSplit ReadSplit(Content content, string split, DatasetDescription? described)
    {
        var lines = new LineReader(content);
        string source = content.Source;
        if (!lines.TryRead(out ReadOnlySpan<byte> line))
            throw new DataFormatException($"{source}: expected rows of pixels, found an empty file.");
        CsvLayout layout = CsvLayout.Of(line, source, described);
        int area = layout.Height * layout.Width;
        var labels = new List<int>();
        byte[] pixels = new byte[area];
        bool more = !layout.HasHeader || lines.TryRead(out line);
        for (int count = 0; more; more = lines.TryRead(out line))
        {
            if (line.IsEmpty)
            {
                ExpectEnd(lines, source);
                break;
            }

            int at = count * area;
            if (at + area > pixels.Length)
                pixels = Grow(pixels, area, content);
            labels.Add(PixelRow.Parse(line, layout, pixels.AsSpan(at, area), source, lines.Number));
            count++;
        }

        if (labels.Count == 0)
            throw new DataFormatException($"{source}: expected rows of pixels below the header, found none.");
        int firstRow = layout.HasHeader ? 2 : 1;
        return new RawSplit(
            split,
            source,
            layout.Height,
            layout.Width,
            pixels.AsSpan(0, labels.Count * area).ToArray(),
            layout.LabelColumn < 0 ? null : [.. labels],
            i => $"{source}: row {i + firstRow}, column {layout.LabelColumn + 1}");
    }

    /// <summary>Doubles the room for pixels, unless the file is one that unpacks to far more than rows of pixels do.</summary>
    private static byte[] Grow(byte[] pixels, int area, Content content)
    {
        if (content.IsGzip && content.Position > FreeBytes && content.Position / MostRatio > content.StoredLength)
            throw new DataFormatException($"{content.Source}: {content.StoredLength:N0} bytes unpack to more than {content.Position:N0}; this is not a data set of images.");
        long room = Math.Min(2L * pixels.Length, Array.MaxLength / area * (long)area);
        if (room == pixels.Length)
            throw new DataFormatException($"{content.Source}: expected at most {Array.MaxLength:N0} pixels; use a part of the file.");
        Array.Resize(ref pixels, (int)room);
        return pixels;
    }

    /// <summary>Empty rows are harmless behind the last image, and a gap anywhere else.</summary>
    private static void ExpectEnd(LineReader lines, string source)
    {
        int empty = lines.Number;
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (!line.IsEmpty)
                throw new DataFormatException($"{source}: row {empty}: expected an image, found an empty row.");
        }
    }

    private static bool HasLabels(Dataset dataset)
    {
        int without = 0;
        for (int i = 0; i < dataset.Count; i++)
        {
            if (dataset.Label(i) < 0)
                without++;
            else if (dataset.Label(i) > byte.MaxValue)
                throw new DataFormatException($"{dataset.Id(i)}: CSV files hold labels of 0 … 255, this image has {dataset.Label(i)}; convert it to png instead.");
        }

        return without == 0 || without == dataset.Count
            ? without == 0
            : throw new DataFormatException($"{dataset.Name}: {without:N0} of {dataset.Count:N0} images have no label, which one CSV file cannot hold; convert it to png instead.");
    }

    private static void WriteRows(Dataset dataset, bool labelled, Stream stream)
    {
        int area = dataset.Height * dataset.Width;
        var header = new StringBuilder(labelled ? "label," : "");
        header.AppendJoin(',', Enumerable.Range(0, area).Select(p => string.Create(CultureInfo.InvariantCulture, $"pixel{p}"))).Append('\n');
        stream.Write(Encoding.ASCII.GetBytes(header.ToString()));
        byte[] row = new byte[4 * (area + 1)];
        for (int i = 0; i < dataset.Count; i++)
        {
            int at = 0;
            if (labelled)
                Append(row, ref at, (byte)dataset.Label(i));
            foreach (byte pixel in dataset.Image(i))
                Append(row, ref at, pixel);
            row[at - 1] = (byte)'\n';
            stream.Write(row, 0, at);
        }
    }

    private static void Append(byte[] row, ref int at, byte value)
    {
        if (value >= 100)
            row[at++] = (byte)('0' + (value / 100));
        if (value >= 10)
            row[at++] = (byte)('0' + (value / 10 % 10));
        row[at++] = (byte)('0' + (value % 10));
        row[at++] = (byte)',';
    }
}
