using System.Globalization;
using Misread.IO;

namespace Misread.Data;

/// <summary>A text file as records of cells: CSV with whatever separator, or JSON Lines. Forward only; not thread-safe.</summary>
internal abstract class RecordReader(string source) : IDisposable
{
    /// <summary>The endings of the files that are read.</summary>
    private static readonly string[] CsvEndings = [".CSV", ".TSV", ".TXT"];

    private static readonly string[] JsonEndings = [".JSONL", ".NDJSON", ".JSON"];

    /// <summary>The file, for messages.</summary>
    public string Source => source;

    /// <summary>The line of the current record, from 1.</summary>
    public abstract long Line { get; }

    /// <summary>Names of the cells where every record brings them along (JSON); <see langword="null"/> where a first line may hold them.</summary>
    public virtual string[]? Names => null;

    /// <summary>Number of cells of the current record.</summary>
    public abstract int Count { get; }

    /// <summary>Whether a file of this name is read here.</summary>
    public static bool Reads(string path)
    {
        string ending = Path.GetExtension(path).ToUpperInvariant();
        return CsvEndings.Contains(ending, StringComparer.Ordinal) || JsonEndings.Contains(ending, StringComparer.Ordinal);
    }

    /// <summary>Opens a file by its ending.</summary>
    /// <exception cref="DataFormatException">It is not text.</exception>
    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    public static RecordReader Open(string path) =>
        JsonEndings.Contains(Path.GetExtension(path).ToUpperInvariant(), StringComparer.Ordinal) ? new JsonRecords(path) : new CsvRecords(path);

    /// <summary>Goes to the next record; returns whether there is one.</summary>
    /// <exception cref="DataFormatException">The file is malformed.</exception>
    public abstract bool Read();

    /// <summary>The text of a cell, without outer spaces.</summary>
    public abstract string Cell(int column);

    /// <summary>The number in a cell: with a decimal point or comma, or a percentage.</summary>
    public virtual bool TryNumber(int column, out double value) => TryParse(Cell(column), out value);

    /// <summary>The number in a text: with a decimal point or comma, or a percentage; infinite and missing numbers have their usual names.</summary>
    public static bool TryParse(string text, out double value)
    {
        text = text.Trim();
        double factor = 1;
        if (text.EndsWith('%'))
        {
            text = text[..^1].TrimEnd();
            factor = 0.01;
        }

        bool parsed = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            || (text.Count(c => c == ',') == 1 && !text.Contains('.', StringComparison.Ordinal)
                && double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            || Special(text, out value);
        value *= factor;
        return parsed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>What is wrong with a cell.</summary>
    public DataFormatException Bad(int column, string expected, string? name = null)
    {
        string found = Cell(column);
        string shown = string.Concat((found.Length > 40 ? found[..40] + "…" : found).Select(c => char.IsControl(c) ? '?' : c));
        return new DataFormatException($"{Source}: line {Line}: expected {expected} in cell {column + 1}{(name is null ? "" : $" ({name})")}, found '{shown}'.");
    }

    protected abstract void Dispose(bool disposing);

    private static bool Special(string text, out double value)
    {
        value = text.ToUpperInvariant() switch
        {
            "INF" or "+INF" or "INFINITY" => double.PositiveInfinity,
            "-INF" or "-INFINITY" => double.NegativeInfinity,
            _ => double.NaN,
        };
        return !double.IsNaN(value) || text.Equals("nan", StringComparison.OrdinalIgnoreCase);
    }
}
