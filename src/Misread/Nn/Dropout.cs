using Misread.Numerics;

namespace Misread.Nn;

/// <summary>
/// In training, sets each value to 0 with probability <see cref="Rate"/> and divides the others by 1 − rate (Srivastava
/// et al. 2014; "inverted"); afterwards it passes values on.
/// </summary>
/// <remarks>The mask is a hash of the seed, the step, the layer and the element, so a resumed training sees the same masks.</remarks>
public sealed unsafe class Dropout : Layer
{
    private readonly TeamTask _forward;
    private readonly TeamTask _backward;
    private uint _key;
    private bool _active;

    /// <summary>Creates the layer.</summary>
    /// <param name="rate">Share of the values that are dropped, 0 ≤ rate &lt; 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is out of range.</exception>
    public Dropout(double rate)
    {
        if (!(rate is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "expected 0 ≤ rate < 1");
        Rate = rate;
        _forward = ForwardRows;
        _backward = BackwardRows;
    }

    /// <summary>Share of the values that are dropped.</summary>
    public double Rate { get; }

    /// <summary>Tells the dropout layers of a network apart.</summary>
    internal uint Number { get; set; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Dropout rate={Rate}");

    internal override void Forward(Pass pass)
    {
        _active = pass.Training && Rate > 0;
        _key = DropoutMask.Hash(Number, pass.Key);
        pass.Team.Run(pass.Batch, _forward);
    }

    internal override void Backward(Pass pass)
    {
        if (DX != null)
            pass.Team.Run(pass.Batch, _backward);
    }

    private protected override Shape Shapes(Shape input, out Parameter[] parameters)
    {
        parameters = [];
        return input;
    }

    private void ForwardRows(int start, int end, int worker) => Apply(X, Y, start, end);

    private void BackwardRows(int start, int end, int worker) => Apply(DY, DX, start, end);

    private void Apply(float* from, float* to, int start, int end)
    {
        nint at = (nint)start * InputShape.Size;
        int count = (end - start) * InputShape.Size;
        var source = new ReadOnlySpan<float>(from + at, count);
        var destination = new Span<float>(to + at, count);
        if (_active)
            DropoutMask.Apply(source, destination, (uint)at, _key, Rate);
        else
            source.CopyTo(destination);
    }
}
