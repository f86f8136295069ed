namespace Misread.Audit;

/// <summary>The weights of <see cref="LabelQuality"/>.</summary>
/// <param name="Neighbours">w₁, of the neighbours' log share.</param>
/// <param name="Pair">w₂, of how usual the pair of classes is among wrong labels.</param>
/// <param name="Margin">w₃, of the standardised AUM.</param>
/// <param name="ErrorNorm">w₄, of EL2N.</param>
/// <param name="Whole">What makes a probability of the lead where training dynamics are known.</param>
/// <param name="Untrained">The same where they are not, but neighbours are.</param>
/// <param name="Alone">
/// The same where the probabilities are all that is known; fitted to the rows that are read otherwise than labelled, since a line through all
/// rows goes by the many that are surely right, and believes labels that no network does.
/// </param>
public sealed record QualityWeights(
    double Neighbours, double Pair, double Margin, double ErrorNorm, Logistic Whole, Logistic Untrained, Logistic Alone)
{
    /// <summary>What every share of neighbours is raised by, so that none at all is not infinitely much evidence: half a vote of 15.</summary>
    public const double NeighbourPrior = 1.0 / 30;

    /// <summary>Chosen on synthetic digits, over three kinds of error and four rates, by <c>bench/audit/label-quality.cs</c>.</summary>
    public static QualityWeights Fitted { get; } = new(
        Neighbours: 0.5, Pair: 3, Margin: 2, ErrorNorm: 5, Whole: new(0.31, 3.8), Untrained: new(0.22, 2.9), Alone: new(0.28, 0.83));
}
