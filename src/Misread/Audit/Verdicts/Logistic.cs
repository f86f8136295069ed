namespace Misread.Audit;

/// <summary>Makes a probability of a sum of evidence: <c>1 / (1 + exp(−(b + a Λ)))</c>.</summary>
/// <param name="Slope">a.</param>
/// <param name="Intercept">b.</param>
public readonly record struct Logistic(double Slope, double Intercept)
{
    /// <summary>The probability, 0 … 1.</summary>
    /// <param name="sum">Λ; may be infinite.</param>
    public double Of(double sum) => 1 / (1 + Math.Exp(-(Intercept + (Slope * sum))));
}
