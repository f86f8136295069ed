using System.Globalization;
using System.Text;
using CsvHelper;
using Misread.Formats;
using Misread.IO;

namespace Misread.Data;

/// <summary>A table of probabilities.</summary>
/// <param name="Probabilities">The class columns.</param>
/// <param name="ClassNames">Their names, or <see langword="null"/> when there was no line of names.</param>
/// <param name="Labels">The column <c>label</c>, or <see langword="null"/>.</param>
/// <param name="Ids">The column <c>id</c>, or <see langword="null"/>.</param>
internal sealed record ProbabilityTable(ProbabilityMatrix Probabilities, string[]? ClassNames, int[]? Labels, string[]? Ids);

/// <summary>Reads probabilities and labels from CSV.</summary>
internal static class ProbabilityCsv
{
    private const int MaxRecordBytes = 1 << 24;

    /// <summary>What a column that names images is called, the surest first.</summary>
    private static readonly string[] ImageColumns = ["id", "path", "filepath", "file", "filename", "file_name", "image", "image_path"];

    /// <summary>One row an image; the columns <c>id</c>, <c>index</c> and <c>label</c> of a first line of names are no classes.</summary>
    public static ProbabilityTable Read(string path)
    {
        using CsvReader csv = Open(path);
        string[]? names = null;
        int[] classes = [];
        int width = -1;
        int labelAt = -1;
        int idAt = -1;
        var values = new List<double>();
        var labels = new List<int>();
        var ids = new List<string>();
        while (Next(csv, path))
        {
            if (width < 0)
            {
                width = csv.FieldCount;
                names = NamesOf(csv);
                labelAt = IndexOf(names, "label");
                idAt = Array.FindIndex(ImageColumns, n => IndexOf(names, n) >= 0) is >= 0 and var n ? IndexOf(names, ImageColumns[n]) : -1;
                int indexAt = IndexOf(names, "index");
                classes = [.. Enumerable.Range(0, width).Where(c => c != labelAt && c != idAt && c != indexAt)];
                if (classes.Length == 0)
                    throw new DataFormatException($"{path}: line 1: expected a column for each class.");
                if (names is not null)
                    continue;
            }

            if (csv.FieldCount != width)
                throw new DataFormatException($"{path}: line {csv.LineNumber}: expected {width} cells as in the first line, found {csv.FieldCount}.");
            foreach (int c in classes)
                values.Add(Number(csv, c, path));
            if (labelAt >= 0)
                labels.Add(Whole(csv, labelAt, path));
            if (idAt >= 0)
                ids.Add(csv.GetString(idAt));
        }

        if (values.Count == 0)
            throw new DataFormatException($"{path}: expected rows of probabilities, found none.");
        return new ProbabilityTable(
            new DoubleProbabilities([.. values], classes.Length, path),
            names is null ? null : [.. classes.Select(c => names[c])],
            labelAt < 0 ? null : [.. labels],
            idAt < 0 ? null : [.. ids]);
    }

    /// <summary>One label a line, or the column <c>label</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">Rows that they are for, or <see langword="null"/>; more labels are counted, not kept.</param>
    public static int[] ReadLabels(string path, int? expected)
    {
        using CsvReader csv = Open(path);
        int at = -1;
        long count = 0;
        var labels = new List<int>();
        while (Next(csv, path))
        {
            if (at < 0)
            {
                string[]? names = NamesOf(csv);
                at = IndexOf(names, "label");
                if (at < 0 && csv.FieldCount != 1)
                    throw new DataFormatException($"{path}: line 1: expected one column, or one named 'label', found {csv.FieldCount} columns.");
                at = Math.Max(at, 0);
                if (names is not null)
                    continue;
            }

            if (at >= csv.FieldCount)
                throw new DataFormatException($"{path}: line {csv.LineNumber}: expected a label in cell {at + 1}, found {csv.FieldCount} cells.");
            int label = Whole(csv, at, path);
            if (count++ < (expected ?? int.MaxValue))
                labels.Add(label);
        }

        return expected is null || count <= expected ? [.. labels] : throw LabelFile.WrongCount(path, expected.Value, count);
    }

    private static CsvReader Open(string path) => CsvReader.Create(
        InputFile.Open(path),
        new CsvReaderOptions { HasHeader = false, MaxRecordSize = MaxRecordBytes, TrackLineNumbers = true, MalformedData = CsvMalformedDataHandling.Throw });

    private static bool Next(CsvReader csv, string path)
    {
        try
        {
            return csv.Read();
        }
        catch (Exception e) when (e is CsvFormatException or DecoderFallbackException)
        {
            throw new DataFormatException($"{path}: expected comma-separated numbers; {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>The cells of the first line when one of them is not a number; a leading byte order mark is no part of them.</summary>
    private static string[]? NamesOf(CsvReader csv)
    {
        string[] cells = [.. Enumerable.Range(0, csv.FieldCount).Select(c => csv.GetString(c).Trim())];
        return Array.TrueForAll(cells, c => double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) ? null : cells;
    }

    private static int IndexOf(string[]? names, string name) =>
        names is null ? -1 : Array.FindIndex(names, n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase));

    private static double Number(CsvReader csv, int column, string path) =>
        double.TryParse(csv.GetSpan(column), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw Bad(csv, column, path, "a finite number");

    private static int Whole(CsvReader csv, int column, string path) =>
        int.TryParse(csv.GetSpan(column), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Bad(csv, column, path, "the number of a class");

    private static DataFormatException Bad(CsvReader csv, int column, string path, string expected)
    {
        string found = csv.GetString(column);
        string shown = string.Concat((found.Length > 40 ? found[..40] + "…" : found).Select(c => char.IsControl(c) ? '?' : c));
        return new DataFormatException($"{path}: line {csv.LineNumber}: expected {expected} in cell {column + 1}, found '{shown}'.");
    }
}
