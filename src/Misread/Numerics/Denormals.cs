using System.Numerics;
using System.Runtime.CompilerServices;

namespace Misread.Numerics;

/// <summary>
/// Keeps sums that decay away from denormal numbers (below 1.2·10⁻³⁸ in single precision): on Intel's processors each operation
/// that reads or makes one traps into microcode and takes a hundred cycles and more. A moving average whose input became 0 gets
/// there within 900 steps of × 0.9, and stays: the least denormal times 0.9 rounds to itself.
/// </summary>
/// <remarks>
/// .NET offers no mode of the processor that does this (flush to zero), so what is stored is put to 0 where it is stored. All
/// thresholds lie far below what changes a result, which single precision keeps to 10⁻⁷ of the larger summand. A NaN stays.
/// </remarks>
internal static class Denormals
{
    /// <summary>What is kept from step to step is 0 below this: its product with a factor of 10⁻⁷ is still no denormal.</summary>
    public const float Least = 1e-30f;

    /// <summary>The gradient of a loss by the logits is 0 below this, so that products with weights, layer behind layer, are no denormals.</summary>
    public const float LeastLogitGradient = 1e-24f;

    /// <summary>The gradient of a weight is 0 below this where its square is averaged: 10⁻³ · g² would be a denormal.</summary>
    public const float LeastSquared = 1e-17f;

    /// <summary>A probability is 0 below this, so that means of some tens of them are no denormals either.</summary>
    public const float LeastProbability = 1e-36f;

    // exp of less is a denormal number in double precision, or nearly.
    private const double LeastExponent = -700;

    /// <summary>eˣ, or 0 where that is below 10⁻³⁰⁴.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Exp(double x) => x < LeastExponent ? 0 : Math.Exp(x);

    /// <summary>The number, or 0 where it is nearer to 0 than <paramref name="least"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Flush(float value, float least = Least) => MathF.Abs(value) < least ? 0 : value;

    /// <summary>Each number, or 0 where it is nearer to 0 than <see cref="Least"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Flush(Vector<float> values) => Flush(values, new Vector<float>(Least));

    /// <summary>Each number, or 0 where it is nearer to 0 than <paramref name="least"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Flush(Vector<float> values, Vector<float> least) =>
        Vector.AndNot(values, Vector.LessThan(Vector.Abs(values), least).As<int, float>());
}
