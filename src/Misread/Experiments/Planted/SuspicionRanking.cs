namespace Misread.Experiments;

/// <summary>One way to put the most suspicious labels first.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Scores"><c>[N]</c>, low is suspicious; rows of equal score stand in the order of their numbers.</param>
public sealed record SuspicionRanking(string Name, IReadOnlyList<double> Scores)
{
    /// <summary>All rows, most suspicious first.</summary>
    public int[] Order() => [.. Enumerable.Range(0, Scores.Count).OrderBy(i => Scores[i])];
}
