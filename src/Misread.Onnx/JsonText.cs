using System.Text.Json;
using Misread.IO;

namespace Misread.Onnx;

/// <summary>Reads small JSON files that somebody else wrote.</summary>
internal static class JsonText
{
    public static string Read(string path, int maxBytes)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file.", path);
        long length = new FileInfo(path).Length;
        return length > maxBytes
            ? throw new DataFormatException($"{path}: {length:N0} bytes are more than the {maxBytes:N0} that are accepted.")
            : File.ReadAllText(path);
    }

    public static JsonDocument Parse(string json, string source)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 32, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new DataFormatException($"{source}: this is not JSON: {OnnxFile.FirstLine(e.Message)}.", e);
        }

        JsonValueKind kind = document.RootElement.ValueKind;
        if (kind is JsonValueKind.Object or JsonValueKind.Array)
            return document;
        document.Dispose();
        throw new DataFormatException($"{source}: expected a JSON object, found {kind}.");
    }
}

/// <summary>The fields of a JSON object; one that is there but of another kind is an error.</summary>
internal readonly struct JsonFields(JsonElement element, string source)
{
    private const int MaxNumbers = 16;

    public bool Has(string name) => Find(name) is not null;

    public JsonFields? Object(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object } inner ? new JsonFields(inner, source) : null;

    public int? Integer(string name) => Find(name) is not { } e ? null
        : e.ValueKind == JsonValueKind.Number && e.TryGetInt32(out int value) ? value
        : throw Bad(name, "a whole number", e);

    public double? Number(string name) => Find(name) is not { } e ? null
        : e.ValueKind == JsonValueKind.Number && e.TryGetDouble(out double value) && double.IsFinite(value) ? value
        : throw Bad(name, "a number", e);

    public bool? Boolean(string name) => Find(name) is not { } e ? null
        : e.ValueKind is JsonValueKind.True or JsonValueKind.False ? e.GetBoolean()
        : throw Bad(name, "true or false", e);

    public string? Text(string name) => Find(name) is not { } e ? null
        : e.ValueKind == JsonValueKind.String ? JsonStrings.Of(e, source)
        : throw Bad(name, "text", e);

    public double[]? Numbers(string name)
    {
        if (Find(name) is not { } e)
            return null;
        if (e.ValueKind == JsonValueKind.Number && e.TryGetDouble(out double one) && double.IsFinite(one))
            return [one];
        if (e.ValueKind != JsonValueKind.Array || e.GetArrayLength() is < 1 or > MaxNumbers)
            throw Bad(name, "a number, or one a channel", e);
        double[] all = [.. e.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Number && v.TryGetDouble(out double d) ? d : double.NaN)];
        return all.All(double.IsFinite) ? all : throw Bad(name, "a number, or one a channel", e);
    }

    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
            return null;
        string[] names = Enum.GetNames<T>();
        string? found = names.FirstOrDefault(n => string.Equals(n, text, StringComparison.OrdinalIgnoreCase));
        return found is null
            ? throw new DataFormatException($"{source}: {name} should be {string.Join(" or ", names.Select(n => n.ToLowerInvariant()))}, found '{text}'.")
            : Enum.Parse<T>(found);
    }

    private JsonElement? Find(string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement found) && found.ValueKind != JsonValueKind.Null ? found : null;

    private DataFormatException Bad(string name, string expected, JsonElement found) =>
        new($"{source}: {name} should be {expected}, found {found.ValueKind}.");
}

/// <summary>Text in JSON, which may be halves of characters.</summary>
internal static class JsonStrings
{
    public static string Of(JsonElement element, string source)
    {
        try
        {
            return element.GetString() ?? "";
        }
        catch (InvalidOperationException e)
        {
            throw new DataFormatException($"{source}: a text is not valid Unicode.", e);
        }
    }
}
