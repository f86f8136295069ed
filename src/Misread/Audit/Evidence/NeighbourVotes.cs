namespace Misread.Audit;

/// <summary>
/// What the nearest training images of each image are labelled, in the penultimate features of networks that were not
/// trained on it: evidence that owes nothing to the network's last layer, nor to the image's own label.
/// </summary>
/// <remarks>Immutable by agreement (the arrays are not copied), hence thread-safe.</remarks>
public sealed class NeighbourVotes
{
    private readonly int[] _counts;
    private readonly float[] _outlierScores;

    /// <summary>Wraps the counts.</summary>
    /// <param name="classCount">K, 1 or more.</param>
    /// <param name="asked">Neighbours of each image in all: k nearest of each of S networks are k · S.</param>
    /// <param name="counts"><c>[N,K]</c>, row-major: how many of them bear each label, summed over the networks.</param>
    /// <param name="outlierScores"><c>[N]</c>, 0 or more, the mean over the networks.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, a score is negative or not finite, or a row's counts do not sum to <paramref name="asked"/>.</exception>
    public NeighbourVotes(int classCount, int asked, int[] counts, float[] outlierScores)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(outlierScores);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(asked, 1);
        if (counts.Length != (long)outlierScores.Length * classCount)
            throw new ArgumentException($"{counts.Length} counts, expected {outlierScores.Length} × {classCount}", nameof(counts));
        for (int i = 0; i < outlierScores.Length; i++)
        {
            long sum = 0;
            foreach (int votes in counts.AsSpan(i * classCount, classCount))
                sum += votes < 0 ? throw new ArgumentException($"row {i}: {votes} votes", nameof(counts)) : votes;
            if (sum != asked)
                throw new ArgumentException($"row {i}: the votes sum to {sum}, expected {asked}", nameof(counts));
            if (!(outlierScores[i] >= 0) || float.IsInfinity(outlierScores[i]))
                throw new ArgumentException($"row {i}: the outlier score is {outlierScores[i]}, expected a number of 0 or more", nameof(outlierScores));
        }

        ClassCount = classCount;
        Asked = asked;
        _counts = counts;
        _outlierScores = outlierScores;
    }

    /// <summary>Number of images, N.</summary>
    public int Count => _outlierScores.Length;

    /// <summary>Number of classes, K.</summary>
    public int ClassCount { get; }

    /// <summary>Neighbours of each image in all: what each row's votes sum to.</summary>
    public int Asked { get; }

    /// <summary>How many neighbours of row <paramref name="i"/> bear each label, <c>[K]</c>.</summary>
    public ReadOnlySpan<int> Votes(int i) => _counts.AsSpan(i * ClassCount, ClassCount);

    /// <summary>How many neighbours of row <paramref name="i"/> bear a label; 0 for −1, which is no label.</summary>
    public int VotesFor(int i, int label) => label < 0 ? 0 : Votes(i)[label];

    /// <summary>The label that most neighbours of row <paramref name="i"/> bear; the lowest number among equals.</summary>
    public int Majority(int i)
    {
        ReadOnlySpan<int> votes = Votes(i);
        int best = 0;
        for (int k = 1; k < votes.Length; k++)
            best = votes[k] > votes[best] ? k : best;
        return best;
    }

    /// <summary>
    /// How far row <paramref name="i"/> lies from its neighbours, as a multiple of how far training images of their labels
    /// lie from theirs: about 1 within a crowd, far above it for an outlier. 0 when it coincides with all its neighbours.
    /// </summary>
    public double OutlierScore(int i) => _outlierScores[i];
}
