using System.Globalization;
using Misread.IO;
using Onnx;

namespace Misread.Onnx;

/// <summary>
/// Compares what a model's tensors claim with what is there, before the runtime takes memory for them: sizes against the
/// bytes of the file, and external data against their files, which must lie in the model's own folder.
/// </summary>
internal static class OnnxWeights
{
    private const int MaxRank = 16;

    /// <summary>Checks every stored tensor.</summary>
    /// <exception cref="DataFormatException">A tensor's data are elsewhere, incomplete or of an impossible size.</exception>
    public static void Check(ModelProto model, string path)
    {
        foreach (TensorProto tensor in Stored(model, path))
        {
            if (tensor.DataLocation == TensorProto.Types.DataLocation.External)
                CheckExternal(tensor, path);
            else
                CheckInline(tensor, path);
        }
    }

    private static IEnumerable<TensorProto> Stored(ModelProto model, string path)
    {
        foreach (NodeProto node in OnnxOperators.Nodes(model, path))
        {
            foreach (AttributeProto attribute in node.Attribute)
            {
                IEnumerable<TensorProto> tensors = attribute.T is null ? attribute.Tensors : attribute.Tensors.Prepend(attribute.T);
                foreach (TensorProto tensor in tensors.Concat(attribute.SparseTensor is { } s ? Parts(s) : []).Concat(attribute.SparseTensors.SelectMany(Parts)))
                    yield return tensor;
            }

            foreach (TensorProto tensor in OnnxOperators.Inner(node).SelectMany(OfGraph))
                yield return tensor;
        }

        foreach (TensorProto tensor in OfGraph(model.Graph))
            yield return tensor;
    }

    private static IEnumerable<TensorProto> OfGraph(GraphProto graph) =>
        graph.Initializer.Concat(graph.SparseInitializer.SelectMany(Parts));

    private static IEnumerable<TensorProto> Parts(SparseTensorProto sparse)
    {
        if (sparse.Values is not null)
            yield return sparse.Values;
        if (sparse.Indices is not null)
            yield return sparse.Indices;
    }

    private static void CheckInline(TensorProto tensor, string path)
    {
        long values = Count(tensor, path);
        long stored = tensor.RawData.Length > 0
            ? (long)tensor.RawData.Length * 8
            : 64L * Math.Max(tensor.FloatData.Count, Math.Max(tensor.Int32Data.Count, Math.Max(tensor.Int64Data.Count, Math.Max(tensor.DoubleData.Count, Math.Max(tensor.Uint64Data.Count, tensor.StringData.Count)))));

        // The smallest element has 4 bits.
        if (values > 0 && values > stored / 4)
            throw new DataFormatException($"{path}: tensor '{tensor.Name}' of shape [{string.Join(", ", tensor.Dims)}] has fewer data than values; the file is damaged or cut off.");
    }

    private static void CheckExternal(TensorProto tensor, string path)
    {
        string location = Entry(tensor, "location") ?? "";
        string folder = Path.GetFullPath(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string file = Path.IsPathRooted(location) || location.Length == 0 || location.Contains('\0', StringComparison.Ordinal)
            ? ""
            : Path.GetFullPath(Path.Combine(folder, location));
        if (!IsInside(file, folder) || (File.Exists(file) && !IsInside(Target(file), Target(folder))))
            throw new DataFormatException($"{path}: tensor '{tensor.Name}' wants its data from '{location}', outside the model's folder; that is refused.");
        if (!File.Exists(file))
            throw new DataFormatException($"{path}: the weights of tensor '{tensor.Name}' should be in '{location}' beside the model, but there is no such file; copy it there.");
        long offset = Number(tensor, "offset") ?? 0;
        long length = new FileInfo(file).Length;
        if (offset < 0 || offset > length || (Number(tensor, "length") ?? 0) > length - offset || Count(tensor, path) / 2 > length - offset)
            throw new DataFormatException($"{path}: tensor '{tensor.Name}' reaches beyond the end of '{location}' ({length:N0} bytes); the file is cut off.");
    }

    private static bool IsInside(string file, string folder) =>
        file.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // Where a link leads, links of folders above it included: the shape of the path alone proves nothing.
    private static string Target(string path)
    {
        string? parent = Path.GetDirectoryName(path);
        if (parent is null)
            return path;
        string inReal = Path.Combine(Target(parent), Path.GetFileName(path));
        FileSystemInfo entry = Directory.Exists(inReal) ? new DirectoryInfo(inReal) : new FileInfo(inReal);
        return entry.ResolveLinkTarget(returnFinalTarget: true) is { } link ? Target(link.FullName) : inReal;
    }

    private static long Count(TensorProto tensor, string path)
    {
        if (tensor.Dims.Count > MaxRank || tensor.Dims.Any(d => d < 0))
            throw new DataFormatException($"{path}: tensor '{tensor.Name}' has the impossible shape [{string.Join(", ", tensor.Dims.Take(MaxRank))}].");
        Int128 count = 1;
        foreach (long size in tensor.Dims)
        {
            count *= size;
            if (count > long.MaxValue)
                throw new DataFormatException($"{path}: tensor '{tensor.Name}' has the impossible shape [{string.Join(", ", tensor.Dims)}].");
        }

        return (long)count;
    }

    private static string? Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;

    private static long? Number(TensorProto tensor, string key) =>
        Entry(tensor, key) is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
}
