using System.Globalization;
using Misread.IO;

namespace Misread.Nn;

/// <summary>
/// The text form of an architecture: layers separated by semicolons, each a type and its settings, for instance
/// <c>Conv2D filters=32 kernel=3 stride=1 padding=valid activation=relu; MaxPool2D size=2; Flatten; Dense units=10 activation=none</c>.
/// </summary>
public static class LayerText
{
    private const int MaxLayers = 256;

    /// <summary>Writes layers as text.</summary>
    public static string Format(IEnumerable<Layer> layers) => string.Join("; ", layers);

    /// <summary>Reads layers from text.</summary>
    /// <param name="text">As <see cref="Format"/> writes it.</param>
    /// <param name="source">Where the text stands, for messages.</param>
    /// <exception cref="DataFormatException">The text is malformed, or a setting is out of range.</exception>
    public static Layer[] Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length is 0 or > MaxLayers)
            throw new DataFormatException($"{source}: expected 1 … {MaxLayers} layers, found {lines.Length}.");
        return [.. lines.Select(line => ParseLayer(line, source))];
    }

    internal static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static Layer ParseLayer(string line, string source)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var settings = new Settings(source, line, words.AsSpan(1));
        try
        {
            return words[0] switch
            {
                "Conv2D" => new Conv2D(
                    settings.Integer("filters"), settings.Integer("kernel"), settings.Integer("stride"), settings.Choice<Padding>("padding"), settings.Choice<Activation>("activation")),
                "Dense" => new Dense(settings.Integer("units"), settings.Choice<Activation>("activation")),
                "MaxPool2D" => new MaxPool2D(settings.Integer("size")),
                "BatchNorm2D" => new BatchNorm2D(settings.Number("momentum"), settings.Number("epsilon")),
                "Dropout" => new Dropout(settings.Number("rate")),
                "Relu" => new Relu(),
                "Flatten" => new Flatten(),
                "Deslant" => new Deslant(),
                _ => throw new DataFormatException($"{source}: unknown layer '{words[0]}'; this file may come from a newer version."),
            };
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{source}: in '{line}': {e.Message}", e);
        }
    }

    private sealed class Settings
    {
        private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
        private readonly string _source;
        private readonly string _line;

        public Settings(string source, string line, ReadOnlySpan<string> words)
        {
            _source = source;
            _line = line;
            foreach (string word in words)
            {
                int equals = word.IndexOf('=', StringComparison.Ordinal);
                if (equals < 1 || !_values.TryAdd(word[..equals], word[(equals + 1)..]))
                    throw new DataFormatException($"{source}: in '{line}': expected name=value once each, found '{word}'.");
            }
        }

        public int Integer(string name) =>
            int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw Bad(name, "a whole number");

        public double Number(string name) =>
            double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Bad(name, "a number");

        public T Choice<T>(string name)
            where T : struct, Enum
        {
            string text = Text(name);
            foreach (T value in Enum.GetValues<T>())
            {
                if (string.Equals(Name(value), text, StringComparison.Ordinal))
                    return value;
            }

            throw Bad(name, string.Join(" or ", Enum.GetValues<T>().Select(v => Name(v))));
        }

        private string Text(string name) =>
            _values.TryGetValue(name, out string? text) ? text : throw new DataFormatException($"{_source}: in '{_line}': '{name}' is missing.");

        private DataFormatException Bad(string name, string expected) =>
            new($"{_source}: in '{_line}': {name} should be {expected}, found '{_values[name]}'.");
    }
}
