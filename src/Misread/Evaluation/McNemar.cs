using MathNet.Numerics;

namespace Misread.Evaluation;

/// <summary>
/// McNemar's test of two classifiers on the same images, in its exact form: only images that one of them reads right and the
/// other does not tell them apart, and if both were equally good, each such image would fall to either side like a fair coin.
/// </summary>
/// <remarks>
/// Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages", Psychometrika 12
/// (1947); with the binomial distribution in place of its approximation, T. G. Dietterich, "Approximate statistical tests for
/// comparing supervised classification learning algorithms", Neural Computation 10 (1998), section 3.1.
/// </remarks>
public static class McNemar
{
    /// <summary>The exact two-sided p: min(1, 2 · P(X ≤ min(first, second))) with X binomial, first + second trials, ½.</summary>
    /// <param name="onlyFirstRight">Images that the first classifier alone reads right, 0 or more.</param>
    /// <param name="onlySecondRight">Images that the second classifier alone reads right, 0 or more.</param>
    /// <returns>0 … 1; 1 when the classifiers do not differ on any image.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    /// <exception cref="OverflowException">Together they exceed <see cref="int.MaxValue"/>.</exception>
    public static double PValue(int onlyFirstRight, int onlySecondRight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirstRight);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecondRight);
        int trials = checked(onlyFirstRight + onlySecondRight);
        int fewer = Math.Min(onlyFirstRight, onlySecondRight);

        // The tail relative to its greatest term, from there downwards: C(n, i − 1) = C(n, i) · i / (n − i + 1).
        double sum = 0;
        double term = 1;
        for (int i = fewer; i >= 0 && term > sum * 1e-17; i--)
        {
            sum += term;
            term *= i / (trials - i + 1.0);
        }

        double greatest = SpecialFunctions.BinomialLn(trials, fewer) - (trials * Constants.Ln2);
        return Math.Min(1, 2 * Math.Exp(greatest) * sum);
    }
}
