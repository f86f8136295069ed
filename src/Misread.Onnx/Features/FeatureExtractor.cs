using System.Security.Cryptography;
using System.Text;
using Misread.Imaging;
using Misread.IO;

namespace Misread.Onnx.Features;

/// <summary>Gives the features of images by a network, and keeps them, so that no image is looked at twice.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class FeatureExtractor : IDisposable
{
    private const int Part = 4096;

    private readonly OnnxModel _model;
    private readonly Preprocessing _rule;
    private readonly string _identity;
    private readonly int _threads;

    private FeatureExtractor(OnnxModel model, Preprocessing rule, string identity, int threads)
    {
        _model = model;
        _rule = rule;
        _identity = identity;
        _threads = threads;
    }

    /// <summary>Number of features, F.</summary>
    public int FeatureCount => _model.FeatureCount;

    /// <summary>How images are prepared.</summary>
    public Preprocessing Preprocessing => _rule;

    /// <summary>Opens a network: one without a last layer, whose output is features, or a classifier, whose last layer's input they are.</summary>
    /// <param name="path">An ONNX file.</param>
    /// <param name="rule">How images are prepared; by default what lies in or beside the file, else <c>imagenet</c>.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <exception cref="DataFormatException">The file cannot be run.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FeatureExtractor Open(string path, Preprocessing? rule, int threads) => Open(path, (_, _) => rule, threads);

    /// <summary>The same with preprocessing by name, or from a JSON file.</summary>
    internal static FeatureExtractor Open(string path, string? named, int threads) =>
        Open(path, (model, usual) => named is null ? null : PreprocessingNames.ReadOrCreate(named, usual), threads);

    private static FeatureExtractor Open(string path, Func<OnnxModel, Preprocessing, Preprocessing?> choose, int threads)
    {
        OnnxModel model = OnnxModel.Open(path, new OnnxModelOptions { Threads = threads });
        if (model.FeatureCount == 0)
        {
            model.Dispose();
            model = OnnxModel.Open(path, new OnnxModelOptions { Threads = threads, OutputIsFeatures = true });
        }

        (int height, int width, int channels) = model.Input.Sides();
        Preprocessing usual = model.Preprocessing ?? PreprocessingNames.Create("imagenet", height, width, channels == 1);
        Preprocessing rule = choose(model, usual) ?? usual;
        string weights = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
        string identity = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{weights} {PreprocessingJson.Write(rule)} {model.FeatureCount}")));
        return new FeatureExtractor(model, rule, identity, threads);
    }

    /// <summary>The features of every image.</summary>
    /// <param name="images">The images.</param>
    /// <param name="store">Folder of the features that are kept, by the content of the images; or <see langword="null"/> to keep none.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="cancel">Ends the work; what is done is kept.</param>
    /// <returns><c>[N,F]</c>.</returns>
    /// <exception cref="ImageException">An image cannot be decoded.</exception>
    /// <exception cref="IOException">An image cannot be read, or the store not written.</exception>
    public float[] Extract(ImageSource images, string? store, IProgress<int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        float[] features = new float[checked(images.Count * FeatureCount)];
        var predictor = new OnnxPredictor(_model, _rule) { Threads = _threads };
        FeatureStore? kept = store is null ? null : new FeatureStore(store, _identity, FeatureCount);
        for (int start = 0; start < images.Count; start += Part)
        {
            int[] rows = [.. Enumerable.Range(start, Math.Min(Part, images.Count - start))];
            if (kept is not null)
                rows = Missing(rows, images, kept, features, cancel);
            int first = start;
            var told = progress is null ? null : new Relay(done => progress.Report(Math.Min(images.Count, first + Part) - rows.Length + done));
            OnnxAnswer answer = predictor.Predict(rows.Length, i => images.Read(rows[i]), told, cancel);
            for (int i = 0; i < rows.Length; i++)
                answer.Features.AsSpan(i * FeatureCount, FeatureCount).CopyTo(features.AsSpan(rows[i] * FeatureCount));
            kept?.Keep(rows.Select(i => (Hash(images, i), features.AsMemory(i * FeatureCount, FeatureCount))));
            told?.Report(rows.Length);
        }

        return features;
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private int[] Missing(int[] rows, ImageSource images, FeatureStore kept, float[] features, CancellationToken cancel)
    {
        bool[] found = new bool[rows.Length];
        Parallel.For(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancel }, i =>
            found[i] = kept.TryGet(Hash(images, rows[i]), features.AsSpan(rows[i] * FeatureCount, FeatureCount)));
        return [.. rows.Where((_, i) => !found[i])];
    }

    private static string Hash(ImageSource images, int i) => Convert.ToHexStringLower(SHA256.HashData(images.Content(i)));

    private sealed class Relay(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
