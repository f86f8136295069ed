using MathNet.Numerics.Distributions;

namespace Misread.Evaluation;

/// <summary>
/// The score interval of a proportion (E. B. Wilson, "Probable inference, the law of succession, and statistical
/// inference", JASA 22, 1927): it holds for few trials and near 0 and 1, where the textbook interval does not.
/// </summary>
/// <param name="Low">The lower end, 0 … 1; 0 when nothing succeeded.</param>
/// <param name="High">The upper end, 0 … 1; 1 when everything succeeded.</param>
public sealed record WilsonInterval(double Low, double High)
{
    /// <summary>The interval for a count of successes; 0 … 1 when there were no trials.</summary>
    /// <param name="successes">0 … <paramref name="trials"/>.</param>
    /// <param name="trials">0 or more.</param>
    /// <param name="confidence">The level, between 0 and 1; 95 % by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static WilsonInterval From(int successes, int trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (!(confidence is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "expected a level between 0 and 1");
        if (trials == 0)
            return new WilsonInterval(0, 1);
        double z = Normal.InvCDF(0, 1, 0.5 + (confidence / 2));
        double n = trials;
        double p = successes / n;
        double scale = 1 + (z * z / n);
        double centre = (p + (z * z / (2 * n))) / scale;
        double half = z / scale * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n)));

        // At the ends the interval reaches 0 or 1 exactly; rounding must not leave it 1e-17 short or beyond.
        return new WilsonInterval(successes == 0 ? 0 : centre - half, successes == trials ? 1 : centre + half);
    }
}
