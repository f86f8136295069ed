using System.Globalization;
using System.Text;

namespace Misread.Cli.Views;

internal static partial class TerminalViews
{
    /// <summary>A name cut to a number of columns and padded to it, from the left.</summary>
    private static string Padded(string name, int columns)
    {
        string text = Shortened(name, columns);
        return new string(' ', columns - Width(text)) + text;
    }

    /// <summary>
    /// A name in at most so many columns. A control character would move the cursor or colour the terminal, so it becomes
    /// <c>�</c>.
    /// </summary>
    private static string Shortened(string name, int columns)
    {
        var text = new StringBuilder();
        int width = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (width + Width(rune) > columns - 1 && Width(name) > columns)
                return text.Append('…').ToString();
            text.Append(IsControl(rune) ? "�" : rune.ToString());
            width += Width(rune);
        }

        return text.ToString();
    }

    private static int Width(string name) => name.EnumerateRunes().Sum(Width);

    /// <summary>Columns of a character: two for the scripts of East Asia and for pictures, none for marks set over others.</summary>
    private static int Width(Rune rune) => rune.Value switch
    {
        _ when IsControl(rune) => 1,
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => 0,
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF => 2,
        >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6 or >= 0x1F300 and <= 0x1FAFF or >= 0x20000 and <= 0x3FFFD => 2,
        _ => 1,
    };

    private static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
