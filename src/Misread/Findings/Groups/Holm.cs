namespace Misread.Findings;

/// <summary>
/// Several tests at once: adjusted so that any false one among those that stay below a level comes with a chance of at most
/// that level (S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian J. Statistics 6, 1979).
/// </summary>
public static class Holm
{
    /// <summary>The adjusted p values, in the order given.</summary>
    /// <param name="p">p values, 0 … 1.</param>
    public static double[] Adjust(IReadOnlyList<double> p)
    {
        ArgumentNullException.ThrowIfNull(p);
        double[] adjusted = new double[p.Count];
        double least = 0;
        foreach ((int rank, int i) in Enumerable.Range(0, p.Count).OrderBy(i => p[i]).Index())
            adjusted[i] = least = Math.Max(least, Math.Min(1, p[i] * (p.Count - rank)));
        return adjusted;
    }
}
