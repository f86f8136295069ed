using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// What IDX, CSV and PNG files cannot say of themselves, in a file <c>dataset.json</c> beside them: it is written with
/// every data set and heeded where it is found.
/// </summary>
/// <param name="Name">Begins every id.</param>
/// <param name="Height">Height of every image, in pixels.</param>
/// <param name="Width">Width of every image, in pixels.</param>
/// <param name="MaxValue">The pixel value of full ink, 1 … 255.</param>
/// <param name="Classes">One name per class, in the order of the label numbers.</param>
/// <param name="Splits">The splits in their order; each names its files.</param>
internal sealed record DatasetDescription(string Name, int Height, int Width, int MaxValue, string[] Classes, string[] Splits)
{
    /// <summary>3 for images in colour; absent for grey ones.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Channels { get; init; }

    public const string FileName = "dataset.json";

    private const int MostBytes = 1 << 26;
    private const int LongestName = 255;

    /// <summary>What no file name holds on some system or other.</summary>
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\:*?\"<>|");

    /// <summary>
    /// The description of a data set that is about to be written. A name that no id of one line could begin with (with a slash or a control
    /// character, or of more than 255 characters) is written with underscores, and shortened.
    /// </summary>
    public static DatasetDescription Of(Dataset dataset) =>
        new(NameOf(dataset.Name), dataset.Height, dataset.Width, dataset.MaxValue, [.. dataset.ClassNames], [.. dataset.Splits])
        {
            Channels = dataset.Channels == 1 ? null : dataset.Channels,
        };

    /// <summary>Reads the description in <paramref name="folder"/>; <see langword="null"/> when there is none.</summary>
    /// <exception cref="DataFormatException">The file is not such a description.</exception>
    public static DatasetDescription? Find(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        return Parse(InputFile.ReadBytes(path, MostBytes), path);
    }

    /// <summary>Reads a description and checks every value.</summary>
    public static DatasetDescription Parse(byte[] json, string source)
    {
        DatasetDescription? found;
        try
        {
            // A byte order mark, which some editors write, is no part of the JSON.
            ReadOnlySpan<byte> text = json.AsSpan().StartsWith("\uFEFF"u8) ? json.AsSpan(3) : json;
            found = JsonSerializer.Deserialize(text, DatasetJson.Default.DatasetDescription);
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"{source}: line {e.LineNumber + 1}: expected the JSON of a data set (name, height, width, maxValue, classes, splits); remove the file or mend it.", e);
        }

        string? fault = found is null ? "is null" : Fault(found);
        return fault is null ? found! : throw new DataFormatException($"{source}: {fault}; remove the file or mend it.");
    }

    /// <summary>Writes the description into <paramref name="folder"/>.</summary>
    /// <exception cref="DataFormatException">It could not be read back.</exception>
    public void Write(string folder)
    {
        byte[] json = [.. JsonSerializer.SerializeToUtf8Bytes(this, DatasetJson.Default.DatasetDescription), (byte)'\n'];
        Check(json.Length);
        AtomicFile.Write(Path.Combine(folder, FileName), stream => stream.Write(json));
    }

    /// <summary>What the reader would refuse is not written.</summary>
    /// <exception cref="DataFormatException">It could not be read back.</exception>
    public void Check(long bytes = 0)
    {
        string? fault = bytes > MostBytes ? $"its description would take {bytes:N0} bytes; expected at most {MostBytes:N0}" : Fault(this);
        if (fault is not null)
            throw new DataFormatException($"{Name}: this data set cannot be written: {fault}.");
    }

    /// <summary>Whether a name may be that of a file: names from a hostile file must not lead out of the folder.</summary>
    public static bool IsFileName(string? name) =>
        !string.IsNullOrWhiteSpace(name) && name is not ("." or "..") && name.Length <= 100
        && !name.AsSpan().ContainsAny(Forbidden) && !name.Any(char.IsControl);

    private static string NameOf(string name)
    {
        string clean = string.Concat(name.Take(LongestName).Select(c => c == '/' || char.IsControl(c) ? '_' : c));
        return string.IsNullOrWhiteSpace(clean) ? "data" : clean;
    }

    private static string? Fault(DatasetDescription d)
    {
        if (d.Name is null || NameOf(d.Name) != d.Name)
            return $"expected a name without slashes and control characters, of 1 … {LongestName} characters";
        if (d.Height is < 1 or > Imaging.Bitmap.MaxSide || d.Width is < 1 or > Imaging.Bitmap.MaxSide)
            return $"expected height and width of 1 … {Imaging.Bitmap.MaxSide}, found {d.Height} and {d.Width}";
        if (d.Channels is not (null or 1 or 3))
            return $"expected channels of 1 or 3, found {d.Channels}";
        if (d.MaxValue is < 1 or > 255)
            return $"expected maxValue of 1 … 255, found {d.MaxValue}";
        if (d.Classes is not { Length: > 0 } || d.Classes.Any(c => c is null) || d.Classes.Distinct(StringComparer.Ordinal).Count() < d.Classes.Length)
            return "expected at least one class, and no name twice";
        if (d.Splits is not { Length: > 0 and <= 256 } || !d.Splits.All(IsFileName) || d.Splits.Distinct(StringComparer.Ordinal).Count() < d.Splits.Length)
            return "expected 1 … 256 splits with distinct names that can be file names";
        return null;
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DatasetDescription))]
internal sealed partial class DatasetJson : JsonSerializerContext;
