using Misread.IO;

namespace Misread.Data;

/// <summary>A data set under corrected labels.</summary>
/// <remarks>Thread-safe for distinct folders.</remarks>
public static class CorrectedDataset
{
    /// <summary>Applies the corrections in force: a view with the new labels and without the excluded images; ids stay.</summary>
    /// <param name="data">The data set as it was published.</param>
    /// <param name="corrections">Every correction, the oldest first; those that were taken back are checked as well.</param>
    /// <param name="source">Where they come from, for the message of an error.</param>
    /// <exception cref="DataFormatException">
    /// A correction names an image that the data set does not hold or a label that is no class of it, or says of the original
    /// label what the data set does not.
    /// </exception>
    public static Dataset Apply(Dataset data, IReadOnlyList<Correction> corrections, string source)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(corrections);
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int k = 0; k < data.ClassCount; k++)
            classes.TryAdd(data.ClassNames[k], k);
        if (classes.ContainsKey(Correction.Exclude))
            throw new DataFormatException($"{data.Name}: the class '{Correction.Exclude}' cannot be told from the word that leaves an image out; rename the class.");
        corrections = WithIdsOf(data, corrections, source);
        Dictionary<string, int> rows = RowsOf(data, corrections);
        for (int n = 0; n < corrections.Count; n++)
        {
            if (Fault(data, corrections[n], classes, rows) is { } fault)
                throw new DataFormatException($"{source}: correction {n + 1}: {fault}");
        }

        int[] labels = data.Labels();
        var excluded = new HashSet<int>();
        foreach (Correction c in CorrectionLog.InForce(corrections).Values)
        {
            if (c.Label == Correction.Exclude)
                excluded.Add(rows[c.Id]);
            else
                labels[rows[c.Id]] = classes[c.Label];
        }

        return data.WithLabels(labels).Subset([.. Enumerable.Range(0, data.Count).Where(i => !excluded.Contains(i))]);
    }

    /// <summary>Writes a corrected data set with the whole record of its corrections (<see cref="CorrectionLog.FileName"/>) in the same folder.</summary>
    /// <param name="corrected">What <see cref="Apply"/> made; at least one image.</param>
    /// <param name="corrections">Every correction, the oldest first.</param>
    /// <param name="folder">Destination; it appears whole or not at all.</param>
    /// <param name="format">The kind of files; see <see cref="DatasetWriter"/> for what is kept. Ids are made anew.</param>
    /// <param name="overwrite">Whether an existing folder is replaced.</param>
    /// <exception cref="ArgumentException">There is no image.</exception>
    /// <exception cref="DataFormatException">A split's name cannot be that of a file, or the format cannot hold the labels.</exception>
    /// <exception cref="IOException">The destination exists and may not be replaced, or the disk is full.</exception>
    public static void Write(Dataset corrected, IReadOnlyList<Correction> corrections, string folder, DatasetFormat format, bool overwrite = false)
    {
        using var output = OutputFolder.Open(folder, overwrite);
        Write(corrected, corrections, output, format);
    }

    /// <summary>Writes the same into a folder that is claimed.</summary>
    /// <param name="corrected">What <see cref="Apply"/> made; at least one image.</param>
    /// <param name="corrections">Every correction, the oldest first.</param>
    /// <param name="output">Destination.</param>
    /// <param name="format">The kind of files.</param>
    /// <inheritdoc cref="Write(Dataset, IReadOnlyList{Correction}, string, DatasetFormat, bool)" path="/exception"/>
    public static void Write(Dataset corrected, IReadOnlyList<Correction> corrections, OutputFolder output, DatasetFormat format)
    {
        ArgumentNullException.ThrowIfNull(corrected);
        ArgumentNullException.ThrowIfNull(corrections);
        ArgumentNullException.ThrowIfNull(output);
        DatasetWriter.Check(corrected, format);
        output.Write(at =>
        {
            DatasetWriter.WriteInto(at, corrected, format, gzip: false);
            AtomicFile.WriteText(Path.Combine(at, CorrectionLog.FileName), CorrectionLog.Text(corrections));
        });
    }

    /// <summary>
    /// The same corrections under the data set's own ids: who corrects by hand may name an image by its path or by an end that only its id
    /// has. Names that fit none stay as they are.
    /// </summary>
    /// <param name="data">The data set.</param>
    /// <param name="corrections">Any corrections.</param>
    /// <param name="source">Where they come from, for the message of an error.</param>
    /// <exception cref="DataFormatException">A name fits several images.</exception>
    public static IReadOnlyList<Correction> WithIdsOf(Dataset data, IReadOnlyList<Correction> corrections, string source)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(corrections);
        Dictionary<string, int> exact = RowsOf(data, corrections);
        if (corrections.All(c => exact.ContainsKey(c.Id)))
            return corrections;
        var names = ImageNames.Of(data);
        var named = new Correction[corrections.Count];
        for (int n = 0; n < named.Length; n++)
        {
            Correction c = corrections[n];
            try
            {
                int row = exact.TryGetValue(c.Id, out int known) ? known : names.Find(c.Id);
                named[n] = row < 0 ? c : c with { Id = data.Id(row) };
            }
            catch (DataFormatException e)
            {
                throw new DataFormatException($"{source}: correction {n + 1}: {e.Message}", e);
            }
        }

        return named;
    }

    private static Dictionary<string, int> RowsOf(Dataset data, IReadOnlyList<Correction> corrections)
    {
        var wanted = corrections.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; wanted.Count > 0 && i < data.Count; i++)
        {
            string id = data.Id(i);
            if (wanted.Contains(id))
                rows.TryAdd(id, i);
        }

        return rows;
    }

    private static string? Fault(Dataset data, Correction c, Dictionary<string, int> classes, Dictionary<string, int> rows)
    {
        if (!rows.TryGetValue(c.Id, out int row))
            return $"'{c.Id}' is no image of {data.Name}; expected an id such as {data.Id(0)}.";
        string given = data.Label(row) < 0 ? "" : data.ClassNames[data.Label(row)];
        if (c.Original != given)
            return $"{c.Id}: its original label is said to be '{c.Original}', but the data set gives '{given}'; the correction was made for other data, or for these before they were corrected.";
        if (!c.IsUndo && c.Label != Correction.Exclude && !classes.ContainsKey(c.Label))
            return $"{c.Id}: the new label '{c.Label}' is no class; expected {Correction.Exclude} or one of {string.Join(", ", data.ClassNames.Take(30))}.";
        return null;
    }
}
