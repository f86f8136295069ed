namespace Misread.Audit;

/// <summary>
/// All that the filters need of most rows, so that the probabilities are read once: 24 bytes in place of K numbers.
/// </summary>
/// <param name="given">The probability of the given label.</param>
/// <param name="other">The greatest probability among the other classes.</param>
/// <param name="second">The second greatest of all, or slightly more: a bound.</param>
/// <param name="top">The class with the greatest probability, the lowest number if several have it.</param>
/// <param name="scaled">Whether the stored row is to be divided by its sum.</param>
internal readonly struct RowSummary(double given, double other, float second, int top, bool scaled)
{
    public double Given { get; } = given;

    public double Other { get; } = other;

    public float Second { get; } = second;

    // Last, so that the two small fields share eight bytes.
    private readonly int _top = scaled ? ~top : top;

    public int Top => Scaled ? ~_top : _top;

    public bool Scaled => _top < 0;

    /// <summary>The greatest probability.</summary>
    public double First => Math.Max(Given, Other);
}
