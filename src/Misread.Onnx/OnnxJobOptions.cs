namespace Misread.Onnx;

/// <summary>How somebody's model is to be asked about a data set. Whatever is left out is found out.</summary>
public sealed record OnnxJobOptions
{
    /// <summary>One of <see cref="PreprocessingNames.All"/>, or a JSON file; by default what the model says of itself, else worked out on labelled images.</summary>
    public string? Preprocessing { get; init; }

    /// <summary>Names of the model's classes in the order of its outputs; by default what the model says of itself.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>What the model's output is; by default told from values.</summary>
    public OutputKind? Outputs { get; init; }

    /// <summary>Threads, at least 1.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Of the draw of images by which preprocessing is worked out or checked.</summary>
    public long Seed { get; init; } = 42;
}
