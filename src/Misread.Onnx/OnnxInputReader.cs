using Misread.IO;
using Onnx;

namespace Misread.Onnx;

/// <summary>Finds a model's image input and the order of its values.</summary>
internal static class OnnxInputReader
{
    private const int MaxSide = 16_384;

    /// <summary>The one input that is not a stored weight.</summary>
    /// <exception cref="DataFormatException">There is none, or several, or it is no image.</exception>
    public static OnnxInput Read(GraphProto graph, string path)
    {
        var stored = graph.Initializer.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        ValueInfoProto[] inputs = [.. graph.Input.Where(i => !stored.Contains(i.Name))];
        if (inputs.Length != 1)
            throw new DataFormatException($"{path}: expected one input, the images, found {inputs.Length}{Names(inputs)}; export a model that reads images only.");
        TypeProto.Types.Tensor type = inputs[0].Type?.TensorType
            ?? throw new DataFormatException($"{path}: input '{inputs[0].Name}' is not a tensor; export a model that reads images.");
        OnnxElement element = (TensorProto.Types.DataType)type.ElemType switch
        {
            TensorProto.Types.DataType.Float => OnnxElement.Single,
            TensorProto.Types.DataType.Float16 => OnnxElement.Half,
            TensorProto.Types.DataType.Double => OnnxElement.Double,
            TensorProto.Types.DataType.Uint8 => OnnxElement.Byte,
            var other => throw new DataFormatException($"{path}: input '{inputs[0].Name}' is of type {other}; expected float, float16, double or uint8."),
        };
        long[] sizes = [.. (type.Shape?.Dim ?? []).Select(d => d.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? d.DimValue : 0)];
        if (sizes.Any(s => s is < 0 or > (long)MaxSide * MaxSide))
            throw new DataFormatException($"{path}: input '{inputs[0].Name}' has the impossible shape [{string.Join(", ", sizes)}].");
        return Shape(inputs[0].Name, element, sizes, graph) is { } input && input.Height <= MaxSide && input.Width <= MaxSide
            ? input
            : throw new DataFormatException(
                $"{path}: input '{inputs[0].Name}' has shape [{string.Join(", ", sizes.Select(s => s == 0 ? "any" : s.ToString()))}]; expected images as [N,C,H,W], [N,H,W,C], [N,H,W] or [N,F] with 1 or 3 channels.");
    }

    private static OnnxInput? Shape(string name, OnnxElement element, long[] s, GraphProto graph)
    {
        switch (s.Length)
        {
            case 4:
                bool first = IsColour(s[1]);
                bool last = IsColour(s[3]);
                bool channelsLast = first == last ? (first || s[1] == 0) && IsTransposed(name, graph) : last;
                if (!channelsLast && !first && s[1] != 0)
                    return null;
                int channels = (int)(channelsLast ? s[3] : s[1]);
                if (channels == 0)
                    channels = ChannelsOfFirstConvolution(graph);
                return channelsLast
                    ? new OnnxInput(name, element, OnnxLayout.Nhwc, channels, (int)s[1], (int)s[2], (int)s[0])
                    : new OnnxInput(name, element, OnnxLayout.Nchw, channels, (int)s[2], (int)s[3], (int)s[0]);
            case 3:
                return new OnnxInput(name, element, OnnxLayout.Nhw, 1, (int)s[1], (int)s[2], (int)s[0]);
            case 2:
                return new OnnxInput(name, element, OnnxLayout.Flat, 0, 0, 0, (int)s[0], (int)s[1]);
            default:
                return null;
        }
    }

    private static bool IsColour(long channels) => channels is 1 or 3;

    // A model made of Keras's begins by moving the channels, since ONNX's convolutions want them in front.
    private static bool IsTransposed(string name, GraphProto graph) =>
        graph.Node.FirstOrDefault(n => n.Input.Contains(name)) is { OpType: "Transpose" } transpose
        && transpose.Attribute.FirstOrDefault(a => a.Name == "perm") is { } perm && perm.Ints.SequenceEqual([0L, 3, 1, 2]);

    private static int ChannelsOfFirstConvolution(GraphProto graph)
    {
        NodeProto? convolution = graph.Node.FirstOrDefault(n => n.OpType == "Conv");
        TensorProto? kernel = convolution is { Input.Count: > 1 } ? graph.Initializer.FirstOrDefault(t => t.Name == convolution.Input[1]) : null;
        return kernel is { Dims.Count: 4 } && IsColour(kernel.Dims[1]) ? (int)kernel.Dims[1] : 0;
    }

    private static string Names(ValueInfoProto[] inputs) =>
        inputs.Length == 0 ? "" : $" ({string.Join(", ", inputs.Take(5).Select(i => i.Name))}{(inputs.Length > 5 ? " …" : "")})";
}
