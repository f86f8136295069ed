using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace Misread.Onnx.Export;

/// <summary>Puts nodes and constants into a graph, each under a name of its own.</summary>
internal sealed class GraphBuilder
{
    private readonly Dictionary<string, string> _numbers = new(StringComparer.Ordinal);

    public GraphProto Graph { get; } = new() { Name = "misread" };

    /// <summary>Put before every name.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Adds a node with one output.</summary>
    /// <returns>The output's name.</returns>
    public string Node(string type, string[] inputs, params AttributeProto[] attributes)
    {
        string output = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{type.ToLowerInvariant()}{Graph.Node.Count}");
        Graph.Node.Add(new NodeProto { OpType = type, Name = output, Input = { inputs }, Output = { output }, Attribute = { attributes } });
        return output;
    }

    /// <summary>Stores weights.</summary>
    public string Weights(string name, ReadOnlySpan<float> values, params long[] sizes)
    {
        Graph.Initializer.Add(new TensorProto
        {
            Name = Prefix + name,
            DataType = (int)TensorProto.Types.DataType.Float,
            Dims = { sizes },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
        });
        return Prefix + name;
    }

    /// <summary>Whole numbers, a list; the same ones are stored once.</summary>
    public string Whole(params long[] values) =>
        Once($"i{string.Join('_', values)}", TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length]);

    /// <summary>A float without axes.</summary>
    public string Single(float value) => Once($"f{value:R}", TensorProto.Types.DataType.Float, BitConverter.GetBytes(value), []);

    /// <summary>A double without axes.</summary>
    public string Double(double value) => Once($"d{value:R}", TensorProto.Types.DataType.Double, BitConverter.GetBytes(value), []);

    /// <summary>Doubles of a shape.</summary>
    public string Doubles(string name, double[] values, params long[] sizes) =>
        Once(name, TensorProto.Types.DataType.Double, MemoryMarshal.AsBytes(values.AsSpan()), sizes);

    public static AttributeProto Integer(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Number(string name, double value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = (float)value };

    public static AttributeProto Integers(string name, params long[] values) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    private string Once(string name, TensorProto.Types.DataType type, ReadOnlySpan<byte> bytes, long[] sizes)
    {
        if (_numbers.TryGetValue(name, out string? known))
            return known;
        Graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)type, Dims = { sizes }, RawData = ByteString.CopyFrom(bytes) });
        return _numbers[name] = name;
    }
}
