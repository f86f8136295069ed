using System.Text;
using System.Text.Json;
using CsvHelper;
using Misread.Formats;
using Misread.IO;

namespace Misread.Data;

/// <summary>A table of text: CSV (comma, semicolon or tab) with a header, or JSON Lines, one object a line.</summary>
/// <param name="Columns">Names of the columns, in order of first occurrence.</param>
/// <param name="Rows">Values; empty where a row has none.</param>
internal sealed record ManifestTable(string[] Columns, List<string[]> Rows)
{
    private const int MaxColumns = 1000;

    /// <summary>Reads a table.</summary>
    /// <exception cref="DataFormatException">It is malformed.</exception>
    public static ManifestTable Read(byte[] bytes, string name) =>
        Path.GetExtension(name).ToUpperInvariant() is ".JSONL" or ".NDJSON" ? ReadJson(bytes, name) : ReadCsv(bytes, name);

    private static ManifestTable ReadCsv(byte[] bytes, string name)
    {
        ReadOnlySpan<byte> header = bytes.AsSpan(0, Math.Max(0, bytes.AsSpan().IndexOf((byte)'\n')));
        if (header.IsEmpty)
            header = bytes;
        int commas = header.Count((byte)','), semicolons = header.Count((byte)';'), tabs = header.Count((byte)'\t');
        char separator = tabs > commas && tabs >= semicolons ? '\t' : semicolons > commas ? ';' : ',';
        try
        {
            using CsvReader csv = CsvReader.Create(bytes, new CsvReaderOptions { Separator = separator, FieldCountMismatch = CsvFieldCountHandling.Throw });
            var rows = new List<string[]>();
            while (csv.Read())
            {
                string[] row = new string[csv.FieldCount];
                for (int c = 0; c < row.Length; c++)
                    row[c] = CsvCell.Original(csv.GetString(c));
                rows.Add(row);
            }

            string[] columns = [.. csv.Headers ?? []];
            return columns.Length is > 0 and <= MaxColumns && columns.Distinct(StringComparer.Ordinal).Count() == columns.Length
                ? new ManifestTable(columns, rows)
                : throw new DataFormatException($"{name}: expected a header of 1 to {MaxColumns} columns with names of their own, found {columns.Length:N0}.");
        }
        catch (Exception e) when (e is CsvFormatException or CsvValidationException or FormatException or OverflowException or ArgumentException or DecoderFallbackException)
        {
            throw new DataFormatException($"{name}: the table is malformed: {e.Message}", e);
        }
    }

    private static ManifestTable ReadJson(byte[] bytes, string name)
    {
        var columns = new List<string>();
        var at = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = new List<string[]>();
        int line = 0, start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        while (start < bytes.Length)
        {
            int length = bytes.AsSpan(start).IndexOf((byte)'\n');
            ReadOnlyMemory<byte> text = bytes.AsMemory(start, length < 0 ? bytes.Length - start : length);
            start += text.Length + 1;
            line++;
            if (text.Span.Trim(" \t\r"u8).IsEmpty)
                continue;
            try
            {
                using JsonDocument document = JsonDocument.Parse(text);
                var row = new string[columns.Count];
                Array.Fill(row, "");
                foreach (JsonProperty property in document.RootElement.EnumerateObject())
                {
                    if (!at.TryGetValue(property.Name, out int column))
                    {
                        at.Add(property.Name, column = columns.Count);
                        columns.Add(property.Name);
                        if (columns.Count > MaxColumns)
                            throw new DataFormatException($"{name}: line {line}: expected at most {MaxColumns} columns.");
                    }

                    if (column >= row.Length)
                        Array.Resize(ref row, column + 1);
                    row[column] = property.Value.ValueKind switch
                    {
                        JsonValueKind.String => property.Value.GetString()!,
                        JsonValueKind.Null => "",
                        _ => property.Value.GetRawText(),
                    };
                }

                rows.Add(row);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                throw new DataFormatException($"{name}: line {line}: expected a JSON object, such as {{\"path\": \"1.jpg\", \"label\": \"cat\"}}.", e);
            }
        }

        for (int i = 0; i < rows.Count; i++)
        {
            string[] row = rows[i];
            int had = row.Length;
            Array.Resize(ref row, columns.Count);
            for (int c = 0; c < row.Length; c++)
                row[c] ??= "";
            rows[i] = had == row.Length ? rows[i] : row;
        }

        return new ManifestTable([.. columns], rows);
    }
}
