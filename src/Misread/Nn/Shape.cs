namespace Misread.Nn;

/// <summary>The shape of one example: height, width and channels, channels last. A flat vector is 1 × 1 × features.</summary>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Channels">Channels or features, at least 1.</param>
public readonly record struct Shape(int Height, int Width, int Channels)
{
    /// <summary>Number of values.</summary>
    public int Size => checked(Height * Width * Channels);

    /// <inheritdoc/>
    public override string ToString() => Height == 1 && Width == 1 ? $"{Channels}" : $"{Height}×{Width}×{Channels}";
}
