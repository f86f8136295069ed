using Misread.IO;
using Misread.Numerics;
using Onnx;

namespace Misread.Onnx;

/// <summary>
/// An image classifier in an ONNX file, of any framework: what it reads, what it answers, and its classes, as far as the
/// file, its neighbours and a trial tell.
/// </summary>
/// <remarks>
/// Runs on the processor. The file is checked before the runtime sees it: custom operators, weights outside the model's
/// folder and tensors larger than their data are refused. Thread-safe. The same input gives the same bits on one machine with
/// the same number of threads; other processors may differ in the last digits.
/// </remarks>
public sealed class OnnxModel : IDisposable
{
    /// <summary>More features an image than that are not kept.</summary>
    public const int MaxFeatures = 1 << 16;

    private const int MaxClasses = 1 << 20;
    private const float Same = 1e-3f;

    private readonly OnnxSession _session;
    private readonly string[] _outputs;
    private readonly string _path;
    private readonly int _columns;

    private OnnxModel(string path, OnnxSession session, OnnxInput input, string[] outputs, OutputKind kind, int columns, int features, OnnxCompanions found, IReadOnlyList<string> notes)
    {
        _path = path;
        _session = session;
        _outputs = outputs;
        _columns = columns;
        Input = input;
        Outputs = kind;
        FeatureCount = features;
        ClassNames = found.ClassNames;
        Preprocessing = found.Preprocessing;
        PreprocessingSource = found.PreprocessingSource;
        Notes = notes;
    }

    /// <summary>What the model reads. <see cref="OnnxInput.Batch"/> is 0 also where a fixed batch could be freed.</summary>
    public OnnxInput Input { get; }

    /// <summary>What the output's numbers are.</summary>
    public OutputKind Outputs { get; }

    /// <summary>Number of classes, K; 0 for a model that only gives features.</summary>
    public int ClassCount => _columns == 0 ? 0 : OnnxOutputs.Classes(_columns);

    /// <summary>Number of features, F; 0 where the model has none or was not asked.</summary>
    public int FeatureCount { get; }

    /// <summary>Names in the order of the outputs; <see langword="null"/> where nothing tells them.</summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>How images are to be prepared, by what the file or its neighbours say; <see langword="null"/> where nothing does.</summary>
    public Preprocessing? Preprocessing { get; }

    /// <summary>Where <see cref="Preprocessing"/> comes from.</summary>
    public string? PreprocessingSource { get; }

    /// <summary>What was found out, a sentence each, for people.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Opens a model and tries it.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="options">What is known; the rest is found out.</param>
    /// <exception cref="DataFormatException">The file is no classifier of images that can be run here.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxModel Open(string path, OnnxModelOptions? options = null)
    {
        options ??= new OnnxModelOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        return Open(OnnxFile.Read(path), path, options);
    }

    /// <summary>Opens a model that has been read and checked.</summary>
    internal static OnnxModel Open(ModelProto model, string path, OnnxModelOptions options)
    {
        IReadOnlyList<string>? zipped = OnnxGraph.ReplaceZipMaps(model.Graph);
        OnnxInput input = OnnxInputReader.Read(model.Graph, path);
        OnnxCompanions found = OnnxCompanions.Find(model, path, options.ClassNames ?? zipped);
        if (input.Height == 0 && found.Preprocessing is { } declared && input.Layout != OnnxLayout.Flat)
            input = input with { Height = declared.Height, Width = declared.Width };
        string output = OutputOf(model.Graph, options, path);
        string? features = options.WithFeatures && !options.OutputIsFeatures ? OnnxGraph.FeaturesOf(model.Graph, output) : null;
        string[] outputs = features is null ? [output] : [output, features];
        if (features is not null)
            OnnxGraph.AddOutput(model.Graph, features);
        var notes = new List<string>();
        (OnnxSession session, input) = Load(model, input, outputs, path, options.Threads, notes);
        try
        {
            return Try(session, input, outputs, path, options, found, notes);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Asks the model.</summary>
    /// <param name="values">Images behind one another, as <see cref="OnnxInput.Layout"/> wants them; see <see cref="Preprocessing.Write"/>.</param>
    /// <param name="count">Number of images, N.</param>
    /// <param name="height">Rows of an image; the model's own where those are fixed.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="channels">Channels of an image.</param>
    /// <exception cref="ArgumentException">The number of values does not fit.</exception>
    /// <exception cref="DataFormatException">The model fails on these images, or answers something that is no number.</exception>
    public OnnxAnswer Run(float[] values, int count, int height, int width, int channels)
    {
        ArgumentNullException.ThrowIfNull(values);
        int size = checked(height * width * channels);
        if (values.Length < (long)count * size)
            throw new ArgumentException($"expected {count} × {size} values, got {values.Length}", nameof(values));
        float[] probabilities = new float[checked(count * ClassCount)];
        float[]? features = FeatureCount > 0 ? new float[checked(count * FeatureCount)] : null;
        int batch = Input.Batch == 0 ? count : Input.Batch;
        for (int start = 0; start < count; start += batch)
        {
            int images = Math.Min(batch, count - start);
            float[] part = values;
            if (start > 0 || values.Length != batch * size)
            {
                part = new float[batch * size];
                values.AsSpan(start * size, images * size).CopyTo(part);
            }

            (long[] Shape, float[] Values)[] results = _session.Run(part, Shape(Input, batch, height, width, channels), _outputs);
            Take(results, batch, images, start, probabilities, features);
        }

        return new OnnxAnswer(count, probabilities, features);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private void Take((long[] Shape, float[] Values)[] results, int batch, int images, int start, float[] probabilities, float[]? features)
    {
        if (_columns > 0)
        {
            float[] answers = results[0].Values;
            if (answers.Length != batch * _columns)
                throw new DataFormatException($"{_path}: the model gave {answers.Length} numbers for {batch} images, expected {_columns} each.");
            int wrong = OnnxOutputs.ToProbabilities(answers.AsSpan(0, images * _columns), _columns, Outputs, probabilities.AsSpan(start * ClassCount));
            if (wrong >= 0)
                throw new DataFormatException($"{_path}: the model's answer to image {start + wrong} is no distribution over the classes (not a number, or all 0).");
        }

        if (features is null)
            return;
        float[] read = results[^1].Values;
        if (read.Length != batch * FeatureCount)
            throw new DataFormatException($"{_path}: the model gave {read.Length} features for {batch} images, expected {FeatureCount} each.");
        read.AsSpan(0, images * FeatureCount).CopyTo(features.AsSpan(start * FeatureCount));
    }

    private static OnnxModel Try(OnnxSession session, OnnxInput input, string[] outputs, string path, OnnxModelOptions options, OnnxCompanions found, List<string> notes)
    {
        int batch = input.Batch == 0 ? 4 : input.Batch;
        (long[] Shape, float[] Values)[] results = session.Run(Noise(input, batch, out long[] shape), shape, outputs);
        int columns = results[0].Values.Length / batch;
        if (results[0].Values.Length != (long)batch * columns || columns is < 1 or > MaxClasses)
            throw new DataFormatException($"{path}: output '{outputs[0]}' of shape [{string.Join(", ", results[0].Shape)}] is no row of classes for each of {batch} images.");
        if (results[0].Shape.Count(s => s > 1) > (batch > 1 ? 2 : 1) && !options.OutputIsFeatures)
            throw new DataFormatException($"{path}: output '{outputs[0]}' of shape [{string.Join(", ", results[0].Shape)}] is not one row of classes an image; this is no classifier, or another output must be named.");
        if (options.OutputIsFeatures)
            return new OnnxModel(path, session, input, outputs, OutputKind.Logits, 0, Math.Min(columns, MaxFeatures), found, notes);
        OutputKind kind = options.Outputs ?? OnnxOutputs.KindOf(results[0].Values, columns);
        int features = outputs.Length > 1 && results[1].Values.Length % batch == 0 ? results[1].Values.Length / batch : 0;
        if (features > MaxFeatures)
            features = 0;
        if (features == 0)
            outputs = [outputs[0]];
        int classes = OnnxOutputs.Classes(columns);
        if (found.ClassNames is { } names && names.Count != classes)
        {
            throw new DataFormatException($"{path}: {found.ClassNamesSource ?? "the list of classes"} names {names.Count} classes, but the model has {classes} outputs; give the right names.");
        }

        notes.Insert(0, $"reads {input}, answers {classes} classes as {Name(kind)}{(options.Outputs is null ? " (told from values)" : "")}");
        notes.Add(features > 0 ? $"its last layer reads {features} features" : "it has no features that could be had: its last layer is no matrix product");
        if (found.ClassNamesSource is { } source)
            notes.Add($"class names from {source}");
        return new OnnxModel(path, session, input, outputs, kind, columns, features, found, notes);
    }

    // Frees a fixed batch where the model then answers as before.
    private static (OnnxSession Session, OnnxInput Input) Load(ModelProto model, OnnxInput input, string[] outputs, string path, int threads, List<string> notes)
    {
        var session = new OnnxSession(model, input, path, threads);
        if (input.Batch == 0)
            return (session, input);
        OnnxSession? freed = null;
        try
        {
            float[] two = Noise(input, 2 * input.Batch, out long[] twoShape);
            float[] expected = [.. two.Chunk(two.Length / 2).SelectMany(half => session.Run(half, Shape(input, input.Batch, input.Sides()), outputs)[0].Values)];
            ModelProto changed = model.Clone();
            OnnxGraph.FreeBatch(changed.Graph, input.Name);
            freed = new OnnxSession(changed, input, path, threads);
            float[] found = freed.Run(two, twoShape, outputs)[0].Values;
            if (found.Length == expected.Length && found.Zip(expected).All(p => Math.Abs(p.First - p.Second) <= Same * (1 + Math.Abs(p.Second))))
            {
                session.Dispose();
                notes.Add($"made for {input.Batch} image{(input.Batch == 1 ? "" : "s")} a call; takes any number, with the same answers");
                return (freed, input with { Batch = 0 });
            }
        }
        catch (DataFormatException)
        {
            // The model was made for its batch and for no other: it is run as it is.
        }

        freed?.Dispose();
        notes.Add($"takes {input.Batch} image{(input.Batch == 1 ? "" : "s")} a call and no other number, which is slower");
        return (session, input);
    }

    private static string OutputOf(GraphProto graph, OnnxModelOptions options, string path)
    {
        if (options.OutputName is { } name)
        {
            return graph.Output.Any(o => o.Name == name)
                ? name
                : throw new DataFormatException($"{path}: there is no output '{name}'; the model has {string.Join(", ", graph.Output.Select(o => o.Name))}.");
        }

        ValueInfoProto[] numbers = [.. graph.Output.Where(o => o.Type?.TensorType is { } t && (TensorProto.Types.DataType)t.ElemType is TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Double)];
        return (numbers.FirstOrDefault(o => o.Type.TensorType.Shape?.Dim.Count == 2) ?? numbers.FirstOrDefault())?.Name
            ?? throw new DataFormatException($"{path}: none of the outputs ({string.Join(", ", graph.Output.Take(5).Select(o => o.Name))}) is a tensor of floating-point numbers; this is no classifier.");
    }

    private static float[] Noise(OnnxInput input, int batch, out long[] shape)
    {
        (int height, int width, int channels) = input.Sides();
        shape = Shape(input, batch, height, width, channels);
        float[] noise = new float[checked(batch * height * width * channels)];
        var random = new Prng(1);
        float scale = input.Element == OnnxElement.Byte ? 255 : 1;
        for (int i = 0; i < noise.Length; i++)
            noise[i] = scale * (float)random.NextDouble();
        return noise;
    }

    private static long[] Shape(OnnxInput input, int batch, (int Height, int Width, int Channels) sides) =>
        Shape(input, batch, sides.Height, sides.Width, sides.Channels);

    private static long[] Shape(OnnxInput input, int batch, int height, int width, int channels) => input.Layout switch
    {
        OnnxLayout.Nchw => [batch, channels, height, width],
        OnnxLayout.Nhwc => [batch, height, width, channels],
        OnnxLayout.Nhw => [batch, height, width],
        _ => [batch, (long)height * width * channels],
    };

    private static string Name(OutputKind kind) => kind switch
    {
        OutputKind.Probabilities => "probabilities",
        OutputKind.LogProbabilities => "log-probabilities",
        OutputKind.Scores => "independent scores",
        _ => "logits",
    };
}
