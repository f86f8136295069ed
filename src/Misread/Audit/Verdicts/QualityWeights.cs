namespace Misread.Audit.Verdicts;

/// <summary>The weights of <see cref="LabelQuality"/>.</summary>
/// <param name="Neighbours">w₁, of the neighbours' log share.</param>
/// <param name="Pair">w₂, of how usual the pair of classes is among wrong labels.</param>
/// <param name="Margin">w₃, of the standardised AUM.</param>
/// <param name="ErrorNorm">w₄, of EL2N.</param>
/// <param name="Slope">a, which makes a probability of the lead where training dynamics are known.</param>
/// <param name="Intercept">b, the same.</param>
/// <param name="SlopeAlone">a where they are not.</param>
/// <param name="InterceptAlone">b where they are not: above 0, since most labels are right.</param>
public sealed record QualityWeights(
    double Neighbours, double Pair, double Margin, double ErrorNorm, double Slope, double Intercept, double SlopeAlone, double InterceptAlone)
{
    /// <summary>What every share of neighbours is raised by, so that none at all is not infinitely much evidence: half a vote of 15.</summary>
    public const double NeighbourPrior = 1.0 / 30;

    /// <summary>Chosen on synthetic digits, over three kinds of error and four rates, by <c>bench/audit/label-quality.cs</c>.</summary>
    public static QualityWeights Fitted { get; } = new(
        Neighbours: 0.5, Pair: 3, Margin: 2, ErrorNorm: 5, Slope: 0.31, Intercept: 3.8, SlopeAlone: 0.22, InterceptAlone: 2.9);
}
