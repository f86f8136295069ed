using System.Globalization;
using System.Text;
using Misread.Formats;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// Corrections as a CSV file to which lines are only ever added: what was decided stays readable, also what was taken back.
/// Of several lines about one image the last is in force.
/// </summary>
/// <remarks>
/// <para>Any number of threads and processes may add to one record and read it: each append holds a lock on the file (through
/// links and hard links), is one write, and is on the disk when it returns. Encoding, line breaks, access rights and what
/// stands in the file remain as they are.</para>
/// <para>Bound: files of at most 256 MiB.</para>
/// </remarks>
public static class CorrectionLog
{
    /// <summary>The usual name of the file; no data set's pixels are looked for in it.</summary>
    public const string FileName = "corrections.csv";

    private const string Time = "yyyy-MM-ddTHH:mm:ssZ";
    private const long MostBytes = 1 << 28;

    /// <summary>The columns, in their order.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["when", "id", "original_label", "new_label", "reason", "by"];

    private static string Header { get; } = string.Join(',', Columns);

    /// <summary>Reads every whole line, the oldest first.</summary>
    /// <param name="path">The file; an empty one holds no corrections.</param>
    /// <exception cref="DataFormatException">It is no record: the columns are others, or a line is malformed.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IReadOnlyList<Correction> Read(string path) => ReadSince(path, 0).Corrections;

    /// <summary>Reads the whole lines that were added since.</summary>
    /// <param name="path">The file.</param>
    /// <param name="position">0, or <see cref="CorrectionTail.Position"/> of an earlier call.</param>
    /// <param name="cancel">Ends the waiting for a process that is adding lines.</param>
    /// <exception cref="DataFormatException">It is no record, or what had been read is no longer there.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CorrectionTail ReadSince(string path, long position, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        using FileStream file = LockedFile.OpenRead(path, cancel);
        return Tail(file, path, CorrectionEncoding.Of(file, path, Header), position);
    }

    /// <summary>Adds lines behind those that are there; a missing file is begun.</summary>
    /// <param name="path">The file; its links are followed.</param>
    /// <param name="corrections">What to add, in its order.</param>
    /// <param name="cancel">Ends the waiting for other processes; what is being written is written.</param>
    /// <exception cref="DataFormatException">What stands there is no record.</exception>
    /// <exception cref="IOException">It cannot be read or written; nothing was added.</exception>
    /// <exception cref="UnauthorizedAccessException">It is read-only.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing was added.</exception>
    public static void Append(string path, IReadOnlyList<Correction> corrections, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(corrections);
        if (corrections.Count > 0)
            AppendLocked(path, _ => corrections, cancel);
    }

    /// <summary>Adds lines that depend on those that are there, which nobody changes meanwhile.</summary>
    /// <param name="decide">
    /// What to add to the lines it is given. It is called under the lock, perhaps more than once; what it throws is let out and
    /// nothing is added.
    /// </param>
    /// <returns>Every line of the record, the added ones last.</returns>
    /// <inheritdoc cref="Append(string, IReadOnlyList{Correction}, CancellationToken)"/>
    /// <param name="path">The file; its links are followed.</param>
    /// <param name="cancel">Ends the waiting for other processes; what is being written is written.</param>
    public static IReadOnlyList<Correction> Append(
        string path, Func<IReadOnlyList<Correction>, IReadOnlyList<Correction>> decide, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(decide);
        // Who adds nothing needs no right to write, and begins no file.
        IReadOnlyList<Correction> standing = FileKind.Exists(path) ? ReadSince(path, 0, cancel).Corrections : [];
        return decide(standing).Count == 0 ? standing : AppendLocked(path, decide, cancel);
    }

    /// <summary>The correction in force of each image that has one; what was taken back has none.</summary>
    /// <param name="corrections">The oldest first.</param>
    public static IReadOnlyDictionary<string, Correction> InForce(IEnumerable<Correction> corrections)
    {
        ArgumentNullException.ThrowIfNull(corrections);
        var last = new Dictionary<string, Correction>(StringComparer.Ordinal);
        foreach (Correction correction in corrections)
        {
            if (correction.IsUndo)
                last.Remove(correction.Id);
            else
                last[correction.Id] = correction;
        }

        return last;
    }

    /// <summary>A whole new record in its usual encoding.</summary>
    internal static string Text(IReadOnlyList<Correction> corrections) => Header + "\n" + Lines(corrections, "\n");

    private static IReadOnlyList<Correction> AppendLocked(
        string path, Func<IReadOnlyList<Correction>, IReadOnlyList<Correction>> decide, CancellationToken cancel)
    {
        using FileStream file = LockedFile.OpenWrite(path, cancel);
        using PendingWrites.Scope pending = PendingWrites.Begin();
        var encoding = CorrectionEncoding.Of(file, path, Header);
        CorrectionTail before = Tail(file, path, encoding, 0);
        IReadOnlyList<Correction> added = decide(before.Corrections);
        if (added.Count > 0)
            Write(file, path, encoding, before, added);
        return [.. before.Corrections, .. added];
    }

    private static CorrectionTail Tail(FileStream file, string path, CorrectionEncoding encoding, long position)
    {
        if (file.Length > MostBytes)
            throw new DataFormatException($"{path}: expected at most {MostBytes:N0} bytes; this is no file of corrections.");
        if (encoding.IsTorn)
            return new CorrectionTail([], 0, null);
        long start = Math.Max(position, encoding.Start);
        if (start > file.Length)
            throw new DataFormatException($"{path}: expected at least the {start:N0} bytes that were read before, found {file.Length:N0}; lines were taken away.");
        byte[] bytes = new byte[file.Length - start];
        file.Position = start;
        file.ReadExactly(bytes);
        int whole = encoding.WholeLines(bytes);
        List<Correction> lines = Parse(encoding.Text.GetString(bytes.AsSpan(0, whole)), path);
        string rest = encoding.Text.GetString(bytes.AsSpan(whole));
        if (rest.Length == 0)
            return new CorrectionTail(lines, start + whole, null);
        if (!encoding.IsWholeText(bytes.Length))
            return new CorrectionTail(lines, start + whole, rest);
        // A line without its end was typed by hand, or is whole up to the name of who decided.
        try
        {
            lines.AddRange(Parse(rest, path));
            return new CorrectionTail(lines, file.Length, null);
        }
        catch (DataFormatException)
        {
            return new CorrectionTail(lines, start + whole, rest);
        }
    }

    private static void Write(FileStream file, string path, CorrectionEncoding encoding, CorrectionTail before, IReadOnlyList<Correction> added)
    {
        if (before.Torn is { Length: > 0 } torn)
            PutAside(path + ".torn", torn);
        string begin = "";
        long end = before.Position;
        if (encoding.IsTorn)
            begin = Header + encoding.NewLine;
        else if (!EndsLine(file, encoding, end))
            begin = encoding.NewLine;
        byte[] bytes = encoding.Text.GetBytes(begin + Lines(added, encoding.NewLine));
        file.SetLength(end);
        file.Position = end;
        try
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        catch
        {
            file.SetLength(end);
            throw;
        }
    }

    private static bool EndsLine(FileStream file, CorrectionEncoding encoding, long end)
    {
        byte[] expected = encoding.Text.GetBytes("\n");
        byte[] last = new byte[expected.Length];
        file.Position = end - last.Length;
        file.ReadExactly(last);
        return last.AsSpan().SequenceEqual(expected);
    }

    /// <summary>Nobody was told that it is recorded, but it may be all that is left of somebody's words.</summary>
    private static void PutAside(string path, string torn)
    {
        using FileStream file = LockedFile.OpenWrite(path, CancellationToken.None);
        file.Position = file.Length;
        file.Write(Encoding.UTF8.GetBytes(torn + "\n"));
        file.Flush(flushToDisk: true);
    }

    private static List<Correction> Parse(string lines, string path) => CsvTable.Parse($"{Header}\n{lines}", path, Columns, csv => new Correction(
        DateTimeOffset.Parse(csv.GetString("when"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        csv.GetString("id"),
        csv.GetString("original_label"),
        csv.GetString("new_label"),
        csv.GetString("reason"),
        csv.GetString("by")));

    private static string Lines(IReadOnlyList<Correction> corrections, string newLine)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        using (TableWriter csv = CsvTable.Writer(text, newLine))
        {
            foreach (Correction c in corrections)
            {
                csv.WriteField(c.When.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture));
                foreach (string cell in (string[])[c.Id, c.Original, c.Label, c.Reason, c.By])
                    csv.WriteField(cell);
                csv.EndRecord();
            }
        }

        return text.ToString();
    }
}
