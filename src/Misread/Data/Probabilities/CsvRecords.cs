using System.Globalization;
using System.Text;
using CsvHelper;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// CSV as programs and spreadsheets of any country write it: comma, semicolon, tab, bar or space between the cells, quotes or none,
/// a byte order mark or none, UTF-8 or UTF-16.
/// </summary>
internal sealed class CsvRecords : RecordReader
{
    private const int MaxRecordBytes = 1 << 24;
    private const int Sniffed = 1 << 16;

    private readonly CsvReader _csv;

    public CsvRecords(string path)
        : base(path)
    {
        FileStream file = InputFile.Open(path);
        try
        {
            (Encoding? encoding, char separator) = Sniff(file);
            _csv = CsvReader.Create(file, new CsvReaderOptions
            {
                HasHeader = false,
                MaxRecordSize = MaxRecordBytes,
                TrackLineNumbers = true,
                MalformedData = CsvMalformedDataHandling.Throw,
                Separator = separator,
                Encoding = encoding,
            });
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override long Line => _csv.LineNumber;

    public override int Count => _csv.FieldCount;

    public override bool Read()
    {
        try
        {
            return _csv.Read();
        }
        catch (Exception e) when (e is CsvFormatException or DecoderFallbackException)
        {
            throw new DataFormatException($"{Source}: expected a table with a separator between its cells; {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    public override string Cell(int column) => _csv.GetString(column).Trim().TrimStart('\uFEFF');

    public override bool TryNumber(int column, out double value) =>
        double.TryParse(_csv.GetSpan(column), NumberStyles.Float, CultureInfo.InvariantCulture, out value) || TryParse(Cell(column), out value);

    protected override void Dispose(bool disposing) => _csv.Dispose();

    /// <summary>Encoding (<see langword="null"/> when its mark or UTF-8 says it) and separator, from the first line.</summary>
    private (Encoding? Encoding, char Separator) Sniff(FileStream file)
    {
        byte[] start = new byte[Math.Min(Sniffed, file.Length)];
        int got = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        ReadOnlySpan<byte> bytes = start.AsSpan(0, got);
        if (bytes.StartsWith("PK\u0003\u0004"u8))
            throw new DataFormatException($"{Source}: expected text, found a zip file or an Excel workbook; save the sheet as CSV.");
        Encoding? encoding = bytes switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            [not 0, 0, not 0, 0, ..] => Encoding.Unicode,
            [0, not 0, 0, not 0, ..] => Encoding.BigEndianUnicode,
            _ => null,
        };
        string text = (encoding ?? Encoding.UTF8).GetString(bytes).TrimStart('\uFEFF');
        int end = text.IndexOfAny(['\n', '\r']);
        return (encoding, SeparatorOf(end < 0 ? text : text[..end]));
    }

    /// <summary>The separator of a line, whose quoted parts do not count. Beside semicolons commas are decimal.</summary>
    internal static char SeparatorOf(string line)
    {
        (int commas, int semicolons, int tabs, int bars) = (0, 0, 0, 0);
        bool quoted = false;
        foreach (char c in line)
        {
            quoted ^= c == '"';
            if (quoted)
                continue;
            commas += c == ',' ? 1 : 0;
            semicolons += c == ';' ? 1 : 0;
            tabs += c == '\t' ? 1 : 0;
            bars += c == '|' ? 1 : 0;
        }

        if (tabs > 0)
            return '\t';
        if (semicolons > 0 && commas <= semicolons + 1)
            return ';';
        if (commas > 0)
            return ',';
        if (bars > 0)
            return '|';
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && words.All(w => TryParse(w, out _)) ? ' ' : ',';
    }
}
