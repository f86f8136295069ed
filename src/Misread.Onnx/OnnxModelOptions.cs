namespace Misread.Onnx;

/// <summary>How a model is to be opened. Whatever is left out is found out.</summary>
public sealed record OnnxModelOptions
{
    /// <summary>What the output's numbers are; by default told from values.</summary>
    public OutputKind? Outputs { get; init; }

    /// <summary>Name of the output that holds the classes, where a model has several; by default the first of shape <c>[N,K]</c>.</summary>
    public string? OutputName { get; init; }

    /// <summary>Names of the classes in the order of the outputs; by default those in the file or beside it.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Whether the model is asked for what its last layer reads. On by default.</summary>
    public bool WithFeatures { get; init; } = true;

    /// <summary>Whether the output is itself taken for features, and not for classes: a network without a last layer.</summary>
    public bool OutputIsFeatures { get; init; }

    /// <summary>Threads of the runtime, at least 1; by default the machine's.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
