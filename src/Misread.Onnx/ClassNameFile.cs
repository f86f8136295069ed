using System.Globalization;
using System.Text;
using System.Text.Json;
using Misread.IO;

namespace Misread.Onnx;

/// <summary>
/// Names of classes in the order of a model's outputs: a JSON array, a JSON or Python dictionary from numbers to names
/// (<c>{0: 'cat', 1: 'dog'}</c>), Hugging Face's <c>config.json</c> with <c>id2label</c>, or one name a line.
/// </summary>
public static class ClassNameFile
{
    private const int MaxBytes = 16 << 20;
    private const int MaxNames = 1 << 20;

    /// <summary>Reads a file of any of these kinds.</summary>
    /// <exception cref="DataFormatException">The file holds no names, or numbers that do not run from 0.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<string> Read(string path) => Parse(JsonText.Read(path, MaxBytes), path);

    /// <summary>Reads text of any of these kinds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it stands, for messages.</param>
    /// <exception cref="DataFormatException">The text holds no names, or numbers that do not run from 0.</exception>
    public static IReadOnlyList<string> Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim('\uFEFF', ' ', '\t', '\r', '\n');
        string[] names = trimmed.StartsWith('[') || trimmed.StartsWith('{')
            ? OfJson(trimmed, source)
            : [.. trimmed.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        return Checked(names, source);
    }

    /// <summary>The names in a model's <c>config.json</c>; <see langword="null"/> where it has none.</summary>
    internal static IReadOnlyList<string>? OfConfig(string path)
    {
        using JsonDocument config = JsonText.Parse(JsonText.Read(path, MaxBytes), path);
        JsonElement root = config.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        if (root.TryGetProperty("id2label", out JsonElement labels) && labels.ValueKind == JsonValueKind.Object)
            return Checked(Numbered(Pairs(labels, path), path), path);
        return root.TryGetProperty("label_names", out JsonElement list) && list.ValueKind == JsonValueKind.Array ? Checked(Strings(list, path), path) : null;
    }

    private static string[] OfJson(string text, string source)
    {
        using JsonDocument document = JsonText.Parse(IsJson(text) ? text : FromPython(text), source);
        JsonElement root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Array)
            return Strings(root, source);
        if (root.TryGetProperty("id2label", out JsonElement labels) && labels.ValueKind == JsonValueKind.Object)
            root = labels;
        return Numbered(Pairs(root, source), source);
    }

    private static bool IsJson(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            return true;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return false;
        }
    }

    // Python writes numbers as keys and quotes with '…', or with "…" where a name holds an apostrophe.
    private static string FromPython(string text)
    {
        var json = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '\'' or '"')
            {
                var name = new StringBuilder();
                for (i++; i < text.Length && text[i] != c; i++)
                    name.Append(text[i] == '\\' && i + 1 < text.Length ? text[++i] : text[i]);
                json.Append('"').Append(JsonEncodedText.Encode(name.ToString().Normalized()).Value).Append('"');
            }
            else if (char.IsAsciiDigit(c))
            {
                int end = i;
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                    end++;
                json.Append('"').Append(text, i, end - i).Append('"');
                i = end - 1;
            }
            else
            {
                json.Append(c);
            }
        }

        return json.ToString();
    }

    // Half a surrogate pair cannot be written as JSON.
    private static string Normalized(this string name) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name));

    private static string[] Strings(JsonElement list, string source) =>
        [.. list.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? JsonStrings.Of(e, source)
            : e.ValueKind == JsonValueKind.Number ? e.GetRawText()
            : throw new DataFormatException($"{source}: expected a list of class names, found {e.ValueKind} in it."))];

    private static IEnumerable<(string Number, string Name)> Pairs(JsonElement map, string source)
    {
        foreach (JsonProperty pair in map.EnumerateObject())
        {
            if (pair.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
                throw new DataFormatException($"{source}: expected numbers and class names, found {pair.Value.ValueKind}.");
            yield return (pair.Name, pair.Value.ValueKind == JsonValueKind.String ? JsonStrings.Of(pair.Value, source) : pair.Value.GetRawText());
        }
    }

    private static string[] Numbered(IEnumerable<(string Number, string Name)> pairs, string source)
    {
        (string Number, string Name)[] all = [.. pairs];
        var names = new string?[all.Length];
        foreach ((string number, string name) in all)
        {
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int at) || at >= names.Length || names[at] is not null)
                throw new DataFormatException($"{source}: expected classes numbered from 0 to {all.Length - 1}, once each, found '{number}'.");
            names[at] = name;
        }

        return names!;
    }

    private static string[] Checked(string[] names, string source)
    {
        if (names.Length is 0 or > MaxNames)
            throw new DataFormatException($"{source}: expected 1 … {MaxNames:N0} class names, found {names.Length:N0}.");
        string? twice = names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null && names.All(n => n.Length > 0)
            ? names
            : throw new DataFormatException($"{source}: {(twice is null ? "a class has no name" : $"two classes are named '{twice}'")}; each needs a name of its own.");
    }
}
