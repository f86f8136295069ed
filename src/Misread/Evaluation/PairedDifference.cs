namespace Misread.Evaluation;

/// <summary>The difference between the accuracies of two classifiers on the same images, with its interval.</summary>
/// <param name="Difference">Accuracy of the second less that of the first, −1 … 1.</param>
/// <param name="Low">Lower end of the interval, −1 … 1.</param>
/// <param name="High">Upper end of the interval, −1 … 1.</param>
public readonly record struct PairedDifference(double Difference, double Low, double High)
{
    /// <summary>
    /// Wilson's intervals of both proportions, squared and added with regard to their correlation: R. G. Newcombe, "Improved
    /// confidence intervals for the difference between binomial proportions based on paired data", Statistics in Medicine 17
    /// (1998), method 10.
    /// </summary>
    /// <param name="bothRight">Images that both read right, 0 or more.</param>
    /// <param name="onlyFirstRight">Images that the first alone reads right, 0 or more.</param>
    /// <param name="onlySecondRight">Images that the second alone reads right, 0 or more.</param>
    /// <param name="bothWrong">Images that both misread, 0 or more.</param>
    /// <param name="confidence">The level, 0 … 1 exclusive; 0.95 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, all are 0, or the level is out of range.</exception>
    public static PairedDifference From(int bothRight, int onlyFirstRight, int onlySecondRight, int bothWrong, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bothRight);
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirstRight);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecondRight);
        ArgumentOutOfRangeException.ThrowIfNegative(bothWrong);
        int count = checked(bothRight + onlyFirstRight + onlySecondRight + bothWrong);
        ArgumentOutOfRangeException.ThrowIfZero(count);
        int first = bothRight + onlyFirstRight;
        int second = bothRight + onlySecondRight;
        var a = WilsonInterval.From(first, count, confidence);
        var b = WilsonInterval.From(second, count, confidence);
        (double pa, double pb) = ((double)first / count, (double)second / count);
        double phi = Correlation(bothRight, onlyFirstRight, onlySecondRight, bothWrong);
        double difference = ((double)onlySecondRight - onlyFirstRight) / count;
        return new PairedDifference(
            difference,
            Math.Max(-1, difference - Hypotenuse(pb - b.Low, a.High - pa, phi)),
            Math.Min(1, difference + Hypotenuse(b.High - pb, pa - a.Low, phi)));
    }

    private static double Hypotenuse(double x, double y, double phi) => Math.Sqrt(Math.Max(0, (x * x) - (2 * phi * x * y) + (y * y)));

    /// <summary>Pearson's φ of the fourfold table, drawn towards 0 by n / 2 where it is positive; 0 where a margin is 0.</summary>
    private static double Correlation(double e, double f, double g, double h)
    {
        double margins = (e + f) * (g + h) * (e + g) * (f + h);
        double product = (e * h) - (f * g);
        if (product > 0)
            product = Math.Max(0, product - ((e + f + g + h) / 2));
        return margins == 0 ? 0 : product / Math.Sqrt(margins);
    }
}
