using System.Globalization;

namespace Misread.Formats;

/// <summary>
/// Text in a cell that spreadsheets would run as a formula: what begins with <c>=</c>, <c>+</c>, <c>-</c>, <c>@</c>, a tab or a
/// carriage return is written behind an apostrophe, which they take for "this is text" (OWASP, CSV injection).
/// </summary>
/// <remarks>
/// <see cref="Original"/> gives back every text that <see cref="Neutral"/> was given: what begins with apostrophes before such a
/// character gets one more.
/// </remarks>
public static class CsvCell
{
    private const char Mark = '\'';

    /// <summary>The text as it is written.</summary>
    public static string Neutral(string text) => IsFormula(text.AsSpan().TrimStart(Mark)) ? Mark + text : text;

    /// <summary>The text that was written.</summary>
    public static string Original(string cell) =>
        cell.StartsWith(Mark) && IsFormula(cell.AsSpan().TrimStart(Mark)) ? cell[1..] : cell;

    /// <summary>A number with its sign is a number to a spreadsheet too.</summary>
    private static bool IsFormula(ReadOnlySpan<char> text) => text switch
    {
        ['=' or '@' or '\t' or '\r', ..] => true,
        ['+' or '-', >= '0' and <= '9' or '.', ..] => !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        ['+' or '-', ..] => true,
        _ => false,
    };
}
