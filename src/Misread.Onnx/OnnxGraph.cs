using Google.Protobuf.Collections;
using Onnx;

namespace Misread.Onnx;

/// <summary>Changes a model's graph, and not what it computes: any number of images a call, and features as an output.</summary>
internal static class OnnxGraph
{
    /// <summary>Operators between the last matrix product and an output, which change neither the number nor the order of the classes.</summary>
    private static readonly HashSet<string> Behind = new(StringComparer.Ordinal)
    {
        "Add", "Softmax", "LogSoftmax", "Sigmoid", "Identity", "Flatten", "Reshape", "Squeeze", "Cast", "Log", "Div", "Mul", "Dropout", "Clip", "Normalizer",
    };

    /// <summary>Frees the first axis of the input and of every output.</summary>
    /// <remarks>
    /// Where a constant shape begins with 1, reshaping keeps the first axis instead. Whether the model then really takes
    /// several images, and takes them apart, must be tried.
    /// </remarks>
    public static void FreeBatch(GraphProto graph, string input)
    {
        foreach (ValueInfoProto value in graph.Input.Where(i => i.Name == input).Concat(graph.Output))
        {
            if (value.Type?.TensorType?.Shape is { Dim.Count: > 0 } shape)
                shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = "N" };
        }

        graph.ValueInfo.Clear();
        var constants = graph.Initializer.Concat(graph.Node.Where(n => n.OpType == "Constant").SelectMany(Named)).ToLookup(t => t.Name, StringComparer.Ordinal);
        foreach (NodeProto reshape in graph.Node.Where(n => n.OpType == "Reshape" && n.Input.Count == 2))
        {
            foreach (TensorProto shape in constants[reshape.Input[1]])
                KeepFirst(shape);
        }

        foreach (AttributeProto shape in graph.Node.Where(n => n.OpType == "Reshape").SelectMany(n => n.Attribute).Where(a => a.Name == "shape" && a.Ints.Count > 1 && a.Ints[0] == 1))
            shape.Ints[0] = 0;
    }

    /// <summary>What a matrix product that ends in this output reads: the features; <see langword="null"/> where there is no such product.</summary>
    public static string? FeaturesOf(GraphProto graph, string output)
    {
        var makers = new Dictionary<string, NodeProto>(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Node)
        {
            foreach (string made in node.Output)
                makers[made] = node;
        }

        string at = output;
        for (int step = 0; step < graph.Node.Count && makers.TryGetValue(at, out NodeProto? node); step++)
        {
            if (node.OpType is "Gemm" or "MatMul" && node.Input.Count > 0)
                return makers.ContainsKey(node.Input[0]) ? node.Input[0] : null;
            if (!Behind.Contains(node.OpType))
                return null;
            at = node.Input.FirstOrDefault(makers.ContainsKey) ?? "";
        }

        return null;
    }

    /// <summary>Adds an output of a value that is computed anyway.</summary>
    public static void AddOutput(GraphProto graph, string name)
    {
        if (graph.Output.All(o => o.Name != name))
            graph.Output.Add(new ValueInfoProto { Name = name, Type = FloatTensor() });
    }

    /// <summary>
    /// Puts an output of plain numbers in the place of one that is a list of dictionaries (as scikit-learn's converter makes
    /// by default), and tells the names of its classes.
    /// </summary>
    public static IReadOnlyList<string>? ReplaceZipMaps(GraphProto graph)
    {
        IReadOnlyList<string>? names = null;
        foreach (NodeProto zip in graph.Node.Where(n => n is { OpType: "ZipMap", Input.Count: 1, Output.Count: 1 }).ToArray())
        {
            int at = graph.Output.ToList().FindIndex(o => o.Name == zip.Output[0]);
            if (at < 0)
                continue;
            graph.Output[at] = new ValueInfoProto { Name = zip.Input[0], Type = FloatTensor() };
            RepeatedField<AttributeProto> attributes = zip.Attribute;
            names = attributes.FirstOrDefault(a => a.Name == "classlabels_strings") is { Strings.Count: > 0 } texts ? [.. texts.Strings.Select(s => s.ToStringUtf8())]
                : attributes.FirstOrDefault(a => a.Name == "classlabels_int64s") is { Ints.Count: > 0 } numbers ? [.. numbers.Ints.Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))]
                : null;
            graph.Node.Remove(zip);
        }

        return names;
    }

    private static TypeProto FloatTensor() =>
        new() { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } };

    private static IEnumerable<TensorProto> Named(NodeProto constant)
    {
        if (constant.Output.Count == 0 || constant.Attribute.FirstOrDefault(a => a.Name == "value")?.T is not { } tensor)
            yield break;
        tensor.Name = constant.Output[0];
        yield return tensor;
    }

    // A first size of 0 stands for that of the input.
    private static void KeepFirst(TensorProto shape)
    {
        if (shape.Int64Data.Count > 1 && shape.Int64Data[0] == 1)
        {
            shape.Int64Data[0] = 0;
        }
        else if (shape.RawData.Length >= 16 && BitConverter.ToInt64(shape.RawData.Span) == 1)
        {
            byte[] sizes = shape.RawData.ToByteArray();
            sizes[0] = 0;
            shape.RawData = Google.Protobuf.ByteString.CopyFrom(sizes);
        }
    }
}
