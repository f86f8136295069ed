using Google.Protobuf;
using Onnx;

namespace Misread.Tests.Onnx;

/// <summary>Small models, made as messages: the mean of each channel (or other pixels) times a matrix.</summary>
internal static class OnnxSamples
{
    public const int FloatType = (int)TensorProto.Types.DataType.Float;

    /// <summary>[N,C,H,W] or [N,H,W,C] → means of the channels → Gemm → (tail).</summary>
    public static ModelProto ChannelMeans(
        float[] weights, int classes, int channels = 3, int side = 8, bool nhwc = false, long batch = 0, string tail = "", TensorProto.Types.DataType type = TensorProto.Types.DataType.Float, bool reshapes = false)
    {
        var graph = new GraphProto { Name = "means" };
        long[] sizes = nhwc ? [batch, side, side, channels] : [batch, channels, side, side];
        graph.Input.Add(Value("images", sizes, (int)type));
        string at = "images";
        if (type != TensorProto.Types.DataType.Float)
            at = Node(graph, "Cast", [at], Attribute("to", FloatType));
        if (nhwc)
            at = Node(graph, "Transpose", [at], new AttributeProto { Name = "perm", Type = AttributeProto.Types.AttributeType.Ints, Ints = { 0, 3, 1, 2 } });
        at = Node(graph, "GlobalAveragePool", [at]);
        if (reshapes)
        {
            graph.Initializer.Add(new TensorProto { Name = "shape", DataType = (int)TensorProto.Types.DataType.Int64, Dims = { 2 }, Int64Data = { 1, channels } });
            at = Node(graph, "Reshape", [at, "shape"]);
        }
        else
        {
            at = Node(graph, "Flatten", [at], Attribute("axis", 1));
        }

        graph.Initializer.Add(Tensor("weights", [channels, classes], weights));
        at = Node(graph, "Gemm", [at, "weights"]);
        if (tail.Length > 0)
            at = Node(graph, tail, [at]);
        graph.Output.Add(Value(at, [batch, classes], FloatType));
        return Model(graph);
    }

    public static ModelProto Model(GraphProto graph) => new()
    {
        IrVersion = 8,
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 13 }, new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 2 } },
        Graph = graph,
    };

    public static string Node(GraphProto graph, string type, string[] inputs, params AttributeProto[] attributes)
    {
        string output = $"{type.ToLowerInvariant()}{graph.Node.Count}";
        graph.Node.Add(new NodeProto { OpType = type, Name = output, Input = { inputs }, Output = { output }, Attribute = { attributes } });
        return output;
    }

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static TensorProto Tensor(string name, long[] dims, float[] values) => new() { Name = name, DataType = FloatType, Dims = { dims }, FloatData = { values } };

    /// <summary>A size of 0 is an open one.</summary>
    public static ValueInfoProto Value(string name, long[] sizes, int type)
    {
        var shape = new TensorShapeProto();
        foreach (long size in sizes)
            shape.Dim.Add(size == 0 ? new TensorShapeProto.Types.Dimension { DimParam = $"d{shape.Dim.Count}" } : new TensorShapeProto.Types.Dimension { DimValue = size });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = shape } } };
    }

    public static void Metadata(ModelProto model, string key, string value) => model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });

    public static string Write(ModelProto model, TemporaryFolder folder, string name = "model.onnx")
    {
        string path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }
}
