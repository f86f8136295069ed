namespace Misread.Compare;

/// <summary>One side of the comparison: a program with a number of threads.</summary>
/// <param name="Title">As the table has it.</param>
/// <param name="Does">Which jobs it can do.</param>
/// <param name="Run">Does a job once: the job, the number of images, a seed.</param>
internal sealed record Contestant(string Title, Func<Work, bool> Does, Func<Work, int, int, Outcome> Run)
{
    /// <summary>Times of its runs of the job at hand, and how well they read.</summary>
    public List<Outcome> Outcomes { get; } = [];

    /// <summary>Median of the times.</summary>
    public double Median
    {
        get
        {
            double[] sorted = [.. Outcomes.Select(o => o.Seconds).Order()];
            return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
        }
    }
}
