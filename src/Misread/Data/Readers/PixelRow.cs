using System.Buffers.Text;
using System.Text;
using Misread.IO;

namespace Misread.Data;

/// <summary>Reads one row of a CSV file of pixels.</summary>
internal static class PixelRow
{
    private const int MostShown = 20;

    /// <summary>Parses a row into its pixels and label (−1 when the layout has none).</summary>
    /// <param name="line">The row without its end.</param>
    /// <param name="layout">How many cells there are, and which is the label.</param>
    /// <param name="pixels"><c>[H,W]</c>, filled.</param>
    /// <param name="source">The file, for messages.</param>
    /// <param name="row">Number of the row, from 1, for messages.</param>
    /// <exception cref="DataFormatException">The number of cells differs, or a cell is no whole number of 0 … 255.</exception>
    public static int Parse(ReadOnlySpan<byte> line, CsvLayout layout, Span<byte> pixels, string source, int row)
    {
        int label = -1;
        int at = 0;
        int pixel = 0;
        for (int column = 0; column < layout.Columns; column++)
        {
            if (at > line.Length)
                throw Ragged(line, layout, source, row);
            int start = at;
            int value = 0;
            uint digit;
            while (at < line.Length && (digit = (uint)(line[at] - '0')) <= 9)
            {
                value = (value * 10) + (int)digit;
                if (value > byte.MaxValue)
                    break;
                at++;
            }

            // Anything but digits up to the comma is rare: spaces, quotes, "12.0", or a mistake.
            if (at == start || (at < line.Length && line[at] != ','))
                value = ParseSlowly(line, start, out at, source, row, column);
            at++;
            if (column == layout.LabelColumn)
                label = value;
            else
                pixels[pixel++] = (byte)value;
        }

        return at == line.Length + 1 ? label : throw Ragged(line, layout, source, row);
    }

    private static int ParseSlowly(ReadOnlySpan<byte> line, int start, out int end, string source, int row, int column)
    {
        int length = line[start..].IndexOf((byte)',');
        end = length < 0 ? line.Length : start + length;
        ReadOnlySpan<byte> cell = line[start..end];
        ReadOnlySpan<byte> trimmed = cell.Trim(" \t"u8);
        if (trimmed.Length >= 2 && trimmed[0] is (byte)'"' or (byte)'\'' && trimmed[^1] == trimmed[0])
            trimmed = trimmed[1..^1].Trim(" \t"u8);
        if (Utf8Parser.TryParse(trimmed, out int value, out int used) && value is >= 0 and <= byte.MaxValue && IsNothing(trimmed[used..]))
            return value;
        throw new DataFormatException($"{source}: row {row}, column {column + 1}: expected a whole number from 0 to 255, found {Shown(cell)}.");
    }

    /// <summary>Whether only a fraction of zeros follows.</summary>
    private static bool IsNothing(ReadOnlySpan<byte> rest) =>
        rest.IsEmpty || (rest[0] == '.' && !rest[1..].ContainsAnyExcept((byte)'0'));

    private static DataFormatException Ragged(ReadOnlySpan<byte> line, CsvLayout layout, string source, int row)
    {
        int found = line.IsEmpty ? 0 : line.Count((byte)',') + 1;
        return new DataFormatException($"{source}: row {row}: expected {layout.Columns} cells as in row 1, found {found}.");
    }

    /// <summary>The cell in quotes: cut to a few characters, and nothing in it reaches the terminal as a control code.</summary>
    private static string Shown(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty)
            return "an empty cell";
        string text = Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, MostShown)]);
        string safe = string.Concat(text.Select(c => char.IsControl(c) || c == '\uFFFD' ? '?' : c));
        return $"'{safe}{(cell.Length > MostShown ? "…" : "")}'";
    }
}
