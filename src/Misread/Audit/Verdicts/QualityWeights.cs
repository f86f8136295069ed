namespace Misread.Audit.Verdicts;

/// <summary>The weights of <see cref="LabelQuality"/>.</summary>
/// <param name="Neighbours">w₁, of the neighbours' log share.</param>
/// <param name="Margin">w₂, of the standardised AUM.</param>
/// <param name="Slope">a, which makes a probability of the lead.</param>
/// <param name="Intercept">b: above 0, since most labels are right.</param>
public sealed record QualityWeights(double Neighbours, double Margin, double Slope, double Intercept)
{
    /// <summary>What every share of neighbours is raised by, so that none at all is not infinitely much evidence: half a vote of 15.</summary>
    public const double NeighbourPrior = 1.0 / 30;

    /// <summary>Chosen on synthetic digits, over three kinds of error and four rates, by <c>bench/audit/label-quality.cs</c>.</summary>
    public static QualityWeights Fitted { get; } = new(0.3, 1, 1, 2);
}
