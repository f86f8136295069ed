namespace Misread.Audit;

/// <summary>The part of a review that an image belongs to, frozen when the review begins.</summary>
public enum ReviewStratum
{
    /// <summary><c>misread</c>: read otherwise than labelled.</summary>
    Misread,

    /// <summary><c>doubtful</c>: read as labelled, but the most suspicious of these.</summary>
    Doubtful,

    /// <summary><c>rest</c>: all others.</summary>
    Rest,
}

/// <summary>
/// The images that a review speaks of, in the order of their suspicion and in three strata. It stays as it is while the review
/// goes on: later rankings may change the queue, never the strata.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ReviewFrame
{
    private readonly double[] _suspicion;
    private readonly ReviewStratum[] _stratum;
    private readonly int[][] _rows;

    private ReviewFrame(double[] suspicion, ReviewStratum[] stratum, int[] queue)
    {
        (_suspicion, _stratum, Queue) = (suspicion, stratum, queue);
        _rows = [.. Enum.GetValues<ReviewStratum>().Select(s => queue.Where(i => stratum[i] == s).ToArray())];
    }

    /// <summary>Number of images, N.</summary>
    public int Count => _suspicion.Length;

    /// <summary>All images, the most suspicious first: misread, doubtful, rest; at a tie the lowest number.</summary>
    public IReadOnlyList<int> Queue { get; }

    /// <summary>Divides images.</summary>
    /// <param name="suspicion"><c>[N]</c> any finite score; the higher, the likelier the label is wrong.</param>
    /// <param name="misread"><c>[N]</c> whether the image is read otherwise than labelled.</param>
    /// <exception cref="ArgumentException">There is no image, the lengths differ, or a score is not finite.</exception>
    public static ReviewFrame Of(ReadOnlySpan<double> suspicion, ReadOnlySpan<bool> misread)
    {
        if (suspicion.IsEmpty || suspicion.Length != misread.Length)
            throw new ArgumentException($"{suspicion.Length} scores and {misread.Length} readings, expected as many of both and at least one", nameof(misread));
        double[] scores = suspicion.ToArray();
        bool[] wrong = misread.ToArray();
        for (int i = 0; i < scores.Length; i++)
        {
            if (!double.IsFinite(scores[i]))
                throw new ArgumentException($"the score of image {i} is {scores[i]}, expected a finite number", nameof(suspicion));
        }

        int[] queue = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => wrong[i]).ThenByDescending(i => scores[i])];
        int first = wrong.Count(w => w);
        int doubtful = Math.Min(Math.Max(4 * first, 200), (scores.Length - first) / 2);
        var stratum = new ReviewStratum[scores.Length];
        for (int at = 0; at < queue.Length; at++)
            stratum[queue[at]] = at < first ? ReviewStratum.Misread : at < first + doubtful ? ReviewStratum.Doubtful : ReviewStratum.Rest;
        return new ReviewFrame(scores, stratum, queue);
    }

    /// <summary>The score of an image.</summary>
    public double Suspicion(int image) => _suspicion[image];

    /// <summary>The stratum of an image.</summary>
    public ReviewStratum Stratum(int image) => _stratum[image];

    /// <summary>The images of a stratum, the most suspicious first.</summary>
    public IReadOnlyList<int> Rows(ReviewStratum stratum) => _rows[(int)stratum];
}
