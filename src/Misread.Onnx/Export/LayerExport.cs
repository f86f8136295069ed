using Misread.Nn;

namespace Misread.Onnx.Export;

/// <summary>
/// A network's layers as ONNX nodes. Images go from rows, columns, channels to ONNX's channels, rows, columns; kernels are
/// stored in that order, and flattening goes back, so that the weights behind it stay as they are.
/// </summary>
internal static class LayerExport
{
    /// <summary>Adds a network's nodes.</summary>
    /// <param name="graph">Receives them.</param>
    /// <param name="network">The network.</param>
    /// <param name="images">Name of the value that it reads, <c>[N,C,H,W]</c>.</param>
    /// <returns>Name of the logits, <c>[N,K]</c>.</returns>
    /// <exception cref="NotSupportedException">A layer has no counterpart; it is named.</exception>
    public static string Add(GraphBuilder graph, Sequential network, string images)
    {
        var at = new Value(images, IsFlat: false);
        for (int i = 0; i < network.Layers.Count; i++)
        {
            Layer layer = network.Layers[i];
            string name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{i}.{layer.GetType().Name.ToLowerInvariant()}");
            at = layer switch
            {
                Deslant or Dropout => at,
                Conv2D convolution => Convolution(graph, convolution, name, at),
                MaxPool2D pool => at with { Name = graph.Node("MaxPool", [at.Name], Square("kernel_shape", pool.Size), Square("strides", pool.Size)) },
                BatchNorm2D norm => Normalisation(graph, norm, name, at),
                Relu => at with { Name = graph.Node("Relu", [at.Name]) },
                Flatten => Flat(graph, at, layer.InputShape),
                Dense dense => Product(graph, dense, name, at),
                _ => throw new NotSupportedException($"layer {i + 1} ({layer}) has no counterpart in ONNX that is known here; the network cannot be exported."),
            };
        }

        return Flat(graph, at, network.OutputShape).Name;
    }

    private static Value Convolution(GraphBuilder graph, Conv2D layer, string name, Value at)
    {
        (int side, int channels, int filters) = (layer.KernelSize, layer.InputShape.Channels, layer.Filters);
        ReadOnlySpan<float> kernel = layer.Parameters[0].Values;
        float[] turned = new float[kernel.Length];
        for (int tap = 0, from = 0; tap < side * side; tap++)
        {
            for (int c = 0; c < channels; c++)
            {
                for (int f = 0; f < filters; f++)
                    turned[(((f * channels) + c) * side * side) + tap] = kernel[from++];
            }
        }

        (long top, long bottom) = Pads(layer, layer.InputShape.Height);
        (long left, long right) = Pads(layer, layer.InputShape.Width);
        string output = graph.Node(
            "Conv",
            [at.Name, graph.Weights(name + ".kernel", turned, filters, channels, side, side), graph.Weights(name + ".bias", layer.Parameters[1].Values, filters)],
            Square("kernel_shape", side),
            Square("strides", layer.Stride),
            GraphBuilder.Integers("pads", top, left, bottom, right));
        return at with { Name = Activated(graph, output, layer.Activation) };
    }

    // The odd zero goes below and right, as in TensorFlow.
    private static (long Before, long Behind) Pads(Conv2D layer, int size)
    {
        if (layer.Padding == Padding.Valid)
            return (0, 0);
        int outputs = (size + layer.Stride - 1) / layer.Stride;
        int all = Math.Max(0, ((outputs - 1) * layer.Stride) + layer.KernelSize - size);
        return (all / 2, all - (all / 2));
    }

    private static Value Normalisation(GraphBuilder graph, BatchNorm2D layer, string name, Value at)
    {
        string[] inputs = [at.Name, .. layer.Parameters.Select(p => graph.Weights($"{name}.{p.Name}", p.Values, p.Length))];
        return at with { Name = graph.Node("BatchNormalization", inputs, GraphBuilder.Number("epsilon", layer.Epsilon)) };
    }

    private static Value Product(GraphBuilder graph, Dense layer, string name, Value at)
    {
        at = Flat(graph, at, layer.InputShape);
        string output = graph.Node(
            "Gemm",
            [at.Name, graph.Weights(name + ".kernel", layer.Parameters[0].Values, layer.InputShape.Size, layer.Units), graph.Weights(name + ".bias", layer.Parameters[1].Values, layer.Units)]);
        return at with { Name = Activated(graph, output, layer.Activation) };
    }

    private static Value Flat(GraphBuilder graph, Value at, Shape shape)
    {
        if (at.IsFlat)
            return at;
        string images = shape.Channels == 1 || (shape.Height == 1 && shape.Width == 1) ? at.Name : graph.Node("Transpose", [at.Name], GraphBuilder.Integers("perm", 0, 2, 3, 1));
        return new Value(graph.Node("Flatten", [images], GraphBuilder.Integer("axis", 1)), IsFlat: true);
    }

    private static string Activated(GraphBuilder graph, string value, Activation activation) => activation switch
    {
        Activation.None => value,
        Activation.Relu => graph.Node("Relu", [value]),
        _ => throw new NotSupportedException($"activation {activation} has no counterpart in ONNX that is known here; the network cannot be exported."),
    };

    private static global::Onnx.AttributeProto Square(string name, int side) => GraphBuilder.Integers(name, side, side);

    private readonly record struct Value(string Name, bool IsFlat);
}
