using Google.Protobuf;
using Misread.IO;
using Onnx;

namespace Misread.Onnx;

/// <summary>Reads an ONNX file as a message, and refuses what must not reach the runtime.</summary>
internal static class OnnxFile
{
    /// <summary>Protocol buffers end at 2 GiB; larger models keep their weights in files beside.</summary>
    private const long MaxBytes = int.MaxValue;

    /// <summary>Reads and checks a model.</summary>
    /// <exception cref="DataFormatException">The file is no ONNX model, or one that cannot be run here.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ModelProto Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file.", path);
        long length = new FileInfo(path).Length;
        if (length > MaxBytes)
            throw new DataFormatException($"{path}: an ONNX file has at most {MaxBytes:N0} bytes, this one has {length:N0}; store large weights as external data.");
        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads and checks the bytes of a model.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="path">The file that they come from, whose folder external data lie in.</param>
    /// <exception cref="DataFormatException">The bytes are no ONNX model, or one that cannot be run here.</exception>
    public static ModelProto Parse(byte[] bytes, string path)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or ArgumentException or OverflowException)
        {
            throw new DataFormatException($"{path}: this is not an ONNX model, or it is damaged or cut off ({FirstLine(e.Message)}).", e);
        }

        if (model.Graph is null || model.Graph.Node.Count == 0 || model.Graph.Output.Count == 0 || model.IrVersion <= 0)
            throw new DataFormatException($"{path}: this is not an ONNX model: it holds no graph with nodes and outputs.");
        OnnxOperators.Check(model, path);
        OnnxWeights.Check(model, path);
        return model;
    }

    /// <summary>The first line of a foreign message, without its full stop.</summary>
    public static string FirstLine(string message) => message.Split('\n')[0].Trim().TrimEnd('.');
}
