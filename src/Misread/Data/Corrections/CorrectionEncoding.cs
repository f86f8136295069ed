using System.Text;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// How a record of corrections is written down: its byte order mark (none: UTF-8) and the end of its first line decide for all
/// lines that are added.
/// </summary>
/// <param name="Text">UTF-8 or UTF-16.</param>
/// <param name="NewLine">Line feed, or carriage return and line feed.</param>
/// <param name="Start">Bytes of the byte order mark and of the header with its line break: where the first line begins.</param>
/// <param name="IsTorn">Whether the header itself was not written to its end, so that there are no lines.</param>
internal sealed record CorrectionEncoding(Encoding Text, string NewLine, long Start, bool IsTorn = false)
{
    private const int MostHeaderBytes = 1024;

    /// <summary>As Misread begins a record.</summary>
    public static CorrectionEncoding Usual { get; } = new(new UTF8Encoding(false), "\n", 0, IsTorn: true);

    private int Unit => Text is UnicodeEncoding ? 2 : 1;

    /// <summary>Reads the beginning of a record.</summary>
    /// <exception cref="DataFormatException">The columns are others.</exception>
    public static CorrectionEncoding Of(FileStream file, string path, string header)
    {
        byte[] head = new byte[MostHeaderBytes];
        file.Position = 0;
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (head.Length == 0)
            return Usual;
        (Encoding text, int mark) = head switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (Usual.Text, 3),
            [0xFF, 0xFE, ..] => (new UnicodeEncoding(bigEndian: false, byteOrderMark: false), 2),
            [0xFE, 0xFF, ..] => (new UnicodeEncoding(bigEndian: true, byteOrderMark: false), 2),
            _ => (Usual.Text, 0),
        };
        string begin = text.GetString(head.AsSpan(mark));
        int end = begin.IndexOf('\n', StringComparison.Ordinal);
        string found = begin[..(end < 0 ? begin.Length : end)].TrimEnd('\r');
        if (end < 0 && file.Length < MostHeaderBytes && header.StartsWith(found, StringComparison.Ordinal) && found != header)
            return Usual;
        if (found != header)
            throw new DataFormatException($"{path}: expected the columns {header}, found '{(found.Length > 100 ? found[..100] + "…" : found)}'.");
        string newLine = end > 0 && begin[end - 1] == '\r' ? "\r\n" : "\n";
        return new CorrectionEncoding(text, newLine, mark + text.GetByteCount(end < 0 ? begin : begin[..(end + 1)]));
    }

    /// <summary>Whether so many bytes end where a character of UTF-16 may end.</summary>
    public bool IsWholeText(int bytes) => bytes % Unit == 0;

    /// <summary>Bytes up to the last line break that stands outside quotes: whole lines.</summary>
    public int WholeLines(ReadOnlySpan<byte> bytes)
    {
        int whole = 0;
        bool quoted = false;
        for (int i = 0; i + Unit <= bytes.Length; i += Unit)
        {
            char c = Unit == 1 ? (char)bytes[i] : Text.GetString(bytes.Slice(i, 2))[0];
            if (c == '"')
                quoted = !quoted;
            else if (c == '\n' && !quoted)
                whole = i + Unit;
        }

        return whole;
    }
}
