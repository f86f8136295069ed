using System.Globalization;
using Misread.Data;
using Misread.Formats;
using Misread.IO;
using Misread.Training;

namespace Misread.Onnx.Features;

/// <summary>How images are read without a network of their own.</summary>
public sealed record PretrainedJobOptions
{
    /// <summary>Features: an ONNX file, or an array <c>[N,F]</c> in a .npy file, rows as in the data set; by default those of <see cref="PretrainedFeatures"/>.</summary>
    public string? Features { get; init; }

    /// <summary>How images are prepared for an ONNX file: one of <see cref="PreprocessingNames.All"/> or a JSON file; by default what it says of itself, else <c>imagenet</c>.</summary>
    public string? Preprocessing { get; init; }

    /// <summary>Parts, each read by a head of the others; 2 or more.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Settings of the head.</summary>
    public LinearHeadOptions Head { get; init; } = new();

    /// <summary>Folder of the features that are kept; <see langword="null"/> keeps none.</summary>
    public string? Store { get; init; } = FeatureStore.DefaultFolder;

    /// <summary>Threads, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>What heads on features say of a data set.</summary>
/// <param name="Predictions">Every labelled image by a head that was not trained on it.</param>
/// <param name="Features"><c>[N,F]</c>.</param>
/// <param name="FeatureCount">F.</param>
/// <param name="Notes">What was done, a sentence each.</param>
public sealed record PretrainedJobResult(Predictions Predictions, float[] Features, int FeatureCount, IReadOnlyList<string> Notes);

/// <summary>Reads a data set by features of a network that never saw it and a linear head, cross-validated: no training worth the name.</summary>
public static class PretrainedJob
{
    /// <summary>Takes the features and predicts every image.</summary>
    /// <param name="data">Images, at least two labelled ones a fold.</param>
    /// <param name="options">Settings.</param>
    /// <param name="progress">Told how many images have their features.</param>
    /// <param name="cancel">Ends the work; features that are done are kept.</param>
    /// <exception cref="DataFormatException">A file is malformed, or there are too few labelled images.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static PretrainedJobResult Run(Dataset data, PretrainedJobOptions? options = null, IProgress<int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= new PretrainedJobOptions();
        int labelled = data.Labels().Count(k => k >= 0);
        if (data.ClassCount < 2 || labelled < 2 * options.Folds)
            throw new DataFormatException($"{data.Name}: {labelled} labelled images of {data.ClassCount} classes are too few for {options.Folds} folds; expected at least {2 * options.Folds} of two classes.");
        var notes = new List<string>();
        (float[] features, int width) = Features(data, options, notes, progress, cancel);
        LinearHeadResult result = LinearHeadFolds.Run(features, data.Labels(), data.ClassCount, options.Folds, options.Head, options.Threads, cancel);
        notes.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"a linear head on {width} features, {options.Folds} folds; strength of the regularisation {result.Strengths.Min():G2} … {result.Strengths.Max():G2}, chosen within the training images of each fold"));
        var predictions = new Predictions(
            [.. Enumerable.Range(0, data.Count).Select(data.Id)],
            data.Labels(),
            result.Probabilities,
            [.. result.FoldOf.Select(f => f < 0 ? PredictionOrigin.HeldOut : PredictionOrigin.OutOfFold)],
            data.ClassNames);
        return new PretrainedJobResult(predictions, features, width, notes);
    }

    private static (float[] Features, int Width) Features(Dataset data, PretrainedJobOptions options, List<string> notes, IProgress<int>? progress, CancellationToken cancel)
    {
        if (options.Features?.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) == true)
            return OfArray(data, options.Features, notes);
        using FeatureExtractor extractor = options.Features is { } path
            ? FeatureExtractor.Open(path, options.Preprocessing, options.Threads)
            : PretrainedFeatures.Open(options.Threads);
        notes.Add($"features by {(options.Features is null ? "ResNet-18, trained on ImageNet" : Path.GetFileName(options.Features))}: {extractor.Preprocessing}");
        float[] features = extractor.Extract(ImageSource.Of(data), options.Store, progress, cancel);
        return Array.TrueForAll(features, float.IsFinite)
            ? (features, extractor.FeatureCount)
            : throw new DataFormatException($"{options.Features}: the network gives features that are no finite numbers; its images may be prepared wrongly.");
    }

    private static (float[] Features, int Width) OfArray(Dataset data, string path, List<string> notes)
    {
        NpyArray<float> array = NpyFile.ReadSingles(path);
        if (array.Shape.Count != 2 || array.Shape[0] != data.Count || array.Shape[1] < 1)
            throw new DataFormatException($"{path}: expected an array of shape [{data.Count}, F], a row an image, found [{string.Join(", ", array.Shape)}].");
        int bad = Array.FindIndex(array.Values, v => !float.IsFinite(v));
        if (bad >= 0)
            throw new DataFormatException($"{path}: row {bad / array.Shape[1]} holds {array.Values[bad]}, expected finite numbers.");
        notes.Add($"features from {Path.GetFileName(path)}, a row an image in the order of the data set");
        return (array.Values, array.Shape[1]);
    }
}
