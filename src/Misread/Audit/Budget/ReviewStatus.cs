namespace Misread.Audit;

/// <summary>An expected number of images, and a range of it that holds at all times of a review at once, at 95 %.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="Expected">Expected number.</param>
/// <param name="High">Upper end.</param>
public readonly record struct ErrorsLeft(int Low, double Expected, int High);

/// <summary>A share of the images, and a range of it that holds at all times of a review at once, at 95 %.</summary>
/// <param name="Low">Lower end, 0 … 1.</param>
/// <param name="Expected">Expected share.</param>
/// <param name="High">Upper end, 0 … 1.</param>
public readonly record struct AccuracyRange(double Low, double Expected, double High);

/// <summary>One stratum of a review.</summary>
/// <param name="Stratum">Which.</param>
/// <param name="Images">Images in it.</param>
/// <param name="Reviewed">Images that were looked at.</param>
/// <param name="Found">Wrong labels among those.</param>
/// <param name="Probes">Images that chance chose.</param>
/// <param name="ProbesFound">Wrong labels among those.</param>
/// <param name="Left">Wrong labels among the others.</param>
public sealed record StratumStatus(ReviewStratum Stratum, int Images, int Reviewed, int Found, int Probes, int ProbesFound, ErrorsLeft Left);

/// <summary>How attentive the person is, by controls under false labels.</summary>
/// <param name="Shown">Controls shown.</param>
/// <param name="Noticed">Controls that were noticed.</param>
/// <param name="Least">The least share of errors that is seen, by the 2.5 % limit of Clopper and Pearson; 1, an assumption, with fewer than 30.</param>
public readonly record struct ReviewAttention(int Shown, int Noticed, double Least)
{
    /// <summary>Fewer controls say nothing.</summary>
    public const int LeastControls = 30;

    /// <summary>Whether the figures assume that every error is seen.</summary>
    public bool IsAssumed => Shown < LeastControls;
}

/// <summary>Where a review stands.</summary>
/// <param name="Images">Images of the frame, N.</param>
/// <param name="Reviewed">Images that were looked at.</param>
/// <param name="Found">Wrong labels among them.</param>
/// <param name="Left">Wrong labels among all others.</param>
/// <param name="Accuracy">Share of all images that are read as they should have been labelled.</param>
/// <param name="Next">Likely errors among what comes next in the queue.</param>
/// <param name="Strata">The strata.</param>
/// <param name="Attention">What the controls say.</param>
/// <param name="Tolerance">The share of the images up to which errors may be left.</param>
/// <param name="Missing">What keeps it from suggesting to stop, a sentence each; empty when it does.</param>
public sealed record ReviewStatus(
    int Images,
    int Reviewed,
    int Found,
    ErrorsLeft Left,
    AccuracyRange Accuracy,
    NextForecast Next,
    IReadOnlyList<StratumStatus> Strata,
    ReviewAttention Attention,
    double Tolerance,
    IReadOnlyList<string> Missing)
{
    /// <summary>Whether it suggests to stop.</summary>
    public bool MayStop => Missing.Count == 0;
}
