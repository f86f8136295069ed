using System.Text.Json;
using System.Text.Json.Serialization;
using Misread.Data;
using Misread.Experiments;
using Misread.Formats;
using Misread.IO;
using Misread.Training;

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
/// <param name="Height">Height of an image, in pixels.</param>
/// <param name="Width">Width of an image, in pixels.</param>
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
    HeldOutInfo? HeldOut = null);

/// <summary>A test split that was drawn by <see cref="DatasetSplit.Stratified"/>.</summary>
/// <param name="Share">Its share of the images, between 0 and 1.</param>
/// <param name="Seed">Seed of the draw.</param>
public sealed record HeldOutInfo(double Share, int Seed);

/// <summary>The training of a run: every setting that decides its bits, and what came of it.</summary>
public sealed record TrainingInfo
{
    /// <summary>Name of the preset.</summary>
    public required string Model { get; init; }

    /// <summary>Number of learned parameters, of all members of an ensemble.</summary>
    public required int Parameters { get; init; }

    /// <summary>Seed of weights, shuffling, dropout and splits.</summary>
    public required int Seed { get; init; }

    /// <summary>Networks of an ensemble, with seeds that follow each other, or <see langword="null"/> for one.</summary>
    public int? Members { get; init; }

    /// <summary>Images that gradients were computed on.</summary>
    public required int TrainSize { get; init; }

    /// <summary>Epochs asked for.</summary>
    public required int Epochs { get; init; }

    /// <summary>Epochs trained: fewer after early stopping.</summary>
    public required int EpochsTrained { get; init; }

    /// <summary>Epoch whose weights were kept.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Images a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Greatest learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>How the learning rate ran.</summary>
    public required string Schedule { get; init; }

    /// <summary>What updated the weights.</summary>
    public required string Optimizer { get; init; }

    /// <summary>Weight decay λ.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>Label smoothing ε.</summary>
    public required double LabelSmoothing { get; init; }

    /// <summary>How training images were distorted, as <see cref="Augmentation.Parse"/> reads it, or <see langword="null"/> if they were not.</summary>
    public string? Augmentation { get; init; }

    /// <summary>Share of the training images held out for validation.</summary>
    public required double ValidationSplit { get; init; }

    /// <summary>Patience of early stopping in epochs, or <see langword="null"/> without it.</summary>
    public int? Patience { get; init; }

    /// <summary>Share of the last steps whose weights were averaged, or <see langword="null"/> if none were.</summary>
    public double? AverageWeights { get; init; }

    /// <summary>Pixels by which copies of an image are moved for a prediction, or <see langword="null"/> if there are none.</summary>
    public int? TestTimeShift { get; init; }

    /// <summary>Folds of cross-validation, or <see langword="null"/> without it.</summary>
    public int? Folds { get; init; }

    /// <summary>Independently seeded networks a fold, or <see langword="null"/> without cross-validation.</summary>
    public int? Seeds { get; init; }

    /// <summary>Whether the training continued from a checkpoint.</summary>
    public bool Resumed { get; init; }

    /// <summary>Settings of a training that keeps its last epoch.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="parameters">Number of learned parameters.</param>
    /// <param name="trainSize">Images that gradients were computed on.</param>
    public static TrainingInfo Of(TrainingOptions options, int parameters, int trainSize)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TrainingInfo
        {
            Model = options.Model,
            Parameters = parameters,
            Seed = options.Seed,
            Members = options.Members == 1 ? null : options.Members,
            TrainSize = trainSize,
            Epochs = options.Epochs,
            EpochsTrained = options.Epochs,
            BestEpoch = options.Epochs,
            BatchSize = options.BatchSize,
            LearningRate = options.LearningRate,
            Schedule = options.Schedule.ToName(),
            Optimizer = options.Optimizer.ToName(),
            WeightDecay = options.WeightDecay,
            LabelSmoothing = options.LabelSmoothing,
            Augmentation = options.Augmentation.IsNone ? null : options.Augmentation.ToString(),
            ValidationSplit = options.ValidationSplit,
            Patience = options.Patience,
            AverageWeights = options.AverageWeights == 0 ? null : options.AverageWeights,
            TestTimeShift = options.TestTimeShift == 0 ? null : options.TestTimeShift,
        };
    }

    /// <summary>The settings to train with again; what is not recorded is the preset's.</summary>
    /// <exception cref="DataFormatException">They are not settings of this version.</exception>
    public TrainingOptions ToOptions()
    {
        try
        {
            int schedule = SettingNames.Schedules.ToList().IndexOf(Schedule);
            int optimizer = SettingNames.Optimizers.ToList().IndexOf(Optimizer);
            if (schedule < 0 || optimizer < 0)
                throw new ArgumentException($"schedule '{Schedule}' and optimizer '{Optimizer}' are not both known");
            TrainingOptions options = TrainingOptions.ForPreset(Model) with
            {
                Seed = Seed,
                Members = Members ?? 1,
                Epochs = Epochs,
                BatchSize = BatchSize,
                TrainSize = TrainSize,
                LearningRate = LearningRate,
                Schedule = (ScheduleKind)schedule,
                Optimizer = (OptimizerKind)optimizer,
                WeightDecay = WeightDecay,
                LabelSmoothing = LabelSmoothing,
                Augmentation = Training.Augmentation.Parse(Augmentation ?? "none"),
                ValidationSplit = ValidationSplit,
                Patience = Patience,
                AverageWeights = AverageWeights ?? 0,
                TestTimeShift = TestTimeShift ?? 0,
            };
            options.Validate();
            return options;
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{RunFolder.InfoFile}: the settings of the training cannot be used again: {e.Message}", e);
        }
    }
}

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
internal sealed partial class RunInfoJson : JsonSerializerContext;
