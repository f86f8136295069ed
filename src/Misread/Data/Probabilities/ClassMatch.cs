using Misread.IO;

namespace Misread.Data;

/// <summary>The classes of a table and those of a data set, brought together by name.</summary>
/// <param name="ClassNames">The data set's classes, then those that only the table has.</param>
/// <param name="Columns">For each of these the table's column, or −1 where it has none.</param>
/// <param name="Notices">What a person has to know of it, a sentence each.</param>
internal sealed record ClassMatch(IReadOnlyList<string> ClassNames, IReadOnlyList<int> Columns, IReadOnlyList<string> Notices)
{
    /// <summary>Whether the columns are the data set's classes in their order.</summary>
    public bool IsSame => Columns.Select((c, k) => c == k).All(same => same);

    /// <summary>Matches columns that have names; capitals do not matter where nothing else does.</summary>
    /// <exception cref="DataFormatException">No column, or not every column where these count the classes, is a class of the data set.</exception>
    public static ClassMatch ByName(IReadOnlyList<string> columns, IReadOnlyList<string> classes, string source)
    {
        int[] found = [.. classes.Select(name => Find(columns, name))];
        int extra = columns.Count - found.Count(c => c >= 0);
        if (found.All(c => c < 0))
        {
            return columns.Count == classes.Count && Numbers(columns) is { } order
                ? new ClassMatch(classes, order, [$"{source}: the columns are numbered {columns[0]} … {columns[^1]}; {columns[order[0]]} is taken for the class {classes[0]}, {columns[order[^1]]} for {classes[^1]}."])
                : throw new DataFormatException($"{source}: expected a column for each of the classes {Listed(classes)}, found {Listed(columns)}.");
        }

        var notices = new List<string>();
        if (found.Any(c => c < 0))
            notices.Add($"{source}: there is no column for the class {Listed([.. classes.Where((_, k) => found[k] < 0)])}; its probability is 0 everywhere.");
        if (extra == 0)
            return new ClassMatch(classes, found, notices);
        int[] rest = [.. Enumerable.Range(0, columns.Count).Where(c => !found.Contains(c))];
        notices.Add($"{source}: {(extra == 1 ? "the column" : "the columns")} {Listed([.. rest.Select(c => columns[c])])} {(extra == 1 ? "is no class" : "are no classes")} of the data set; images may be read as such.");
        return new ClassMatch([.. classes, .. rest.Select(c => columns[c])], [.. found, .. rest], notices);
    }

    /// <summary>Matches columns without names, by position.</summary>
    /// <exception cref="DataFormatException">They are more or fewer than the classes.</exception>
    public static ClassMatch ByPosition(int columns, IReadOnlyList<string> classes, string source) => columns == classes.Count
        ? new ClassMatch(classes, [.. Enumerable.Range(0, columns)], [])
        : throw new DataFormatException($"{source}: expected {classes.Count} columns, one for each of the classes {Listed(classes)}, found {columns}.");

    /// <summary>The classes, the first dozen where there are more.</summary>
    public static string Listed(IReadOnlyList<string> names) =>
        names.Count <= 12 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(10))} … ({names.Count} in all)";

    private static int Find(IReadOnlyList<string> columns, string name)
    {
        foreach (StringComparison how in (ReadOnlySpan<StringComparison>)[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            int[] found = [.. Enumerable.Range(0, columns.Count).Where(c => columns[c].Trim().Equals(name.Trim(), how))];
            if (found.Length == 1)
                return found[0];
        }

        return -1;
    }

    /// <summary>The columns in the order of their numbers, which count from 0 or 1; <see langword="null"/> when they do not.</summary>
    private static int[]? Numbers(IReadOnlyList<string> columns)
    {
        int[] numbers = new int[columns.Count];
        for (int c = 0; c < numbers.Length; c++)
        {
            if (!int.TryParse(columns[c], System.Globalization.CultureInfo.InvariantCulture, out numbers[c]))
                return null;
        }

        int least = numbers.Min();
        return least is 0 or 1 && numbers.Order().SequenceEqual(Enumerable.Range(least, numbers.Length))
            ? [.. Enumerable.Range(least, numbers.Length).Select(n => Array.IndexOf(numbers, n))]
            : null;
    }
}
