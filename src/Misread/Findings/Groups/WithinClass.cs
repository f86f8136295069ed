using MathNet.Numerics;

namespace Misread.Findings;

/// <summary>
/// Errors of a group against those of the rest, class by class: that a class is hard is no property of a group that holds many
/// of it.
/// </summary>
/// <remarks>
/// W. G. Cochran, "Some methods for strengthening the common χ² tests", Biometrics 10 (1954); N. Mantel, W. Haenszel,
/// "Statistical aspects of the analysis of data from retrospective studies of disease", J. National Cancer Institute 22
/// (1959). Immutable and thread-safe.
/// </remarks>
internal sealed class WithinClass
{
    private readonly int[] _images;
    private readonly int[] _errors;
    private readonly int[] _members;
    private readonly int[] _found;

    private WithinClass(int[] images, int[] errors, int[] members, int[] found)
    {
        (_images, _errors, _members, _found) = (images, errors, members, found);
        for (int c = 0; c < images.Length; c++)
        {
            (double n, double k, double g) = (images[c], errors[c], members[c]);
            Observed += found[c];
            Members += members[c];
            Expected += n == 0 ? 0 : g * k / n;
            Variance += n < 2 ? 0 : g * (n - g) * k * (n - k) / (n * n * (n - 1));
        }
    }

    /// <summary>Images of the group.</summary>
    public int Members { get; }

    /// <summary>Errors of the group, O.</summary>
    public int Observed { get; }

    /// <summary>Errors that as many images of each class have on average, E = Σ g k / n.</summary>
    public double Expected { get; }

    /// <summary>The variance of O if the errors of each class fell at random.</summary>
    public double Variance { get; }

    /// <summary>(O − E − ½) / √V; −∞ where nothing varies.</summary>
    public double Z => Variance > 0 ? (Observed - Expected - 0.5) / Math.Sqrt(Variance) : double.NegativeInfinity;

    /// <summary>Counts.</summary>
    /// <param name="images"><c>[C]</c> images of each class, n.</param>
    /// <param name="errors"><c>[C]</c> errors of each class, k.</param>
    /// <param name="members"><c>[C]</c> images of the group, g.</param>
    /// <param name="found"><c>[C]</c> errors of the group.</param>
    public static WithinClass Of(int[] images, int[] errors, int[] members, int[] found) => new(images, errors, members, found);

    /// <summary>P(O' ≥ O), O' the sum of independent hypergeometric counts, one a class: exact, one-sided.</summary>
    public double PValue()
    {
        double[] sum = [1];
        for (int c = 0; c < _images.Length; c++)
        {
            if (_members[c] > 0 && _errors[c] > 0)
                sum = Convolve(sum, Hypergeometric(_images[c], _errors[c], _members[c]));
        }

        double tail = 0;
        for (int o = sum.Length - 1; o >= Observed; o--)
            tail += sum[o];
        return Math.Min(1, tail);
    }

    /// <summary>The Mantel–Haenszel risk ratio, or <see langword="null"/> with fewer than 5 errors in the group or none in the rest.</summary>
    public RiskRatio? Ratio()
    {
        if (Observed < RiskRatio.LeastErrors)
            return null;
        (double above, double below, double variance) = (0, 0, 0);
        for (int c = 0; c < _images.Length; c++)
        {
            (double n, double n1, double a) = (_images[c], _members[c], _found[c]);
            (double n0, double b) = (n - n1, _errors[c] - a);
            if (n == 0)
                continue;
            above += a * n0 / n;
            below += b * n1 / n;
            variance += (((a + b) * n1 * n0) - (a * b * n)) / (n * n);
        }

        if (above == 0 || below == 0)
            return null;
        double deviation = Math.Sqrt(Math.Max(0, variance / (above * below)));
        double ratio = above / below;
        return new RiskRatio(ratio, ratio * Math.Exp(-1.959964 * deviation), ratio * Math.Exp(1.959964 * deviation));
    }

    private static double[] Hypergeometric(int n, int k, int g)
    {
        double[] pmf = new double[Math.Min(k, g) + 1];
        double all = SpecialFunctions.BinomialLn(n, g);
        for (int x = Math.Max(0, k + g - n); x < pmf.Length; x++)
            pmf[x] = Math.Exp(SpecialFunctions.BinomialLn(k, x) + SpecialFunctions.BinomialLn(n - k, g - x) - all);
        return pmf;
    }

    private static double[] Convolve(double[] a, double[] b)
    {
        double[] sum = new double[a.Length + b.Length - 1];
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < b.Length; j++)
                sum[i + j] += a[i] * b[j];
        }

        return sum;
    }
}

/// <summary>How many times as often a group is misread as the rest of the same classes, with its 95 % interval.</summary>
/// <param name="Ratio">The ratio of Mantel and Haenszel.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <remarks>
/// The interval is that of S. Greenland, J. M. Robins, "Estimation of a common effect parameter from sparse follow-up data",
/// Biometrics 41 (1985).
/// </remarks>
public readonly record struct RiskRatio(double Ratio, double Low, double High)
{
    /// <summary>With fewer errors in the group there is no ratio, only counts.</summary>
    public const int LeastErrors = 5;
}
