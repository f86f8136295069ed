using System.Globalization;
using Misread.IO;

namespace Misread.Data;

/// <summary>Labels as a file gives them: names or numbers of classes, or none for some rows.</summary>
/// <param name="Values">A text for each row: the name of a class or its number.</param>
/// <param name="Names">What names the image of each row, or <see langword="null"/>.</param>
/// <param name="Notices">What a person has to know of it, a sentence each.</param>
internal sealed record GivenLabels(IReadOnlyList<string> Values, IReadOnlyList<string>? Names, IReadOnlyList<string> Notices)
{
    /// <summary>What stands for no label beside an empty cell, unless a class is called so.</summary>
    private static readonly string[] None = ["", "-1", "-1.0", "nan", "none", "null", "na", "n/a", "unlabelled", "unlabeled"];

    /// <summary>The labels as class numbers.</summary>
    /// <param name="classNames">The classes.</param>
    /// <param name="source">The file, for messages.</param>
    /// <returns>For each row 0 … K − 1, or −1 for none.</returns>
    /// <exception cref="DataFormatException">A label is no class; the message names the row and, where they seem to count from 1, says so.</exception>
    public int[] Resolve(IReadOnlyList<string> classNames, string source)
    {
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int k = 0; k < classNames.Count; k++)
            byName.TryAdd(classNames[k].Trim(), k);
        // Where the classes are called by numbers, a number is a name: the class 10 need not be the eleventh.
        bool numbered = classNames.All(n => int.TryParse(n, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] labels = new int[Values.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            if (!known.TryGetValue(Values[i], out labels[i]))
            {
                labels[i] = Number(Values[i], byName, numbered, classNames.Count) ?? throw Unknown(i, classNames, source);
                known.Add(Values[i], labels[i]);
            }
        }

        return labels;
    }

    /// <summary>The distinct names of classes that occur, in ordinal order; numbers by their value.</summary>
    public IReadOnlyList<string> Distinct()
    {
        string[] names = [.. Values.Distinct(StringComparer.Ordinal).Where(v => !IsNone(v))];
        return names.All(n => int.TryParse(n, CultureInfo.InvariantCulture, out _))
            ? [.. names.OrderBy(n => int.Parse(n, CultureInfo.InvariantCulture))]
            : [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a text stands for no label.</summary>
    public static bool IsNone(string value) => None.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase);

    private static int? Number(string value, Dictionary<string, int> byName, bool numbered, int classes)
    {
        string text = Unquoted(value.Trim());
        if (byName.TryGetValue(text, out int named))
            return named;
        if (IsNone(text))
            return -1;
        if (RecordReader.TryParse(text, out double number) && number == Math.Floor(number) && Math.Abs(number) < int.MaxValue && !text.EndsWith('%'))
        {
            string whole = ((int)number).ToString(CultureInfo.InvariantCulture);
            if (byName.TryGetValue(whole, out named))
                return named;
            return !numbered && number >= 0 && number < classes ? (int)number : null;
        }

        KeyValuePair<string, int>[] alike = [.. byName.Where(n => n.Key.Equals(text, StringComparison.OrdinalIgnoreCase))];
        return alike.Length == 1 ? alike[0].Value : null;
    }

    /// <summary>Python's way to print bytes, <c>b'cat'</c>, is the text within.</summary>
    private static string Unquoted(string text) =>
        text is ['b', '\'' or '"', .., '\'' or '"'] && text[1] == text[^1] && text.Length > 3 ? text[2..^1] : text;

    private DataFormatException Unknown(int row, IReadOnlyList<string> classNames, string source)
    {
        string found = string.Concat((Values[row].Length > 40 ? Values[row][..40] + "…" : Values[row]).Select(c => char.IsControl(c) ? '?' : c));
        if (!int.TryParse(Values[row], CultureInfo.InvariantCulture, out int number))
            return new DataFormatException($"{source}: row {row}: expected one of the classes {ClassMatch.Listed(classNames)}, found '{found}'.");
        int[] numbers = [.. Values.Select(v => int.TryParse(v, CultureInfo.InvariantCulture, out int n) ? n : 0).Where(n => n != 0)];
        bool fromOne = number == classNames.Count && numbers.Min() == 1 && numbers.Max() == classNames.Count && !Values.Contains("0", StringComparer.Ordinal);
        return new DataFormatException(
            $"{source}: row {row}: label {number} is outside the classes 0 … {classNames.Count - 1}, for which there are {classNames.Count} columns{(fromOne ? $"; the labels run from 1 to {classNames.Count}: if they count from 1, subtract 1" : "")}.");
    }
}
