using Misread.IO;
using Onnx;

namespace Misread.Onnx;

/// <summary>
/// What a model's own metadata and the files beside it tell of its classes and its preprocessing: Misread's exports,
/// Ultralytics' (<c>names</c>, <c>imgsz</c>, <c>task</c>) and Hugging Face's (<c>config.json</c>, <c>preprocessor_config.json</c>).
/// </summary>
/// <param name="ClassNames">Names in the order of the outputs, or none.</param>
/// <param name="ClassNamesSource">Where they come from.</param>
/// <param name="Preprocessing">How images are prepared, or none.</param>
/// <param name="PreprocessingSource">Where that comes from.</param>
internal sealed record OnnxCompanions(IReadOnlyList<string>? ClassNames, string? ClassNamesSource, Preprocessing? Preprocessing, string? PreprocessingSource)
{
    /// <summary>Metadata key of the classes' names in Misread's exports, a JSON array.</summary>
    public const string ClassesKey = "misread.classes";

    /// <summary>Metadata key of the preprocessing in Misread's exports, JSON.</summary>
    public const string PreprocessingKey = "misread.preprocessing";

    /// <summary>Looks in the model, then beside it and in the folder above (Hugging Face exports put the model in <c>onnx/</c>).</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">Its file.</param>
    /// <param name="given">Names that are known already and need not be looked for.</param>
    /// <exception cref="DataFormatException">What is there is malformed.</exception>
    public static OnnxCompanions Find(ModelProto model, string path, IReadOnlyList<string>? given)
    {
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        foreach (StringStringEntryProto entry in model.MetadataProps)
            metadata.TryAdd(entry.Key, entry.Value);
        (IReadOnlyList<string>? names, string? namesSource) = given is not null ? (given, null) : Names(metadata, path);
        (Preprocessing? preprocessing, string? source) = PreprocessingOf(metadata, path);
        return new OnnxCompanions(names, namesSource, preprocessing, source);
    }

    private static (IReadOnlyList<string>? Names, string? Source) Names(Dictionary<string, string> metadata, string path)
    {
        if (metadata.TryGetValue(ClassesKey, out string? own))
            return (ClassNameFile.Parse(own, $"{path} ({ClassesKey})"), "the model's metadata");
        if (metadata.TryGetValue("names", out string? theirs))
            return (ClassNameFile.Parse(theirs, $"{path} (names)"), "the model's metadata (names)");
        return Beside(path, "config.json") is { } config && ClassNameFile.OfConfig(config) is { } names
            ? (names, $"{Path.GetFileName(config)} beside the model")
            : (null, null);
    }

    private static (Preprocessing? Preprocessing, string? Source) PreprocessingOf(Dictionary<string, string> metadata, string path)
    {
        if (metadata.TryGetValue(PreprocessingKey, out string? own))
            return (PreprocessingJson.Parse(own, $"{path} ({PreprocessingKey})"), "the model's metadata");
        if (metadata.GetValueOrDefault("task") == "classify" && metadata.TryGetValue("imgsz", out string? size))
            return (Ultralytics(size, path), "the model's metadata (an Ultralytics classifier)");
        return Beside(path, "preprocessor_config.json") is { } config
            ? (PreprocessingJson.Read(config), $"{Path.GetFileName(config)} beside the model")
            : (null, null);
    }

    // Its classifiers resize the shorter side to the model's, cut out the middle, and take values of 0 … 1.
    private static Preprocessing Ultralytics(string text, string path)
    {
        int[] sides = [.. text.Trim(' ', '[', ']', '(', ')').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(s => int.TryParse(s, out int side) ? side : 0)];
        if (sides.Length is not (1 or 2))
            throw new DataFormatException($"{path}: expected metadata imgsz to be one or two sizes, found '{text}'.");
        return PreprocessingJson.Checked(PreprocessingNames.Create("unit", Math.Clamp(sides[0], 0, 1 << 14), Math.Clamp(sides[^1], 0, 1 << 14)) with { ShorterSide = 0 }, $"{path} (imgsz)");
    }

    private static string? Beside(string path, string name)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string beside = Path.Combine(folder, name);
        if (File.Exists(beside))
            return beside;
        string above = Path.Combine(Path.GetDirectoryName(folder) ?? folder, name);
        return string.Equals(Path.GetFileName(folder), "onnx", StringComparison.OrdinalIgnoreCase) && File.Exists(above) ? above : null;
    }
}
