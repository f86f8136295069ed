using System.Globalization;
using System.Text;
using System.Text.Json;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// JSON Lines: an object a line. Objects and arrays within become cells of their own, <c>probs.cat</c> or <c>probs.0</c>; a list of
/// <c>{"label": …, "score": …}</c>, as pipelines write their classes, becomes one cell a label.
/// </summary>
internal sealed class JsonRecords(string path) : RecordReader(path)
{
    private const int MaxLine = 1 << 24;

    private readonly StreamReader _text = new(InputFile.Open(path));
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private string[] _names = [];
    private string[] _cells = [];
    private long _line;

    public override long Line => _line;

    public override string[] Names => _names;

    public override int Count => _cells.Length;

    public override bool Read()
    {
        string? line;
        do
        {
            line = NextLine();
            _line++;
        }
        while (line is not null && string.IsNullOrWhiteSpace(line));
        if (line is null)
            return false;
        var cells = new List<(string Name, string Value)>();
        try
        {
            using var json = JsonDocument.Parse(line.TrimStart('\uFEFF'), new JsonDocumentOptions { MaxDepth = 8 });
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw new DataFormatException($"{Source}: line {_line}: expected an object, {{\"path\": …}} say, on a line of its own for each image, found {json.RootElement.ValueKind}.");
            Flatten(json.RootElement, "", cells);
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"{Source}: line {_line}: expected an object, {{\"path\": …}} say, on a line of its own for each image; {e.Message.ReplaceLineEndings(" ")}", e);
        }

        if (_names.Length == 0)
        {
            _names = [.. cells.Select(c => c.Name)];
            for (int i = 0; i < _names.Length; i++)
            {
                if (!_columns.TryAdd(_names[i], i))
                    throw new DataFormatException($"{Source}: line {_line}: '{_names[i]}' occurs twice.");
            }
        }

        _cells = new string[_names.Length];
        foreach ((string name, string value) in cells)
        {
            if (!_columns.TryGetValue(name, out int at))
                throw new DataFormatException($"{Source}: line {_line}: expected the members {string.Join(", ", _names.Take(12))} as in the first line, found '{name}'.");
            _cells[at] = value;
        }

        int missing = Array.IndexOf(_cells, null);
        return missing < 0
            ? true
            : throw new DataFormatException($"{Source}: line {_line}: expected a member '{_names[missing]}' as in the first line.");
    }

    public override string Cell(int column) => _cells[column].Trim();

    protected override void Dispose(bool disposing) => _text.Dispose();

    /// <summary>The next line, or <see langword="null"/> at the end; a file without line breaks is not read into memory.</summary>
    private string? NextLine()
    {
        if (_text.Peek() < 0)
            return null;
        var line = new StringBuilder();
        for (int c = _text.Read(); c is not (-1 or '\n'); c = _text.Read())
        {
            if (line.Length == MaxLine)
                throw new DataFormatException($"{Source}: line {_line + 1}: expected at most {MaxLine:N0} characters; a list of objects has to stand one object a line.");
            line.Append((char)c);
        }

        return line.ToString();
    }

    private static void Flatten(JsonElement element, string name, List<(string Name, string Value)> cells)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                    Flatten(member.Value, name.Length == 0 ? member.Name : $"{name}.{member.Name}", cells);
                break;
            case JsonValueKind.Array:
                int at = 0;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("label", out JsonElement label)
                        && item.TryGetProperty("score", out JsonElement score) && label.ValueKind == JsonValueKind.String)
                    {
                        Flatten(score, $"{name}.{label.GetString()}", cells);
                    }
                    else
                    {
                        Flatten(item, string.Create(CultureInfo.InvariantCulture, $"{name}.{at}"), cells);
                    }

                    at++;
                }

                break;
            default:
                cells.Add((name, element.ValueKind == JsonValueKind.Null ? "" : element.ToString()));
                break;
        }
    }
}
