using Misread.Data;
using Misread.Findings;
using Misread.Training;

namespace Misread.Audit;

/// <summary>
/// What is known of each of N images when it is judged whose fault a misreading is. The predictions are always there; every
/// other part may be missing, since predictions of another framework come alone.
/// </summary>
/// <remarks>Rows are those of <see cref="Predictions"/> in every part. Immutable by agreement, hence thread-safe.</remarks>
public sealed class AuditEvidence
{
    /// <summary>Joins the parts.</summary>
    /// <param name="predictions">Class probabilities of every image, out-of-fold or held out: the mean over the seeds, if there are several.</param>
    /// <param name="bySeed">The predictions of each seed, or none.</param>
    /// <param name="dynamics">For each image how it fared in training, <see langword="null"/> for one that no network was trained on; or none at all.</param>
    /// <param name="neighbours">What the nearest training images of each image are called, or none.</param>
    /// <param name="duplicates">Pairs of near-duplicates, or none: not looked for (an empty list: looked for, not found).</param>
    /// <exception cref="ArgumentException">A part has another number of images or classes, or a pair names a row that is not there.</exception>
    public AuditEvidence(
        Predictions predictions,
        IReadOnlyList<Predictions>? bySeed = null,
        IReadOnlyList<DynamicsScores?>? dynamics = null,
        NeighbourVotes? neighbours = null,
        IReadOnlyList<DuplicatePair>? duplicates = null)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        Predictions = predictions;
        BySeed = bySeed ?? [];
        Dynamics = dynamics;
        Neighbours = neighbours;
        Duplicates = duplicates;
        if (BySeed.FirstOrDefault(s => s.Count != Count || s.ClassCount != predictions.ClassCount) is { } other)
            throw new ArgumentException($"a seed has {other.Count} rows of {other.ClassCount} classes, expected {Count} of {predictions.ClassCount}", nameof(bySeed));
        if (dynamics is not null && dynamics.Count != Count)
            throw new ArgumentException($"training dynamics of {dynamics.Count} images, expected {Count}", nameof(dynamics));
        if (neighbours is not null && (neighbours.Count != Count || neighbours.ClassCount != predictions.ClassCount))
            throw new ArgumentException($"neighbours of {neighbours.Count} images in {neighbours.ClassCount} classes, expected {Count} in {predictions.ClassCount}", nameof(neighbours));
        foreach (DuplicatePair pair in duplicates ?? [])
        {
            if (pair.First < 0 || pair.First >= pair.Second || pair.Second >= Count)
                throw new ArgumentException($"rows {pair.First} and {pair.Second} are not a pair in ascending order within 0 … {Count - 1}", nameof(duplicates));
        }
    }

    /// <summary>Number of images, N.</summary>
    public int Count => Predictions.Count;

    /// <summary>Ids, given labels and class probabilities: the mean over the seeds.</summary>
    public Predictions Predictions { get; }

    /// <summary>The predictions of each of S seeds; empty when they are not known.</summary>
    public IReadOnlyList<Predictions> BySeed { get; }

    /// <summary>
    /// <c>[N]</c>: how each image fared in the trainings that it took part in, means over those networks;
    /// <see langword="null"/> for an image that took part in none, or as a whole when nothing was recorded.
    /// </summary>
    public IReadOnlyList<DynamicsScores?>? Dynamics { get; }

    /// <summary>What the nearest training images of each image are called, in features of networks that had not seen it; or <see langword="null"/>.</summary>
    public NeighbourVotes? Neighbours { get; }

    /// <summary>Near-duplicates, nearest first; empty when there are none, <see langword="null"/> when they were not looked for.</summary>
    public IReadOnlyList<DuplicatePair>? Duplicates { get; }
}
