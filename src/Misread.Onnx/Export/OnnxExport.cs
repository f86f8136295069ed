using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Misread.Data;
using Misread.IO;
using Misread.Nn;
using Misread.Training;
using Onnx;

namespace Misread.Onnx.Export;

/// <summary>
/// Writes what Misread trained as ONNX: networks, ensembles, deslanting and test-time shifts, with the names of the classes
/// and the preprocessing in the metadata.
/// </summary>
/// <remarks>
/// Input <c>images</c>, float <c>[N,C,H,W]</c>, pixel / 255; output <c>probabilities</c>, float <c>[N,K]</c>. Dropout is left
/// out, since it drops in training only.
/// </remarks>
public static class OnnxExport
{
    /// <summary>The version of the operators that the file asks for.</summary>
    public const int Opset = 17;

    /// <summary>The version of the format, the one that came with <see cref="Opset"/>.</summary>
    public const int IrVersion = 8;

    /// <summary>The greatest difference between a probability of ours and ONNX Runtime's at which an export is let out.</summary>
    public const double Tolerance = 1e-5;

    /// <summary>Writes a model, whole or not at all, once its answers are ours.</summary>
    /// <param name="path">Destination.</param>
    /// <param name="model">The model.</param>
    /// <param name="check">Images of the model's size on which both are asked, 0 for full ink included; <see langword="null"/> to ask nothing.</param>
    /// <param name="threads">Threads that ask, at least 1.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The greatest difference that was found, at most <see cref="Tolerance"/>; <see langword="null"/> where nothing was asked.</returns>
    /// <exception cref="NotSupportedException">A layer has no counterpart, which is named; or the answers differ.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static double? Write(string path, Classifier model, Dataset? check = null, int threads = 1, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelProto proto = Build(model, check?.MaxValue ?? 255);
        double? difference = null;
        if (check is { Count: > 0 })
        {
            difference = GreatestDifference(proto.Clone(), model, check, threads, cancel);
            if (!(difference <= Tolerance))
            {
                throw new NotSupportedException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"in ONNX Runtime the network answers otherwise, by up to {difference:G2}, where at most {Tolerance} is accepted; nothing was written."));
            }
        }

        AtomicFile.Write(path, stream => proto.WriteTo(stream));
        return difference;
    }

    private static double GreatestDifference(ModelProto proto, Classifier model, Dataset images, int threads, CancellationToken cancel)
    {
        float[] ours = model.PredictProbabilities(images, threads, cancel);
        using OnnxModel exported = OnnxModel.Open(proto, "the exported model", new OnnxModelOptions { Threads = threads, WithFeatures = false });
        float[] theirs = new OnnxPredictor(exported, exported.Preprocessing!) { Threads = threads }
            .Predict(images.Count, ImageSource.Of(images).Read, cancel: cancel).Probabilities;
        double greatest = 0;
        for (int i = 0; i < ours.Length; i++)
            greatest = Math.Max(greatest, Math.Abs((double)ours[i] - theirs[i]));
        return greatest;
    }

    /// <summary>The model as a message.</summary>
    internal static ModelProto Build(Classifier model, int maxValue)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxValue, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxValue, 255);
        Shape shape = model.Network.InputShape;
        var graph = new GraphBuilder();
        graph.Graph.Input.Add(Floats("images", "N", shape.Channels, shape.Height, shape.Width));
        string[] members = [.. model.Members.Select((network, m) => Member(graph, network, m, model, maxValue))];
        graph.Prefix = "";
        string mean = members.Length == 1 ? members[0] : graph.Node("Mean", members);
        graph.Graph.Node.Add(new NodeProto { OpType = "Identity", Name = "probabilities", Input = { mean }, Output = { "probabilities" } });
        graph.Graph.Output.Add(Floats("probabilities", "N", model.ClassNames.Count));
        var proto = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "misread",
            ProducerVersion = typeof(Classifier).Assembly.GetName().Version?.ToString(3) ?? "",
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset } },
            Graph = graph.Graph,
        };
        Describe(proto, model);
        return proto;
    }

    // Its looks at an image are one batch behind the other, so that weights and nodes are there once.
    private static string Member(GraphBuilder graph, Sequential network, int number, Classifier model, int maxValue)
    {
        graph.Prefix = model.Members.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"member{number}.");
        string images = network.Layers[0] is Deslant ? DeslantExport.Add(graph, "images", network.InputShape, maxValue) : "images";
        int shift = model.TestTimeShift;
        if (shift == 0)
            return graph.Node("Softmax", [LayerExport.Add(graph, network, images)], GraphBuilder.Integer("axis", 1));
        string[] looks = [images, Moved(shift, 0), Moved(-shift, 0), Moved(0, shift), Moved(0, -shift)];
        string all = graph.Node("Concat", looks, GraphBuilder.Integer("axis", 0));
        string probabilities = graph.Node("Softmax", [LayerExport.Add(graph, network, all)], GraphBuilder.Integer("axis", 1));
        string apart = graph.Node("Reshape", [probabilities, graph.Whole(looks.Length, -1, model.ClassNames.Count)]);
        return graph.Node("ReduceMean", [apart], GraphBuilder.Integers("axes", 0), GraphBuilder.Integer("keepdims", 0));

        // A negative pad cuts off.
        string Moved(int right, int down) => graph.Node("Pad", [images, graph.Whole(0, 0, down, right, 0, 0, -down, -right)]);
    }

    private static void Describe(ModelProto proto, Classifier model)
    {
        Shape shape = model.Network.InputShape;
        var rule = new Preprocessing
        {
            Height = shape.Height,
            Width = shape.Width,
            Resize = ResizeRule.Squash,
            Channels = shape.Channels == 1 ? ChannelOrder.Grey : ChannelOrder.Rgb,
        };
        proto.MetadataProps.Add(new StringStringEntryProto { Key = OnnxCompanions.ClassesKey, Value = JsonSerializer.Serialize<IReadOnlyList<string>>(model.ClassNames) });
        proto.MetadataProps.Add(new StringStringEntryProto { Key = OnnxCompanions.PreprocessingKey, Value = PreprocessingJson.Write(rule) });
    }

    private static ValueInfoProto Floats(string name, string first, params int[] rest)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = first } } };
        foreach (int size in rest)
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape } } };
    }
}
