namespace Misread.Nn;

/// <summary>Reads an image as a vector, in the order height, width, channel. Nothing moves: the memory is the same.</summary>
public sealed class Flatten : Layer
{
    internal override bool IsAlias => true;

    /// <inheritdoc/>
    public override string ToString() => "Flatten";

    internal override void Forward(Pass pass)
    {
    }

    internal override void Backward(Pass pass)
    {
    }

    private protected override Shape Shapes(Shape input, out Parameter[] parameters)
    {
        parameters = [];
        return new Shape(1, 1, input.Size);
    }
}
