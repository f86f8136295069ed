using Misread.Numerics;

namespace Misread.Nn;

/// <summary>
/// The maximum over windows of size × size pixels, stride the same; pixels that do not fill a window are left out.
/// The gradient goes to the first of the greatest.
/// </summary>
public sealed unsafe class MaxPool2D : Layer
{
    private readonly TeamTask _forward;
    private readonly TeamTask _backward;
    private AlignedBuffer? _winners;
    private bool _fused;

    /// <summary>Creates the layer.</summary>
    /// <param name="size">Side of the window, 2 … 15.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is out of range.</exception>
    public MaxPool2D(int size = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 15);
        Size = size;
        _forward = ForwardImages;
        _backward = BackwardImages;
    }

    /// <summary>Side of the window.</summary>
    public int Size { get; }

    /// <inheritdoc/>
    public override string ToString() => $"MaxPool2D size={Size}";

    internal override bool IsAlias => _fused;

    /// <summary>Leaves the work to the convolution in front, which pools while its output is still in the cache.</summary>
    internal void FuseInto(Conv2D convolution)
    {
        _fused = true;
        convolution.Pool = this;
    }

    internal override void Allocate(int batch, int workers, bool training) =>
        _winners = _fused ? null : new AlignedBuffer((long)batch * OutputShape.Size);

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
        if (input.Height < Size || input.Width < Size)
            throw new ArgumentException($"a {Size}×{Size} window does not fit into {input.Width}×{input.Height} pixels");
        parameters = [];
        return new Shape(input.Height / Size, input.Width / Size, input.Channels);
    }

    private void ForwardImages(int start, int end, int worker)
    {
        Shape s = InputShape;
        for (int n = start; n < end; n++)
        {
            nint at = (nint)n * OutputShape.Size;
            MaxPool2DKernels.Forward(X + ((nint)n * s.Size), s.Height, s.Width, s.Channels, Size, Y + at, _winners!.Pointer + at);
        }
    }

    private void BackwardImages(int start, int end, int worker)
    {
        Shape s = InputShape;
        for (int n = start; n < end; n++)
        {
            nint at = (nint)n * OutputShape.Size;
            MaxPool2DKernels.Backward(DY + at, _winners!.Pointer + at, s.Height, s.Width, s.Channels, Size, DX + ((nint)n * s.Size));
        }
    }
}
