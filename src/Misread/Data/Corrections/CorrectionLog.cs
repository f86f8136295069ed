using System.Globalization;
using CsvHelper;
using Misread.Formats;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// Corrections as a CSV file to which lines are only ever added: what was decided stays readable, also what was taken back.
/// Of several lines about one image the last is in force.
/// </summary>
public static class CorrectionLog
{
    /// <summary>The usual name of the file; no data set's pixels are looked for in it.</summary>
    public const string FileName = "corrections.csv";

    private const string Time = "yyyy-MM-ddTHH:mm:ssZ";
    private const long MostBytes = 1 << 28;

    /// <summary>The columns, in their order.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["when", "id", "original_label", "new_label", "reason", "by"];

    /// <summary>Reads every line, the oldest first.</summary>
    /// <exception cref="DataFormatException">The columns are others, or a line is malformed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<Correction> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (new FileInfo(path) is { Exists: true, Length: > MostBytes })
            throw new DataFormatException($"{path}: expected at most {MostBytes:N0} bytes; this is no file of corrections.");
        string header = File.ReadLines(path).FirstOrDefault() ?? "";
        string expected = string.Join(',', Columns);
        if (header != expected)
            throw new DataFormatException($"{path}: expected the columns {expected}, found '{(header.Length > 100 ? header[..100] + "…" : header)}'.");
        return CsvTable.Read(path, Columns, csv => new Correction(
            DateTimeOffset.Parse(csv.GetString("when"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            csv.GetString("id"),
            csv.GetString("original_label"),
            csv.GetString("new_label"),
            csv.GetString("reason"),
            csv.GetString("by")));
    }

    /// <summary>Adds lines behind those that are there, which stay as they are, byte for byte; a missing file is begun.</summary>
    /// <param name="path">The file; it changes as a whole or not at all.</param>
    /// <param name="corrections">What to add, in its order.</param>
    /// <exception cref="DataFormatException">What stands there is no file of corrections.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static void Append(string path, IReadOnlyList<Correction> corrections)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(corrections);
        byte[] before = [];
        if (File.Exists(path))
        {
            _ = Read(path);
            before = File.ReadAllBytes(path);
        }

        AtomicFile.Write(path, stream =>
        {
            stream.Write(before);
            if (before is [.., not (byte)'\n'])
                stream.WriteByte((byte)'\n');
            Write(stream, corrections, header: before.Length == 0);
        });
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

    internal static void Write(Stream stream, IReadOnlyList<Correction> corrections, bool header)
    {
        using CsvWriter csv = CsvTable.Writer(stream);
        foreach (string column in header ? Columns : [])
            csv.WriteField(column);
        if (header)
            csv.EndRecord();
        foreach (Correction c in corrections)
        {
            csv.WriteField(c.When.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture));
            csv.WriteField(c.Id);
            csv.WriteField(c.Original);
            csv.WriteField(c.Label);
            csv.WriteField(c.Reason);
            csv.WriteField(c.By);
            csv.EndRecord();
        }
    }
}
