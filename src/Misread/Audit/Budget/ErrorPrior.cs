using MathNet.Numerics;

namespace Misread.Audit;

/// <summary>
/// What is thought of the number of wrong labels in a stratum before any is looked at: a mixture of beta-binomial
/// distributions. A wrong prior makes the interval wider, never wrong.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ErrorPrior
{
    private readonly (double Weight, double A, double B)[] _parts;

    private ErrorPrior(params (double Weight, double A, double B)[] parts) => _parts = parts;

    /// <summary>Any rate, the extremes rather: a = b = ½ (Jeffreys). For images that are read otherwise than labelled.</summary>
    public static ErrorPrior AnyRate { get; } = new((1, 0.5, 0.5));

    /// <summary>Every number of errors alike: a = b = 1.</summary>
    public static ErrorPrior Uniform { get; } = new((1, 1, 1));

    /// <summary>A low rate, nine parts of ten (a = ½, mean <paramref name="rate"/>), but perhaps a high one (a = ½, b = 1.5).</summary>
    /// <param name="rate">The expected share of wrong labels, between 0 and ½.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public static ErrorPrior Around(double rate) => rate is > 0 and < 0.5
        ? new ErrorPrior((0.9, 0.5, 0.5 * (1 - rate) / rate), (0.1, 0.5, 1.5))
        : throw new ArgumentOutOfRangeException(nameof(rate), rate, "expected a rate between 0 and ½");

    /// <summary>The logarithm of the weight of each number of errors, <c>[N + 1]</c>.</summary>
    internal double[] LogWeights(int count)
    {
        double[] binomial = new double[count + 1];
        for (int k = 0; k <= count; k++)
            binomial[k] = SpecialFunctions.GammaLn(count + 1) - SpecialFunctions.GammaLn(k + 1) - SpecialFunctions.GammaLn(count - k + 1);
        double[] sums = new double[count + 1];
        foreach ((double weight, double a, double b) in _parts)
        {
            double whole = BetaLn(a, b) - Math.Log(weight);
            for (int k = 0; k <= count; k++)
                sums[k] += Math.Exp(binomial[k] + BetaLn(k + a, count - k + b) - whole);
        }

        for (int k = 0; k <= count; k++)
            sums[k] = Math.Log(Math.Max(sums[k], 1e-300));
        return sums;
    }

    private static double BetaLn(double a, double b) => SpecialFunctions.GammaLn(a) + SpecialFunctions.GammaLn(b) - SpecialFunctions.GammaLn(a + b);
}
