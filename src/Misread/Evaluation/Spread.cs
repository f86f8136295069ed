using System.Globalization;

namespace Misread.Evaluation;

/// <summary>A mean over seeds with its spread.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation of a sample, with n − 1; 0 for one value.</param>
public readonly record struct Spread(double Mean, double Deviation)
{
    /// <summary>Of some values.</summary>
    /// <param name="values">1 or more.</param>
    public static Spread Of(IReadOnlyCollection<double> values)
    {
        double mean = values.Average();
        return new Spread(mean, values.Count < 2 ? 0 : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1)));
    }

    /// <summary><c>0.987 ± 0.002</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Mean:0.000} ± {Deviation:0.000}");
}
