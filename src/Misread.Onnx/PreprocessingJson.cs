using System.Text.Json;
using Misread.Imaging;
using Misread.IO;

namespace Misread.Onnx;

/// <summary>
/// Preprocessing as JSON: Misread's own (<c>height, width, resize, shorterSide, filter, channels, scale, mean, deviation</c>)
/// and Hugging Face's <c>preprocessor_config.json</c>.
/// </summary>
public static class PreprocessingJson
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Reads a file of either kind.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file is malformed or asks for the impossible.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Preprocessing Read(string path) => Parse(JsonText.Read(path, MaxBytes), path);

    /// <summary>Reads text of either kind.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it stands, for messages.</param>
    /// <exception cref="DataFormatException">The text is malformed or asks for the impossible.</exception>
    public static Preprocessing Parse(string json, string source)
    {
        using JsonDocument document = JsonText.Parse(json, source);
        var fields = new JsonFields(document.RootElement, source);
        return fields.Has("height") || fields.Has("scale") || fields.Has("channels") ? Own(fields, source) : HuggingFacePreprocessing.Read(fields, source);
    }

    /// <summary>Writes Misread's own kind.</summary>
    public static string Write(Preprocessing rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("height", rule.Height);
            json.WriteNumber("width", rule.Width);
            json.WriteString("resize", Name(rule.Resize));
            json.WriteNumber("shorterSide", rule.ShorterSide);
            json.WriteString("filter", Name(rule.Filter));
            json.WriteString("channels", Name(rule.Channels));
            json.WriteNumber("scale", rule.Scale);
            Write(json, "mean", rule.Mean);
            Write(json, "deviation", rule.Deviation);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Refuses numbers that no image can be made with.</summary>
    internal static Preprocessing Checked(Preprocessing rule, string source)
    {
        if (rule.Height is < 1 or > Preprocessing.MaxSide || rule.Width is < 1 or > Preprocessing.MaxSide || rule.ShorterSide is < 0 or > Preprocessing.MaxSide)
            throw new DataFormatException($"{source}: expected sizes of 1 … {Preprocessing.MaxSide} pixels, found {rule.Height}×{rule.Width} from {rule.ShorterSide}.");
        if (!Fits(rule.Mean) || !Fits(rule.Deviation))
            throw new DataFormatException($"{source}: expected one mean and deviation, or {rule.ChannelCount}, found {rule.Mean.Count} and {rule.Deviation.Count}.");
        return !double.IsFinite(rule.Scale) || rule.Scale == 0 || !rule.Mean.All(double.IsFinite) || !rule.Deviation.All(d => double.IsFinite(d) && d != 0)
            ? throw new DataFormatException($"{source}: scale, mean and deviation should be finite, and scale and deviation not 0.")
            : rule;

        bool Fits(IReadOnlyList<double> numbers) => numbers.Count == 1 || numbers.Count == rule.ChannelCount;
    }

    private static Preprocessing Own(JsonFields fields, string source)
    {
        int height = fields.Integer("height") ?? throw new DataFormatException($"{source}: 'height' is missing.");
        int width = fields.Integer("width") ?? height;
        ChannelOrder channels = fields.Choice<ChannelOrder>("channels") ?? ChannelOrder.Rgb;
        return Checked(
            new Preprocessing
            {
                Height = height,
                Width = width,
                Resize = fields.Choice<ResizeRule>("resize") ?? ResizeRule.Crop,
                ShorterSide = fields.Integer("shorterSide") ?? 0,
                Filter = fields.Choice<ResampleFilter>("filter") ?? ResampleFilter.Bilinear,
                Channels = channels,
                Scale = fields.Number("scale") ?? 1.0 / 255,
                Mean = fields.Numbers("mean") ?? [0],
                Deviation = fields.Numbers("deviation") ?? fields.Numbers("std") ?? [1],
            },
            source);
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
