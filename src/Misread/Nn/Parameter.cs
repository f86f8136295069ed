namespace Misread.Nn;

/// <summary>
/// A named tensor of a layer, a view into the network's one array of values (and, where it is learned, of gradients).
/// </summary>
/// <remarks>Valid once the layer is part of a <see cref="Sequential"/>. Not thread-safe.</remarks>
public sealed unsafe class Parameter
{
    internal Parameter(string name, Initializer initializer, int fanIn, int fanOut, bool learned, params int[] shape)
    {
        Name = name;
        Initializer = initializer;
        FanIn = fanIn;
        FanOut = fanOut;
        IsLearned = learned;
        Shape = shape;
        long length = 1;
        foreach (int size in shape)
            length = checked(length * size);
        Length = checked((int)length);
    }

    /// <summary><c>kernel</c>, <c>bias</c>, <c>gamma</c> …, as in Keras.</summary>
    public string Name { get; }

    /// <summary>Sizes, outermost first.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Number of values.</summary>
    public int Length { get; }

    /// <summary>How it begins; a layer's own choice until changed before <see cref="Sequential.Initialize"/>.</summary>
    public Initializer Initializer { get; set; }

    /// <summary>Whether training changes it by its gradient; running statistics are not learned.</summary>
    public bool IsLearned { get; }

    /// <summary>The values, row-major.</summary>
    public Span<float> Values => new(Value, Length);

    /// <summary>Gradient of the loss by the values, after a backward pass; empty when it is not learned.</summary>
    public Span<float> Gradients => IsLearned && Gradient != null ? new(Gradient, Length) : default;

    internal int FanIn { get; }

    internal int FanOut { get; }

    internal float* Value { get; set; }

    internal float* Gradient { get; set; }
}
