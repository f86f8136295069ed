using System.Runtime.CompilerServices;

namespace Misread.IO;

/// <summary>Checks of settings, with messages that carry the value and the range.</summary>
internal static class Guard
{
    public static void Fraction(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(name, value, "expected 0 ≤ value < 1");
    }

    public static void NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= 0) || double.IsInfinity(value))
            throw new ArgumentOutOfRangeException(name, value, "expected a finite number of 0 or more");
    }

    public static void Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value > 0) || double.IsInfinity(value))
            throw new ArgumentOutOfRangeException(name, value, "expected a finite number greater than 0");
    }

    public static void Range(double value, double low, double high, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!(value >= low && value <= high))
            throw new ArgumentOutOfRangeException(name, value, $"expected {low} … {high}");
    }

    public static void Range(int value, int low, int high, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value < low || value > high)
            throw new ArgumentOutOfRangeException(name, value, $"expected {low} … {high}");
    }
}
