namespace Misread.Findings;

/// <summary>A group of images that is misread more often than others of the same classes. All figures are of the held-out half.</summary>
/// <param name="Candidate">How it was found, and its images in both halves.</param>
/// <param name="Images">Its images in the held-out half.</param>
/// <param name="Errors">Those of them that are misread.</param>
/// <param name="Expected">Errors that as many images of the same classes have on average.</param>
/// <param name="Ratio">How many times as often it is misread as the rest; <see langword="null"/> with too few errors to say.</param>
/// <param name="PValue">The exact one-sided p of its errors.</param>
/// <param name="AdjustedPValue">The same, corrected for all that was tested (<see cref="Holm"/>).</param>
/// <param name="Traits">What names it: up to two properties in words, <c>dark</c> say; empty when no property stands out.</param>
/// <param name="Classes">Classes of which it has twice their share or more.</param>
/// <param name="ReadAs">The wrong class that its errors are read as most often, in both halves; −1 for none.</param>
/// <param name="Examples">Up to 12 of its misread images, then others.</param>
public sealed record FailingGroup(
    GroupCandidate Candidate,
    int Images,
    int Errors,
    double Expected,
    RiskRatio? Ratio,
    double PValue,
    double AdjustedPValue,
    IReadOnlyList<string> Traits,
    IReadOnlyList<int> Classes,
    int ReadAs,
    IReadOnlyList<int> Examples)
{
    /// <summary>Errors beyond those that were to be expected: what mending it would be worth in this half.</summary>
    public double Excess => Errors - Expected;
}

/// <summary>What a search for groups found.</summary>
/// <param name="Groups">Those that stand up, the most excess errors first.</param>
/// <param name="Looked">Candidates that were looked at.</param>
/// <param name="Tested">Those that went on to the held-out half.</param>
/// <param name="HeldOutImages">Images of that half.</param>
/// <param name="HeldOutErrors">Errors of that half.</param>
/// <param name="Level">Chance of any false group among those that stand up.</param>
public sealed record FailingGroupsResult(
    IReadOnlyList<FailingGroup> Groups, int Looked, int Tested, int HeldOutImages, int HeldOutErrors, double Level)
{
    /// <summary>
    /// The least risk ratio that a group of this share of the images would have needed to be found in four cases of five, by the
    /// normal approximation and the strictest step of the correction; infinite where the half has no errors.
    /// </summary>
    /// <param name="share">Share of the images, between 0 and 1.</param>
    public double LeastRatio(double share)
    {
        double rate = HeldOutImages == 0 ? 0 : HeldOutErrors / (double)HeldOutImages;
        double expected = share * HeldOutErrors;
        double deviation = Math.Sqrt(expected * (1 - share) * (1 - rate));
        double z = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 1 - (Level / Math.Max(1, Tested))) + 0.8416;
        return expected == 0 ? double.PositiveInfinity : 1 + (((z * deviation) + 0.5) / expected);
    }
}
