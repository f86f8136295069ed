namespace Misread.Data;

/// <summary>How a data set is read.</summary>
public sealed record ReadOptions
{
    /// <summary>Name of the data set, without slashes; by default that of the folder or file.</summary>
    public string? Name { get; init; }

    /// <summary>One name per class; by default as the files say.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Whether an image that cannot be read is an error, rather than left out and counted.</summary>
    public bool Strict { get; init; }
}
