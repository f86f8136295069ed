using CsvHelper;
using Misread.IO;

namespace Misread.Formats;

/// <summary>
/// CSV as every table of this library is written: RFC 4180 but for lines that end in a line feed, quotes where they are
/// needed and around outer spaces.
/// </summary>
internal static class CsvTable
{
    private static readonly CsvWriterOptions Options = new() { NewLine = "\n", Quoting = CsvQuoting.WhenNeededOrWhitespace };
    private static readonly CsvReaderOptions Strict = new() { FieldCountMismatch = CsvFieldCountHandling.Throw, MaxRecordSize = InputFile.MostLineBytes };

    /// <summary>A table of a hundred million cells is smaller.</summary>
    private const long MostBytes = 1L << 31;


    /// <summary>A writer of UTF-8 to a stream, which stays open.</summary>
    public static TableWriter Writer(Stream stream) => new(CsvWriter.Create(stream, Options, leaveOpen: true));

    /// <summary>A writer of text, which stays open.</summary>
    public static TableWriter Writer(TextWriter text, string newLine = "\n") =>
        new(CsvWriter.Create(text, Options with { NewLine = newLine }, leaveOpen: true));

    /// <summary>Writes a table whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The header.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="row">Writes the fields of a row.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<string> columns, int count, Action<TableWriter, int> row) =>
        Write(path, columns, Enumerable.Range(0, count), row);

    /// <summary>Writes a table whole or not at all.</summary>
    /// <typeparam name="T">What a row is of.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="columns">The header.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="row">Writes the fields of a row.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write<T>(string path, IReadOnlyList<string> columns, IEnumerable<T> rows, Action<TableWriter, T> row) => AtomicFile.Write(path, stream =>
    {
        using TableWriter csv = Writer(stream);
        foreach (string column in columns)
            csv.WriteField(column);
        csv.EndRecord();
        foreach (T value in rows)
        {
            row(csv, value);
            csv.EndRecord();
        }
    });

    /// <summary>Reads every row of a table that this library wrote.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="columns">Columns that must be there, in any order; others are passed over.</param>
    /// <param name="row">Makes a value of the current row.</param>
    /// <exception cref="DataFormatException">A column is missing, or a row is malformed: cut short, say.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static List<T> Read<T>(string path, IReadOnlyList<string> columns, Func<TableRow, T> row)
    {
        using FileStream stream = InputFile.Open(path, MostBytes);
        using var csv = CsvReader.Create(stream, Strict, leaveOpen: true);
        return Rows(csv, path, columns, row);
    }

    /// <summary>Reads every row of a table that is held as text.</summary>
    /// <inheritdoc cref="Read"/>
    public static List<T> Parse<T>(string text, string path, IReadOnlyList<string> columns, Func<TableRow, T> row)
    {
        using var csv = CsvReader.Create(new StringReader(text), Strict);
        return Rows(csv, path, columns, row);
    }

    private static List<T> Rows<T>(CsvReader csv, string path, IReadOnlyList<string> columns, Func<TableRow, T> row)
    {
        var rows = new List<T>();
        var current = new TableRow(csv);
        try
        {
            while (csv.Read())
            {
                if (rows.Count == 0)
                    RequireColumns(csv, columns, path);
                rows.Add(row(current));
            }
        }
        catch (Exception e) when (e is CsvFormatException or CsvValidationException or FormatException or OverflowException or ArgumentException)
        {
            throw new DataFormatException($"{path}: row {rows.Count + 1} behind the header is malformed: {e.Message}", e);
        }

        return rows;
    }

    private static void RequireColumns(CsvReader csv, IReadOnlyList<string> columns, string path)
    {
        foreach (string column in columns)
        {
            if (!csv.TryGetFieldIndex(column, out _))
                throw new DataFormatException($"{path}: the column '{column}' is missing; expected {string.Join(", ", columns)}.");
        }
    }
}
