using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using Misread.Data;
using Misread.Formats;
using Misread.Imaging;
using Misread.IO;
using Misread.Nn;
using Misread.Numerics;

namespace Misread.Training;

/// <summary>
/// A network, or an ensemble of networks, with the names of its classes: what is trained, stored, loaded and asked. An
/// ensemble's probabilities are the means of its members', and with <see cref="TestTimeShift"/> of several looks at each image.
/// </summary>
/// <remarks>Not thread-safe: one prediction at a time, itself on several threads.</remarks>
public sealed class Classifier
{
    private const string Format = "misread-classifier-1";
    private const int PredictionBatch = 128;
    private const int MaxMembers = 1000;
    private const string LayersKey = "layers";
    private const string ShiftKey = "test_time_shift";
    private const string FrameKey = "frame";

    private delegate void BatchWork(BatchRunner batches, ReadOnlySpan<int> rows, Span<float> values);

    /// <summary>Joins a network and its classes.</summary>
    /// <param name="network">Its output has as many values as there are classes; its input is an image, grey or RGB.</param>
    /// <param name="classNames">Names in the order of the outputs.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public Classifier(Sequential network, IReadOnlyList<string> classNames)
        : this([network], classNames)
    {
    }

    /// <summary>Joins an ensemble and its classes.</summary>
    /// <param name="members">Networks for images of one size, at least one; their layers may differ.</param>
    /// <param name="classNames">Names in the order of the outputs.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public Classifier(IReadOnlyList<Sequential> members, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(classNames);
        if (members.Count is 0 or > MaxMembers)
            throw new ArgumentException($"expected 1 … {MaxMembers} networks, found {members.Count}", nameof(members));
        foreach (Sequential network in members)
        {
            ArgumentNullException.ThrowIfNull(network, nameof(members));
            if (network.InputShape != members[0].InputShape)
                throw new ArgumentException($"the networks of an ensemble read images of one size, found {members[0].InputShape} and {network.InputShape}", nameof(members));
            if (network.OutputShape.Size != classNames.Count || network.InputShape.Channels is not (1 or 3))
                throw new ArgumentException($"a network from {network.InputShape} to {network.OutputShape} values does not fit images of 1 or 3 channels and {classNames.Count} classes");
        }

        Members = members;
        ClassNames = classNames;
        Frame = ImageFrame.Normal(members[0].InputShape.Width, members[0].InputShape.Height);
    }

    /// <summary>The network, or the first of an ensemble; it gives logits.</summary>
    public Sequential Network => Members[0];

    /// <summary>The networks; one, unless this is an ensemble.</summary>
    public IReadOnlyList<Sequential> Members { get; }

    /// <summary>
    /// Test-time augmentation (Krizhevsky, Sutskever and Hinton 2012, section 4.1): with N above 0, probabilities are the means
    /// over the image and its copies moved N pixels right, left, down and up, which takes five times as long. 0, the default, is
    /// the image alone; less than the images' height and width.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public int TestTimeShift
    {
        get;
        init
        {
            Guard.Range(value, 0, Math.Min(Network.InputShape.Height, Network.InputShape.Width) - 1, nameof(TestTimeShift));
            field = value;
        }
    }

    /// <summary>
    /// How the images are framed that the networks were trained on, by default as MNIST's are; drawings and photos are put
    /// into it before they are read (<see cref="InkExtractor"/>).
    /// </summary>
    public ImageFrame Frame { get; init; }

    /// <summary>Number of learned parameters, of all members.</summary>
    public int ParameterCount => Members.Sum(m => m.ParameterCount);

    /// <summary>Number of features of an image: of all members, one behind the other.</summary>
    public int FeatureCount => Members.Sum(m => m.FeatureCount);

    /// <summary>Names in the order of the outputs.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Class probabilities of every image.</summary>
    /// <param name="images">Images of the network's size; labels are not looked at.</param>
    /// <param name="threads">Threads, at least 1; the result does not depend on it.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns><c>[N,K]</c>, each row summing to 1.</returns>
    /// <exception cref="ArgumentException">The images have another size.</exception>
    public float[] PredictProbabilities(Dataset images, int threads, CancellationToken cancel = default)
    {
        int classes = ClassNames.Count;
        float[] mean = [];
        int looks = 0;
        foreach ((Sequential member, Move move) in Members.SelectMany(member => Moves().Select(move => (member, move))))
        {
            float[] look = InBatches(member, images, classes, threads, (batches, rows, values) => batches.Predict(rows, values), cancel, move);
            if (looks++ == 0)
                mean = look;
            else
                TensorPrimitives.Add(mean, look, mean);
        }

        if (looks > 1)
            TensorPrimitives.Divide(mean, looks, mean);
        return mean;
    }

    /// <summary>
    /// The features of every image: what the penultimate layer gives and the last layer decides by. Like images lie near
    /// each other there, as the network sees them.
    /// </summary>
    /// <param name="images">Images of the network's size; labels are not looked at.</param>
    /// <param name="threads">Threads, at least 1; the result does not depend on it.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns><c>[N, <see cref="FeatureCount"/>]</c>.</returns>
    /// <exception cref="ArgumentException">The images have another size.</exception>
    public float[] PredictFeatures(Dataset images, int threads, CancellationToken cancel = default)
    {
        float[][] members = [.. Members.Select(m => InBatches(m, images, m.FeatureCount, threads, (batches, rows, values) => batches.Features(rows, values), cancel))];
        if (members.Length == 1)
            return members[0];
        int all = FeatureCount;
        float[] joined = new float[checked(images.Count * all)];
        int first = 0;
        for (int m = 0; m < members.Length; m++)
        {
            int own = Members[m].FeatureCount;
            for (int i = 0; i < images.Count; i++)
                members[m].AsSpan(i * own, own).CopyTo(joined.AsSpan((i * all) + first));
            first += own;
        }

        return joined;
    }

    /// <summary>Predictions of every image of a labelled or unlabelled data set.</summary>
    /// <param name="images">Images of the network's size, with the same classes.</param>
    /// <param name="origin">How the row of an image (its position in <paramref name="images"/>) is to be marked.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="ArgumentException">The images have another size, or their labels other classes.</exception>
    public Predictions Predict(Dataset images, Func<int, PredictionOrigin> origin, int threads, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(origin);
        if (images.ClassCount > ClassNames.Count)
            throw new ArgumentException($"the data set has {images.ClassCount} classes, the model {ClassNames.Count}; train a model on this data set first");
        float[] probabilities = PredictProbabilities(images, threads, cancel);
        string[] ids = [.. Enumerable.Range(0, images.Count).Select(images.Id)];
        PredictionOrigin[] origins = [.. Enumerable.Range(0, images.Count).Select(origin)];
        return new Predictions(ids, images.Labels(), probabilities, origins, ClassNames);
    }

    /// <summary>
    /// Stores weights, architecture and class names in one safetensors file, whole or not at all. The layers of a member that
    /// has others than the first stand under a name of their own.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        Shape input = Network.InputShape;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = Format,
            ["input"] = string.Create(CultureInfo.InvariantCulture, $"{input.Height} {input.Width} {input.Channels}"),
            [LayersKey] = LayerText.Format(Network.Layers),
            ["classes"] = JsonSerializer.Serialize([.. ClassNames], ClassNamesJson.Default.StringArray),
        };
        if (Members.Count > 1)
            metadata["members"] = Members.Count.ToString(CultureInfo.InvariantCulture);
        for (int m = 1; m < Members.Count; m++)
        {
            string layers = LayerText.Format(Members[m].Layers);
            if (layers != metadata[LayersKey])
                metadata[Prefix(m, Members.Count) + LayersKey] = layers;
        }

        if (!Frame.IsNormal || Frame.InkIsDark)
            metadata[FrameKey] = Frame.ToString();
        if (TestTimeShift > 0)
            metadata[ShiftKey] = TestTimeShift.ToString(CultureInfo.InvariantCulture);
        new SafetensorsFile([.. Members.SelectMany((m, i) => ParameterTensors.Copy(m, Prefix(i, Members.Count)))], metadata).Write(path);
    }

    /// <summary>Loads what <see cref="Save"/> stored.</summary>
    /// <exception cref="DataFormatException">The file is not such a file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Classifier Load(string path)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        if (file.Metadata.GetValueOrDefault("format") != Format)
            throw new DataFormatException($"{path}: expected metadata format={Format}, found '{file.Metadata.GetValueOrDefault("format")}'; this is not a model that Misread trained.");
        string[] classes;
        try
        {
            classes = JsonSerializer.Deserialize(Metadata(file, "classes", path), ClassNamesJson.Default.StringArray) ?? [];
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"{path}: the class names are not a JSON array of text: {e.Message}", e);
        }

        if (classes.Length == 0 || Array.Exists(classes, string.IsNullOrEmpty))
            throw new DataFormatException($"{path}: expected the name of every class in the metadata, found an empty one.");
        int[] input = [.. Metadata(file, "input", path).Split(' ').Select(s => int.TryParse(s, CultureInfo.InvariantCulture, out int size) ? size : 0)];
        if (input.Length != 3 || input.Any(size => size is < 1 or > 16_384) || (long)input[0] * input[1] * input[2] > Sequential.MaxValues)
            throw new DataFormatException($"{path}: expected an input of three sizes, found '{file.Metadata["input"]}'.");
        string count = file.Metadata.GetValueOrDefault("members", "1");
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int members) || members < 1 || members > Math.Min(MaxMembers, file.Tensors.Count))
            throw new DataFormatException($"{path}: expected 1 … {MaxMembers} members with their tensors, found '{count}' and {file.Tensors.Count} tensors.");
        string moved = file.Metadata.GetValueOrDefault(ShiftKey, "0");
        if (!int.TryParse(moved, NumberStyles.None, CultureInfo.InvariantCulture, out int shift))
            throw new DataFormatException($"{path}: expected {ShiftKey} to be a number of pixels, found '{moved}'.");
        var frame = ImageFrame.Normal(input[1], input[0]);
        if (file.Metadata.TryGetValue(FrameKey, out string? framed))
            frame = ImageFrame.Parse(framed, input[1], input[0]) ?? throw new DataFormatException($"{path}: expected {FrameKey} to be 'box=20 ink=light' say, found '{framed}'.");
        try
        {
            var networks = new Sequential[members];
            for (int m = 0; m < members; m++)
            {
                string prefix = Prefix(m, members);
                string layers = file.Metadata.GetValueOrDefault(prefix + LayersKey) ?? Metadata(file, LayersKey, path);
                networks[m] = new Sequential(new Shape(input[0], input[1], input[2]), LayerText.Parse(layers, path));
                ParameterTensors.Restore(networks[m], file, prefix, path);
            }

            return new Classifier(networks, classes) { TestTimeShift = shift, Frame = frame };
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{path}: the architecture does not hold together: {e.Message}", e);
        }
    }

    private IEnumerable<Move> Moves() =>
        TestTimeShift is 0 ? [default] : [default, new(TestTimeShift, 0), new(-TestTimeShift, 0), new(0, TestTimeShift), new(0, -TestTimeShift)];

    private float[] InBatches(Sequential network, Dataset images, int columns, int threads, BatchWork work, CancellationToken cancel, Move move = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        EnsureFits(images);
        using var team = new ThreadTeam(threads);
        var batches = new BatchRunner(network, images, team, PredictionBatch) { Move = move };
        float[] values = new float[checked(images.Count * columns)];
        int[] rows = [.. Enumerable.Range(0, images.Count)];
        for (int start = 0; start < rows.Length; start += PredictionBatch)
        {
            cancel.ThrowIfCancellationRequested();
            int count = Math.Min(PredictionBatch, rows.Length - start);
            Span<float> part = values.AsSpan(start * columns, count * columns);
            work(batches, rows.AsSpan(start, count), part);
            // A number that is not finite would be read as class 0.
            int bad = FirstNotFinite(part);
            if (bad >= 0)
                throw new DataFormatException($"{images.Id(start + (bad / columns))}: the network gives {part[bad]}, which is no number; its weights are damaged, or too large for single precision.");
        }

        return values;
    }

    private static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                return i;
        }

        return -1;
    }

    private static string Prefix(int member, int members) =>
        members == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"member.{member}.");

    private static string Metadata(SafetensorsFile file, string key, string path) =>
        file.Metadata.TryGetValue(key, out string? value) ? value : throw new DataFormatException($"{path}: the metadata lack '{key}'.");

    private void EnsureFits(Dataset images)
    {
        Shape input = Network.InputShape;
        if (images.Height != input.Height || images.Width != input.Width || images.Channels != input.Channels)
            throw new ArgumentException($"the images are {images.Width}×{images.Height}×{images.Channels}, the model reads {input.Width}×{input.Height}×{input.Channels}");
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class ClassNamesJson : System.Text.Json.Serialization.JsonSerializerContext;
