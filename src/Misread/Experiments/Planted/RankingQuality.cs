namespace Misread.Experiments;

/// <summary>How well a ranking, most suspicious first, finds the rows that are really wrong.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class RankingQuality
{
    private readonly int[] _foundUpTo;
    private readonly int _wrong;

    /// <summary>Scores a ranking.</summary>
    /// <param name="ranking">Rows, most suspicious first; not all rows need be ranked.</param>
    /// <param name="wrongRows">The rows that are really wrong, 1 or more.</param>
    /// <exception cref="ArgumentException">There is no wrong row, or a row is ranked twice.</exception>
    public RankingQuality(IReadOnlyList<int> ranking, IReadOnlyCollection<int> wrongRows)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(wrongRows);
        var wrong = new HashSet<int>(wrongRows);
        if (wrong.Count == 0)
            throw new ArgumentException("expected one wrong row or more", nameof(wrongRows));
        if (new HashSet<int>(ranking).Count != ranking.Count)
            throw new ArgumentException("a row is ranked twice", nameof(ranking));
        _wrong = wrong.Count;
        _foundUpTo = new int[ranking.Count + 1];
        double precisions = 0;
        for (int place = 1; place <= ranking.Count; place++)
        {
            bool hit = wrong.Contains(ranking[place - 1]);
            _foundUpTo[place] = _foundUpTo[place - 1] + (hit ? 1 : 0);
            precisions += hit ? _foundUpTo[place] / (double)place : 0;
        }

        AveragePrecision = precisions / _wrong;
    }

    /// <summary>The mean over all wrong rows of the precision at their place, 0 for those not ranked; 0 … 1.</summary>
    public double AveragePrecision { get; }

    /// <summary>The share of the first <paramref name="k"/> that is wrong; of fewer, when fewer are ranked, the missing ones count as right.</summary>
    /// <param name="k">1 or more.</param>
    public double PrecisionAt(int k) => FoundAt(k) / (double)k;

    /// <summary>The share of the wrong rows that is among the first <paramref name="k"/>.</summary>
    /// <param name="k">1 or more.</param>
    public double RecallAt(int k) => FoundAt(k) / (double)_wrong;

    private int FoundAt(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return _foundUpTo[Math.Min(k, _foundUpTo.Length - 1)];
    }
}
