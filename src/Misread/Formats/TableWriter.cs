using System.Globalization;
using CsvHelper;

namespace Misread.Formats;

/// <summary>Writes the cells of a table; text that a spreadsheet would run is neutralised (see <see cref="CsvCell"/>).</summary>
internal sealed class TableWriter(CsvWriter csv) : IDisposable
{
    /// <summary>Text.</summary>
    public void WriteField(string text) => csv.WriteField(CsvCell.Neutral(text));

    /// <summary>A whole number.</summary>
    public void WriteField(int number) => csv.WriteField(number);

    /// <summary>A number in its shortest form that reads back as itself.</summary>
    public void WriteField(float number) => csv.WriteField(number);

    /// <summary>A number in its shortest form that reads back as itself.</summary>
    public void WriteField(double number) => csv.WriteField(number);

    /// <summary>A whole number.</summary>
    public void WriteField(long number) => csv.WriteField(number);

    /// <summary>A number, or an empty cell.</summary>
    public void WriteField(float? number) => csv.WriteField(number);

    /// <summary>A number, or an empty cell.</summary>
    public void WriteField(double? number) => csv.WriteField(number);

    /// <summary>Ends the row.</summary>
    public void EndRecord() => csv.EndRecord();

    /// <summary>Writes what is buffered; the stream stays open.</summary>
    public void Dispose() => csv.Dispose();
}

/// <summary>Reads the cells of a row by their columns' names; text comes back as it was given to <see cref="TableWriter"/>.</summary>
internal sealed class TableRow(CsvReader csv)
{
    /// <summary>Text.</summary>
    public string GetString(string column) => CsvCell.Original(csv.GetString(column));

    /// <summary>Whether there is such a column.</summary>
    public bool Has(string column) => csv.TryGetFieldIndex(column, out _);

    /// <summary>The bytes of a cell, UTF-8.</summary>
    public ReadOnlySpan<byte> GetSpan(string column) => csv.GetSpan(column);

    /// <summary>A number.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public T Parse<T>(string column)
        where T : ISpanParsable<T> => csv.Parse<T>(column);

    /// <summary>A number with a point as its decimal mark, and finite.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public double Finite(string column) =>
        double.TryParse(csv.GetSpan(column), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new FormatException($"{column} is '{csv.GetString(column)}', expected a finite number.");
}
