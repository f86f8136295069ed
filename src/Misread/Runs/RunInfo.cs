using System.Text.Json;
using System.Text.Json.Serialization;
using Misread.Data;
using Misread.Formats;
using Misread.IO;

namespace Misread.Runs;

/// <summary>Everything about a run that is not an image or a probability: the content of <c>run.json</c>.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record RunInfo
{
    /// <summary>What wrote it, <c>misread 0.1.0</c>.</summary>
    public required string Program { get; init; }

    /// <summary>When the run ended, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The command line that makes the same run again, to the same bits on the same instruction set.</summary>
    public required string Reproduce { get; init; }

    /// <summary>What was read.</summary>
    public required DatasetInfo Dataset { get; init; }

    /// <summary>How the model was trained, or <see langword="null"/> when the predictions came from elsewhere.</summary>
    public TrainingInfo? Training { get; init; }

    /// <summary>Where the predictions came from when another program made them, else <see langword="null"/>.</summary>
    public GivenInfo? Given { get; init; }

    /// <summary>Where it ran.</summary>
    public required MachineInfo Machine { get; init; }

    /// <summary>How long it took.</summary>
    public required SecondsInfo Seconds { get; init; }

    /// <summary>
    /// What the headline figures were measured on: <c>test</c>, <c>held-out</c> or <c>out-of-fold</c>; or
    /// <see langword="null"/> when nothing was predicted or no image bears a label.
    /// </summary>
    public string? EvaluatedOn { get; init; }

    /// <summary>Share of those images that were read as labelled, 0 … 1.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Number of those images that were misread.</summary>
    public int? Errors { get; init; }

    /// <summary>The fingerprint: misread images of the whole data set; <see langword="null"/> when nothing was predicted.</summary>
    public FingerprintInfo? Fingerprint { get; init; }

    /// <summary>The names of a hundred thousand classes take less.</summary>
    internal const long MostBytes = 64 << 20;

    /// <summary>Reads a <c>run.json</c>.</summary>
    /// <exception cref="DataFormatException">It is not one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RunInfo Read(string path)
    {
        try
        {
            string json = InputFile.ReadText(path, MostBytes);
            RunInfo info = JsonSerializer.Deserialize(json, RunInfoJson.Default.RunInfo)
                ?? throw new DataFormatException($"{path}: expected an object that describes a run, found null.");
            FiniteJson.Check(json, path);
            return RunInfoCheck.Fault(info) is { } fault ? throw new DataFormatException($"{path}: {fault}.") : info;
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"{path}: line {e.LineNumber + 1}: expected an object that describes a run; {e.Message}", e);
        }
    }

    /// <summary>The indented JSON of <c>run.json</c>.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunInfoJson.Default.RunInfo);
}

/// <summary>The data set of a run.</summary>
/// <param name="Name">Its name, which begins the ids.</param>
/// <param name="Source">What <c>--dataset</c> opens again: a name or a full path.</param>
/// <param name="Sha256">Checksum of sizes, labels and pixels, in hexadecimal.</param>
/// <param name="Count">Number of images.</param>
/// <param name="Splits">Number of images of each split.</param>
/// <param name="Height">Height of an image, in pixels; 0 where they are files of several sizes.</param>
/// <param name="Width">Width of an image, in pixels; 0 where they are files of several sizes.</param>
/// <param name="ClassNames">Names of the classes, in the order of their numbers.</param>
/// <param name="HeldOut">How the test split was drawn, when the data set had none of its own.</param>
public sealed record DatasetInfo(
    string Name,
    string Source,
    string Sha256,
    int Count,
    IReadOnlyDictionary<string, int> Splits,
    int Height,
    int Width,
    IReadOnlyList<string> ClassNames,
    HeldOutInfo? HeldOut = null)
{
    /// <summary>3 for images in colour; absent for grey ones.</summary>
    public int? Channels { get; init; }

    /// <summary>How many files that looked like images could not be read and were left out, by kind of reason; absent when there were none.</summary>
    public IReadOnlyDictionary<string, int>? LeftOut { get; init; }

    /// <summary>What else stood out when the images were read, a sentence each; absent when nothing did.</summary>
    public IReadOnlyList<string>? Notices { get; init; }

    /// <summary>What is wrong with its division into training and test images; absent when nothing is.</summary>
    public DivisionInfo? Division { get; init; }
}

/// <summary>What is wrong with the division of a data set into training and test images.</summary>
/// <param name="Leaks">Number of test images that hold the same pixels as a training image.</param>
/// <param name="UntrainedClasses">Names of the classes that are tested and have no training image.</param>
/// <param name="Notices">The same in words, a sentence or two each.</param>
public sealed record DivisionInfo(int Leaks, IReadOnlyList<string> UntrainedClasses, IReadOnlyList<string> Notices);

/// <summary>Predictions that another program made.</summary>
/// <param name="File">The file that they were read from.</param>
/// <param name="Joined">How its rows were joined with the images: <c>by path</c>, <c>by position</c> …</param>
/// <param name="Count">Number of images with a prediction; the others are no part of the run.</param>
/// <param name="TopOnly">Whether only the class that was read, and perhaps its confidence, was given.</param>
/// <param name="Notices">What was found on reading them, a sentence each.</param>
/// <param name="TrainedOn">The split that the model was trained on, <c>none</c>, or <see langword="null"/> when that is not known.</param>
public sealed record GivenInfo(string File, string Joined, int Count, bool TopOnly, IReadOnlyList<string> Notices, string? TrainedOn = null);

/// <summary>A test split that was drawn by <see cref="DatasetSplit.Stratified"/>.</summary>
/// <param name="Share">Its share of the images, between 0 and 1.</param>
/// <param name="Seed">Seed of the draw.</param>
public sealed record HeldOutInfo(double Share, int Seed);

/// <summary>The machine of a run. Bits repeat on the same instruction set, at any number of threads.</summary>
/// <param name="OperatingSystem">Its name and version.</param>
/// <param name="Architecture">The process's, <c>X64</c> say.</param>
/// <param name="Processors">Logical processors.</param>
/// <param name="Threads">Threads that were used.</param>
/// <param name="Vectors">Widest vectors that the kernels used: <c>Vector512</c>, <c>Vector256</c> or <c>Vector128</c>.</param>
/// <param name="Runtime">.NET's version.</param>
public sealed record MachineInfo(
    string OperatingSystem, string Architecture, int Processors, int Threads, string Vectors, string Runtime);

/// <summary>Wall-clock seconds of a run.</summary>
/// <param name="Load">Finding and reading the data set.</param>
/// <param name="Train">Training, all epochs, those before a resume included.</param>
/// <param name="Predict">Predicting every image.</param>
/// <param name="Total">From the start of the work until all files are written but <c>run.json</c>, which holds this figure.</param>
public sealed record SecondsInfo(double Load, double Train, double Predict, double Total);

/// <summary>The fingerprint of a run.</summary>
/// <param name="Count">Number of misread images, of all splits, and of files in <c>fingerprint/</c>.</param>
public sealed record FingerprintInfo(int Count);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n",
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RunInfo))]
[JsonSerializable(typeof(TrainingInfo))]
internal sealed partial class RunInfoJson : JsonSerializerContext;
