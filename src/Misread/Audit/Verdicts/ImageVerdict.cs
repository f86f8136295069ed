namespace Misread.Audit;

/// <summary>What the audit makes of one suspicious image.</summary>
/// <param name="Row">The image's row among the predictions that were audited.</param>
/// <param name="Id">Its stable id.</param>
/// <param name="Given">Its label, 0 … K − 1.</param>
/// <param name="Suggested">What the image is if its label is wrong: a class that <paramref name="Text"/> names, never <paramref name="Given"/>.</param>
/// <param name="Probabilities"><c>[K]</c> calibrated probabilities (<see cref="Evaluation.TemperatureScaling"/>), those that people may read.</param>
/// <param name="Kind">The verdict.</param>
/// <param name="Quality">How likely the label is right by all evidence together, 0 (dirty) … 1 (clean): <see cref="LabelQuality"/>.</param>
/// <param name="Text">The verdict and its evidence in words: <c>label error likely: given 4, read 9 by 10 of 10 networks, 14 of 15 nearest neighbours are 9</c>.</param>
public sealed record ImageVerdict(
    int Row, string Id, int Given, int Suggested, IReadOnlyList<float> Probabilities, VerdictKind Kind, double Quality, string Text)
{
    /// <summary>Calibrated probability of the given label.</summary>
    public float GivenProbability => Probabilities[Given];

    /// <summary>Calibrated probability of the suggested label.</summary>
    public float SuggestedProbability => Probabilities[Suggested];
}
