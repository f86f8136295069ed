using System.Globalization;
using System.Text;

namespace Misread.Findings;

/// <summary>
/// Makes the name of a class fit to stand in a file name on every system: a class may be called <c>../x</c>, <c>a/b</c>
/// or <c>CON</c>, or hold a line break. The result need not be unique; the running number before it is.
/// </summary>
internal static class ClassFileName
{
    /// <summary>
    /// In UTF-8. Two such names with their number stay below the shortest limit in use (143 bytes, eCryptfs).
    /// </summary>
    private const int MaxBytes = 48;

    /// <summary>
    /// Letters, digits and marks of any script, <c>-</c> and <c>+</c> stay, also <c>.</c> within the name; all else becomes
    /// <c>_</c>, and so does an empty name.
    /// </summary>
    public static string From(string className)
    {
        var safe = new StringBuilder();
        int bytes = 0;
        foreach (Rune rune in className.EnumerateRunes())
        {
            Rune kept = IsKept(rune) || (rune.Value == '.' && safe.Length > 0) ? rune : new Rune('_');
            bytes += kept.Utf8SequenceLength;
            if (bytes > MaxBytes)
                break;
            safe.Append(kept);
        }

        return safe.Length == 0 ? "_" : safe.ToString();
    }

    private static bool IsKept(Rune rune) =>
        rune.Value is '-' or '+' || Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
