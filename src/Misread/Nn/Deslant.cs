namespace Misread.Nn;

/// <summary>
/// Says that a network reads images without their slant: rows are shifted sidewards until the ink's axis is upright (LeCun,
/// Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document recognition", section III.A). It is done as
/// an image is read, in training before it is distorted, and after training alike. The layer learns nothing, and is the
/// first of a network of grey images or none.
/// </summary>
public sealed class Deslant : Layer
{
    internal override bool IsAlias => true;

    /// <inheritdoc/>
    public override string ToString() => "Deslant";

    internal override void Forward(Pass pass)
    {
    }

    internal override void Backward(Pass pass)
    {
    }

    private protected override Shape Shapes(Shape input, out Parameter[] parameters)
    {
        if (input.Channels != 1)
            throw new ArgumentException($"expected images of one channel, found {input.Channels}");
        parameters = [];
        return input;
    }
}
