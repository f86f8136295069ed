using System.Globalization;
using Misread.IO;

namespace Misread.Data;

/// <summary>Which image each row of somebody's table is of.</summary>
/// <param name="How">How that was found out, in words: <c>by path</c>, <c>by position</c>.</param>
/// <param name="IsByName">Whether the rows say which image they are of; otherwise their position had to do.</param>
/// <param name="Rows">The rows that are of an image, in the order of the table.</param>
/// <param name="Images">For each of these rows the position of its image in the data set; none occurs twice.</param>
/// <param name="Notices">What a person has to know of it, a sentence each: rows that were set aside, images without a row.</param>
/// <remarks>
/// Rows are joined by what names them: an id, else the end of a path, else that without the extension, else the file name, else that
/// without its extension, whichever is the first to find the most images; where these find not all, by numbers that count the images.
/// Only where nothing names the images does the position count. A name that fits two images, or an image that is named twice, is refused.
/// </remarks>
public sealed record RowJoin(
    string How, bool IsByName, IReadOnlyList<int> Rows, IReadOnlyList<int> Images, IReadOnlyList<string> Notices)
{
    /// <summary>Joins rows by their names.</summary>
    /// <param name="data">The images.</param>
    /// <param name="names">A name for each row; an empty one names nothing.</param>
    /// <param name="source">The table, for messages.</param>
    /// <exception cref="DataFormatException">
    /// No row names an image of the data set, a name fits several images, or several rows are of one image.
    /// </exception>
    public static RowJoin ByName(Dataset data, IReadOnlyList<string> names, string source)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(names);
        var images = ImageNames.Of(data);
        (NameMatch match, int[] found) = Best(images, names);
        if (found.Any(i => i < 0) && ByNumber(data, names, source) is { } numbered)
            return numbered;
        if (found.All(i => i == None))
        {
            throw new DataFormatException(
                $"{source}: no row names an image of {data.Name}: expected ids or paths such as {Example(data)}, found '{names.FirstOrDefault(n => n.Length > 0) ?? ""}'.");
        }

        int ambiguous = Array.IndexOf(found, Several);
        if (ambiguous >= 0)
        {
            int[] two = [.. images.Candidates(names[ambiguous], match).Take(2)];
            throw new DataFormatException(Text(
                $"{source}: '{names[ambiguous]}' may be {data.Id(two[0])} or {data.Id(two[1])}, and {found.Count(i => i == Several) - 1:N0} more rows are ambiguous; name each image by its path from {data.Name} on."));
        }

        int[] rows = [.. Enumerable.Range(0, names.Count).Where(r => found[r] >= 0)];
        int[] joined = [.. rows.Select(r => found[r])];
        RefuseRepeats(data, names, rows, joined, source);
        string how = match switch
        {
            NameMatch.Id => "by id",
            NameMatch.Path => "by path",
            NameMatch.PathWithoutExtension => "by path, without the extension",
            NameMatch.FileName => "by file name",
            _ => "by file name, without the extension",
        };
        return new RowJoin(how, true, rows, joined, [.. Notes(data, names, rows, joined, match, source)]);
    }

    /// <summary>Joins rows by their position, with all images or with those of the one split that has as many.</summary>
    /// <param name="data">The images.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="source">The table, for messages.</param>
    /// <exception cref="DataFormatException">The number of rows fits neither the data set nor exactly one of its splits.</exception>
    public static RowJoin ByPosition(Dataset data, int count, string source)
    {
        int[] images = OfCount(data, count, source) ?? throw new DataFormatException(Text(
            $"{source}: expected a row for each of the {data.Count:N0} images of {data.Name}{Splits(data)}, found {count:N0}; where rows name their images (a column of paths or ids), some of them will do."));
        return new RowJoin("by position", false, [.. Enumerable.Range(0, count)], images, []);
    }

    private const int None = -1;
    private const int Several = -2;

    /// <summary>The first way of comparing names that finds the most images, and what it finds for each row.</summary>
    private static (NameMatch Match, int[] Found) Best(ImageNames images, IReadOnlyList<string> names)
    {
        (NameMatch Match, int[] Found, int Count) best = (NameMatch.Id, [], -1);
        foreach (NameMatch match in Enum.GetValues<NameMatch>())
        {
            // Folders that contradict say that these are other images, unless no row's folders agree.
            if (match >= NameMatch.FileName && best.Found.Any(i => i != None))
                break;
            int[] found = [.. names.Select(name => One(images.Candidates(name, match)))];
            int count = found.Count(i => i >= 0);
            if (count > best.Count)
                best = (match, found, count);
            if (count == names.Count)
                break;
        }

        return (best.Match, best.Found);
    }

    private static int One(IEnumerable<int> candidates)
    {
        int one = None;
        foreach (int candidate in candidates)
        {
            if (one != None)
                return Several;
            one = candidate;
        }

        return one;
    }

    private static void RefuseRepeats(Dataset data, IReadOnlyList<string> names, int[] rows, int[] joined, string source)
    {
        var first = new Dictionary<int, int>();
        (int Row, int Before, int Image)? repeat = null;
        int repeats = 0;
        for (int n = 0; n < rows.Length; n++)
        {
            if (first.TryAdd(joined[n], rows[n]))
                continue;
            repeat ??= (rows[n], first[joined[n]], joined[n]);
            repeats++;
        }

        if (repeat is not var (row, before, image))
            return;
        string called = names[row] == names[before] ? $"'{names[row]}'" : $"'{names[before]}' and '{names[row]}'";
        throw new DataFormatException(Text(
            $"{source}: expected one row for an image, found rows {before + 1:N0} and {row + 1:N0} ({called}) for {data.Id(image)}, and {repeats - 1:N0} more such rows; keep one of each."));
    }

    private static IEnumerable<string> Notes(Dataset data, IReadOnlyList<string> names, int[] rows, int[] joined, NameMatch match, string source)
    {
        if (match >= NameMatch.PathWithoutExtension)
            yield return $"{source}: no row has the path of an image; rows and images are joined {(match == NameMatch.PathWithoutExtension ? "by paths without extensions" : "by file names alone")}, '{names[rows[0]]}' with {data.Id(joined[0])} say.";
        if (rows.Length < names.Count)
        {
            int first = Enumerable.Range(0, names.Count).Except(rows).First();
            yield return Text($"{source}: {names.Count - rows.Length:N0} of {names.Count:N0} rows name no image of {data.Name} and are left out, '{names[first]}' say.");
        }

        if (Missing(data, joined) is { } missing)
            yield return missing;
    }

    private static string? Missing(Dataset data, int[] joined)
    {
        if (joined.Length == data.Count)
            return null;
        var there = joined.ToHashSet();
        int first = Enumerable.Range(0, data.Count).First(i => !there.Contains(i));
        return Text($"{data.Count - joined.Length:N0} of {data.Count:N0} images of {data.Name} have no row and are left out, {data.Id(first)} say.");
    }

    /// <summary>Names that count the images from 0 or from 1, each once; <see langword="null"/> when they do not.</summary>
    private static RowJoin? ByNumber(Dataset data, IReadOnlyList<string> names, string source)
    {
        int[] numbers = new int[names.Count];
        for (int r = 0; r < numbers.Length; r++)
        {
            if (!int.TryParse(names[r], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out numbers[r]))
                return null;
        }

        int least = numbers.Min();
        if (least is not (0 or 1) || numbers.Max() - least + 1 != names.Count || numbers.Distinct().Count() != names.Count
            || OfCount(data, names.Count, source) is not { } images)
        {
            return null;
        }

        int[] joined = [.. numbers.Select(n => images[n - least])];
        string note = $"{source}: the rows name their images by numbers from {least}; {names[0]} is taken for {data.Id(joined[0])}.";
        bool counted = Enumerable.Range(0, numbers.Length).All(r => numbers[r] == r + least);
        return counted
            ? new RowJoin("by position", false, [.. Enumerable.Range(0, names.Count)], joined, [])
            : new RowJoin("by number", false, [.. Enumerable.Range(0, names.Count)], joined, [note]);
    }

    private static int[]? OfCount(Dataset data, int count, string source)
    {
        if (count == data.Count)
            return [.. Enumerable.Range(0, count)];
        ILookup<string, int> bySplit = Enumerable.Range(0, data.Count).ToLookup(data.Split, StringComparer.Ordinal);
        string[] fit = [.. bySplit.Where(s => s.Count() == count).Select(s => s.Key)];
        return fit.Length > 1
            ? throw new DataFormatException(Text($"{source}: the {count:N0} rows may be the split {fit[0]} or the split {fit[1]} of {data.Name}; name the images in a column of paths or ids."))
            : fit.Length == 1 ? [.. bySplit[fit[0]]] : null;
    }

    private static string Splits(Dataset data)
    {
        IReadOnlyList<string> splits = data.Splits;
        return splits.Count < 2 ? "" : Text($" or of one split ({string.Join(", ", splits.Take(10).Select(s => Text($"{s} {data.OfSplit(s).Count:N0}")))})");
    }

    private static string Example(Dataset data) => data.Count == 0 ? data.Name : $"'{data.Id(0)}'";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
