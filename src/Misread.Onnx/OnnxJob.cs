using Misread.Data;
using Misread.IO;

namespace Misread.Onnx;

/// <summary>What somebody's model says of a data set.</summary>
/// <param name="ClassNames">The data set's classes, then those that only the model knows.</param>
/// <param name="Probabilities"><c>[N,K]</c> in that order.</param>
/// <param name="Features"><c>[N,F]</c>, or <see langword="null"/> where the model has none.</param>
/// <param name="FeatureCount">F, or 0.</param>
/// <param name="Preprocessing">How the images were prepared.</param>
/// <param name="Notes">What was found out, a sentence each.</param>
/// <param name="Warnings">What should not be so, a sentence each.</param>
public sealed record OnnxJobResult(
    IReadOnlyList<string> ClassNames,
    float[] Probabilities,
    float[]? Features,
    int FeatureCount,
    Preprocessing Preprocessing,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> Warnings);

/// <summary>The whole of asking an ONNX model about a data set: open, match classes, settle the preprocessing, predict.</summary>
public static class OnnxJob
{
    /// <summary>Asks a model about every image.</summary>
    /// <param name="data">The images.</param>
    /// <param name="path">The ONNX file.</param>
    /// <param name="options">What is known.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="DataFormatException">The model cannot be run, its classes are not the data set's, or nothing tells its preprocessing.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static OnnxJobResult Run(Dataset data, string path, OnnxJobOptions? options = null, IProgress<int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= new OnnxJobOptions();
        using OnnxModel model = OnnxModel.Open(path, new OnnxModelOptions { ClassNames = options.ClassNames, Outputs = options.Outputs, Threads = options.Threads });
        ClassMatch match = ClassMatch.Of(model.ClassNames, model.ClassCount, data.ClassNames);
        var notes = new List<string>(model.Notes);
        var warnings = new List<string>();
        notes.Add(match.ByName ? "classes matched by name" : "the model's classes have no names; they are taken in the order of the data set's");
        ImageSource images = ImageSource.Of(data);
        Preprocessing rule = Settle(model, match, data, images, path, options, notes, warnings, cancel);
        OnnxAnswer answer = new OnnxPredictor(model, rule) { Threads = options.Threads }.Predict(images.Count, images.Read, progress, cancel);
        return new OnnxJobResult(match.ClassNames, match.Reorder(answer.Probabilities), answer.Features, model.FeatureCount, rule, notes, warnings);
    }

    private static Preprocessing Settle(
        OnnxModel model, ClassMatch match, Dataset data, ImageSource images, string path, OnnxJobOptions options, List<string> notes, List<string> warnings, CancellationToken cancel)
    {
        int[] outputs = [.. data.Labels().Select(k => k < 0 ? -1 : match.Columns[k])];
        Preprocessing? given = Given(model, images, path, options);
        if (given is null && model.PreprocessingSource is { } source)
            notes.Add($"preprocessing from {source}");
        PreprocessingChoice? choice = PreprocessingSearch.Run(model, images, outputs, given ?? model.Preprocessing, options.Seed, options.Threads, cancel);
        if (choice is null)
        {
            return given ?? model.Preprocessing
                ?? throw new DataFormatException($"{path}: nothing tells how its images are prepared, and no image bears a label by which to find out; give the preprocessing.");
        }

        (choice.GivenIsMuchWorse ? warnings : notes).Add(choice.Summary);
        return choice.Given?.Rule ?? choice.Best.Rule;
    }

    private static Preprocessing? Given(OnnxModel model, ImageSource images, string path, OnnxJobOptions options)
    {
        if (options.Preprocessing is not { } named)
            return null;
        Preprocessing start = images.Count > 0
            ? PreprocessingCandidates.Start(model, [images.Read(0)])
            : throw new DataFormatException($"{path}: there are no images to ask it about.");
        return PreprocessingNames.ReadOrCreate(named, model.Preprocessing ?? start);
    }
}
