using Misread.Imaging;

namespace Misread.Findings;

/// <summary>
/// Where values are odd by the measure of the others: the outer fences of Tukey, each side by its own half of the range between
/// the quartiles, so that a skewed distribution has no odd half.
/// </summary>
/// <param name="Low">q₁ − 6 (m − q₁), on the scale of the values.</param>
/// <param name="High">q₃ + 6 (q₃ − m).</param>
/// <remarks>
/// J. W. Tukey, "Exploratory Data Analysis" (1977). Where the quartiles are the same value, as the range of scanned glyphs is, the
/// 5 % and 95 % points take their places, then the 1 % and 99 % points.
/// </remarks>
public readonly record struct Fence(double Low, double High)
{
    /// <summary>Fewer values have no fence.</summary>
    public const int LeastImages = 50;

    /// <summary>The greatest share of the values that may be odd on one side.</summary>
    public const double MostShare = 0.01;

    private static readonly double[] Shares = [0.25, 0.05, 0.01, 0];

    /// <summary>The fence of some values; of values that are all the same it is that value.</summary>
    /// <param name="values">Finite, at least one.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static Fence Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException("expected at least one value", nameof(values));
        double[] sorted = [.. values.Order()];
        double m = Quantile(sorted, 0.5);
        double share = Shares.First(share => share == 0 || Quantile(sorted, share) != Quantile(sorted, 1 - share));
        (double q1, double q3) = share == 0 ? (m, m) : (Quantile(sorted, share), Quantile(sorted, 1 - share));
        return new Fence(q1 - (6 * (m - q1)), q3 + (6 * (q3 - m)));
    }

    /// <summary>
    /// For each value −1 where it is odd by being low, 1 by being high, else 0: beyond the fence of the spread values and among
    /// the most extreme 1 % of its side.
    /// </summary>
    /// <param name="values"><c>[N]</c>; NaN is never odd.</param>
    /// <param name="scale">How they are spread.</param>
    public static sbyte[] Odd(IReadOnlyList<double> values, PropertyScale scale)
    {
        ArgumentNullException.ThrowIfNull(values);
        sbyte[] odd = new sbyte[values.Count];
        double[] spread = [.. values.Select(v => Spread(v, scale))];
        double[] known = [.. spread.Where(v => !double.IsNaN(v)).Order()];
        if (known.Length < LeastImages)
            return odd;
        Fence fence = Of(known);
        int most = Math.Max(1, (int)(MostShare * known.Length));
        (double leastLow, double leastHigh) = (known[most - 1], known[^most]);
        for (int i = 0; i < odd.Length; i++)
        {
            if (spread[i] < fence.Low && spread[i] <= leastLow)
                odd[i] = -1;
            else if (spread[i] > fence.High && spread[i] >= leastHigh)
                odd[i] = 1;
        }

        return odd;
    }

    private static double Spread(double value, PropertyScale scale) => scale switch
    {
        PropertyScale.Log => Math.Log(value + 1),
        PropertyScale.Logit => Math.Log((value + 0.001) / (1.001 - value)),
        _ => value,
    };

    private static double Quantile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
