using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Misread.IO;
using Onnx;

namespace Misread.Onnx;

/// <summary>A model in the runtime: floats in, floats out. Thread-safe.</summary>
internal sealed class OnnxSession : IDisposable
{
    private const int Message = 300;

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly OnnxInput _input;
    private readonly string[] _inputs;
    private readonly string _path;

    /// <summary>Loads a model.</summary>
    /// <param name="model">As it is to be run.</param>
    /// <param name="input">Its input.</param>
    /// <param name="path">Its file, for messages and external data.</param>
    /// <param name="threads">Threads of the runtime.</param>
    /// <exception cref="DataFormatException">The runtime cannot run it.</exception>
    public OnnxSession(ModelProto model, OnnxInput input, string path, int threads)
    {
        _input = input;
        _inputs = [input.Name];
        _path = path;
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetDirectoryName(Path.GetFullPath(path))!);
        try
        {
            _session = new InferenceSession(model.ToByteArray(), options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new DataFormatException($"{path}: ONNX Runtime cannot load this model: {Reason(e)}.", e);
        }
    }

    /// <summary>Runs the model.</summary>
    /// <param name="values">Exactly what <paramref name="shape"/> asks for.</param>
    /// <param name="shape">Sizes of the input.</param>
    /// <param name="outputs">Names of the outputs that are wanted.</param>
    /// <returns>For each, its sizes and values.</returns>
    /// <exception cref="DataFormatException">The model fails on this input, or gives something else than numbers.</exception>
    public (long[] Shape, float[] Values)[] Run(float[] values, long[] shape, IReadOnlyList<string> outputs)
    {
        try
        {
            using OrtValue input = Tensor(values, shape);
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(_run, _inputs, [input], outputs);
            return [.. results.Select((r, i) => Floats(r, outputs[i]))];
        }
        catch (OnnxRuntimeException e)
        {
            throw new DataFormatException($"{_path}: the model fails on an input of shape [{string.Join(", ", shape)}]: {Reason(e)}.", e);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private OrtValue Tensor(float[] values, long[] shape) => _input.Element switch
    {
        OnnxElement.Half => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (Float16)v), shape),
        OnnxElement.Double => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (double)v), shape),
        OnnxElement.Byte => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, v => (byte)Math.Clamp(MathF.Round(v), 0, 255)), shape),
        _ => OrtValue.CreateTensorValueFromMemory(values, shape),
    };

    private (long[] Shape, float[] Values) Floats(OrtValue value, string name)
    {
        if (!value.IsTensor)
            throw new DataFormatException($"{_path}: output '{name}' is not a tensor; name the output that holds the classes.");
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        float[] floats = info.ElementDataType switch
        {
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float16 => Array.ConvertAll(value.GetTensorDataAsSpan<Float16>().ToArray(), v => (float)v),
            Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Double => Array.ConvertAll(value.GetTensorDataAsSpan<double>().ToArray(), v => (float)v),
            _ => throw new DataFormatException($"{_path}: output '{name}' holds {info.ElementDataType}, expected floating-point numbers; name the output that holds the classes."),
        };
        return (info.Shape, floats);
    }

    // The runtime's messages begin with a code and may run over pages.
    private static string Reason(OnnxRuntimeException e)
    {
        string line = OnnxFile.FirstLine(e.Message);
        int behind = line.IndexOf("] ", StringComparison.Ordinal);
        line = line.StartsWith('[') && behind > 0 ? line[(behind + 2)..] : line;
        return line.Length > Message ? line[..Message] + "…" : line;
    }
}
