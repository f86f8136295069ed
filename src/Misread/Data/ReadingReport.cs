namespace Misread.Data;

/// <summary>A file that looked like an image and was left out.</summary>
/// <param name="Name">The file within the data set, <c>cat/1.jpg</c> say.</param>
/// <param name="Kind">The kind of reason, in a word or two: <c>truncated</c>, <c>empty</c>, <c>not in the manifest</c>.</param>
/// <param name="Reason">What is wrong, without the name.</param>
public sealed record LeftOutFile(string Name, string Kind, string Reason);

/// <summary>What was left out, ignored or stood out while images were read, so that nothing is dropped in silence.</summary>
/// <param name="Read">Images that were read.</param>
/// <param name="LeftOut">Images that could not be read, in the order of their names.</param>
/// <param name="Ignored">Hidden files and what systems leave behind (<c>Thumbs.db</c>, <c>__MACOSX</c>, <c>.ipynb_checkpoints</c>): no images.</param>
/// <param name="Others">Other files that are no images, by extension.</param>
/// <param name="EmptyClasses">Folders of classes without an image; they are no classes.</param>
/// <param name="Notes">What else a reader should know, a sentence each.</param>
public sealed record ReadingReport(
    int Read,
    IReadOnlyList<LeftOutFile> LeftOut,
    int Ignored,
    IReadOnlyDictionary<string, int> Others,
    IReadOnlyList<string> EmptyClasses,
    IReadOnlyList<string> Notes)
{
    private const int Named = 5;

    /// <summary>How many were left out for each kind of reason, the most frequent first.</summary>
    public IReadOnlyDictionary<string, int> LeftOutByKind =>
        LeftOut.GroupBy(f => f.Kind, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    /// <summary>What a person should be told, a sentence each; none when every file was an image that was read.</summary>
    public IReadOnlyList<string> Sentences()
    {
        var lines = new List<string>();
        if (LeftOut.Count > 0)
        {
            string kinds = string.Join(", ", LeftOutByKind.Select(k => $"{k.Value:N0} {k.Key}"));
            string names = string.Join("; ", LeftOut.Take(Named).Select(f => $"{f.Name}: {f.Reason}"));
            string more = LeftOut.Count > Named ? $"; and {LeftOut.Count - Named:N0} more" : "";
            lines.Add($"{Files(LeftOut.Count)} left out ({kinds}): {names}{more}.");
        }

        if (Others.Count > 0)
        {
            string kinds = string.Join(", ", Others.OrderByDescending(o => o.Value).Select(o => $"{o.Value:N0} {o.Key}"));
            lines.Add($"{Files(Others.Values.Sum())} no image and not read ({kinds}).");
        }

        if (EmptyClasses.Count > 0)
        {
            string folders = EmptyClasses.Count == 1 ? "1 folder holds" : $"{EmptyClasses.Count:N0} folders hold";
            string are = EmptyClasses.Count == 1 ? "is no class" : "are no classes";
            lines.Add($"{folders} no image and {are}: {string.Join(", ", EmptyClasses.Take(10))}{(EmptyClasses.Count > 10 ? " …" : "")}.");
        }

        lines.AddRange(Notes);
        return lines;

        static string Files(int count) => count == 1 ? "1 file is" : $"{count:N0} files are";
    }

    internal static ReadingReport? Join(ReadingReport? a, ReadingReport? b)
    {
        if (a is null || b is null || ReferenceEquals(a, b))
            return a ?? b;
        var others = new Dictionary<string, int>(a.Others, StringComparer.Ordinal);
        foreach ((string kind, int count) in b.Others)
            others[kind] = others.GetValueOrDefault(kind) + count;
        return new ReadingReport(
            a.Read + b.Read, [.. a.LeftOut, .. b.LeftOut], a.Ignored + b.Ignored, others, [.. a.EmptyClasses, .. b.EmptyClasses], [.. a.Notes, .. b.Notes]);
    }
}
