using Misread.Numerics;

namespace Misread.Nn;

/// <summary>
/// <c>max(0, x)</c> as a layer of its own, behind <see cref="BatchNorm2D"/> say; behind a convolution or a dense layer
/// their <see cref="Activation"/> is cheaper. The gradient at 0 is 0.
/// </summary>
public sealed unsafe class Relu : Layer
{
    private readonly TeamTask _forward;
    private readonly TeamTask _backward;
    private bool _fused;

    /// <summary>Creates the layer.</summary>
    public Relu()
    {
        _forward = ForwardRows;
        _backward = BackwardRows;
    }

    /// <inheritdoc/>
    public override string ToString() => "Relu";

    internal override bool IsAlias => _fused;

    /// <summary>Leaves the work to the normalisation in front, which does it image by image while its values are in the cache.</summary>
    internal void FuseInto(BatchNorm2D normalization)
    {
        _fused = true;
        normalization.HasRelu = true;
    }

    internal override void Forward(Pass pass)
    {
        if (!_fused)
            pass.Team.Run(pass.Batch, _forward);
    }

    internal override void Backward(Pass pass)
    {
        if (DX != null && !_fused)
            pass.Team.Run(pass.Batch, _backward);
    }

    private protected override Shape Shapes(Shape input, out Parameter[] parameters)
    {
        parameters = [];
        return input;
    }

    private void ForwardRows(int start, int end, int worker)
    {
        nint at = (nint)start * InputShape.Size;
        int count = (end - start) * InputShape.Size;
        Elementwise.Relu(new ReadOnlySpan<float>(X + at, count), new Span<float>(Y + at, count));
    }

    private void BackwardRows(int start, int end, int worker)
    {
        nint at = (nint)start * InputShape.Size;
        int count = (end - start) * InputShape.Size;
        var dx = new Span<float>(DX + at, count);
        new ReadOnlySpan<float>(DY + at, count).CopyTo(dx);
        Elementwise.MaskByReluOutput(new ReadOnlySpan<float>(Y + at, count), dx);
    }
}
