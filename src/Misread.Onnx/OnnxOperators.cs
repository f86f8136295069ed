using Misread.IO;
using Onnx;

namespace Misread.Onnx;

/// <summary>Refuses operators that ONNX Runtime does not bring along: those of other domains need a library of their own.</summary>
internal static class OnnxOperators
{
    private const int MaxDepth = 32;

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "", "ai.onnx", "ai.onnx.ml", "com.microsoft", "com.microsoft.nchwc", "com.ms.internal.nhwc",
    };

    /// <summary>Checks every node, those of functions and of inner graphs included.</summary>
    /// <exception cref="DataFormatException">A node's operator is of another domain, or graphs are nested too deeply.</exception>
    public static void Check(ModelProto model, string path)
    {
        var known = new HashSet<string>(Known, StringComparer.Ordinal);
        known.UnionWith(model.Functions.Select(f => f.Domain));
        foreach (NodeProto node in Nodes(model, path))
        {
            if (!known.Contains(node.Domain))
            {
                throw new DataFormatException(
                    $"{path}: operator {node.OpType} of domain '{node.Domain}' is a custom one, which ONNX Runtime does not have; export the model with standard operators.");
            }
        }
    }

    /// <summary>Every node of a model, those of functions and of inner graphs included.</summary>
    /// <exception cref="DataFormatException">Graphs are nested too deeply.</exception>
    public static IEnumerable<NodeProto> Nodes(ModelProto model, string path) =>
        model.Graph.Node.Concat(model.Functions.SelectMany(f => f.Node)).SelectMany(n => WithInner(n, path, depth: 0));

    /// <summary>The graphs in a node's attributes.</summary>
    public static IEnumerable<GraphProto> Inner(NodeProto node) =>
        node.Attribute.SelectMany(a => a.G is null ? a.Graphs : a.Graphs.Prepend(a.G));

    private static IEnumerable<NodeProto> WithInner(NodeProto node, string path, int depth)
    {
        if (depth > MaxDepth)
            throw new DataFormatException($"{path}: graphs are nested more than {MaxDepth} deep.");
        return Inner(node).SelectMany(g => g.Node).SelectMany(n => WithInner(n, path, depth + 1)).Prepend(node);
    }
}
