using Misread.Data;
using Misread.Evaluation;

namespace Misread.Findings;

/// <summary>
/// Two ways of training, each carried out with the same several seeds, compared on the same images: not whether one network is
/// better than another, but whether one way is.
/// </summary>
/// <remarks>
/// <para>
/// Two things are left to chance, and each has its figure. <see cref="Difference"/> resamples seeds: what other seeds would
/// give on these very images. <see cref="PValue"/> counts images: what other images of the same kind would give with these
/// very networks, whose luck it takes for granted: between networks of one and the same training it is small far more often
/// than its level. Neither covers both, so a claim should need both.
/// </para>
/// <para>
/// The seeds are tested on the same images, so their McNemar tables must not be added up nor their p multiplied: an image that
/// is gained with five seeds is one image. Therefore each image counts once, by the sign of its sum over the seeds (the sign
/// test, of which McNemar's is the case of one seed). It does not say by how much.
/// </para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
public sealed class SeededComparison
{
    private SeededComparison(Comparison[] bySeed)
    {
        BySeed = bySeed;
        FirstErrors = bySeed.Average(c => c.FirstErrors);
        SecondErrors = bySeed.Average(c => c.SecondErrors);
        double[] differences = [.. bySeed.Select(c => (double)c.SecondErrors - c.FirstErrors)];
        Difference = BootstrapInterval.OfMean(differences);
        var balance = new Dictionary<int, int>();
        foreach (Comparison comparison in bySeed)
        {
            foreach (int row in comparison.Gained)
                balance[row] = balance.GetValueOrDefault(row) + 1;
            foreach (int row in comparison.Lost)
                balance[row] = balance.GetValueOrDefault(row) - 1;
        }

        Gained = balance.Values.Count(b => b > 0);
        Lost = balance.Values.Count(b => b < 0);
        PValue = McNemar.PValue(Lost, Gained);
    }

    /// <summary>The comparison of each seed, in the order given.</summary>
    public IReadOnlyList<Comparison> BySeed { get; }

    /// <summary>Images that the first way's networks misread, mean over the seeds.</summary>
    public double FirstErrors { get; }

    /// <summary>Images that the second way's networks misread, mean over the seeds.</summary>
    public double SecondErrors { get; }

    /// <summary>Errors of the second way less those of the first with the same seed: mean, and 95 % interval over the seeds.</summary>
    public BootstrapInterval Difference { get; }

    /// <summary>Images that more networks of the second way read right than of the first.</summary>
    public int Gained { get; }

    /// <summary>Images that fewer networks of the second way read right than of the first.</summary>
    public int Lost { get; }

    /// <summary>The exact two-sided p of the sign test on <see cref="Gained"/> and <see cref="Lost"/>, 0 … 1.</summary>
    public double PValue { get; }

    /// <summary>Compares two ways of training.</summary>
    /// <param name="first">What each network of the first way says, one a seed.</param>
    /// <param name="second">What each network of the second way says, with the same seeds in the same order.</param>
    /// <param name="rows">The rows to compare, all labelled, none trained on, none twice; at least one.</param>
    /// <exception cref="ArgumentException">The numbers of networks differ or are 0, or <see cref="Comparison.From"/> refuses a pair.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row is outside the predictions.</exception>
    public static SeededComparison From(IReadOnlyList<Predictions> first, IReadOnlyList<Predictions> second, IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count || first.Count == 0)
            throw new ArgumentException($"expected a network of each way for every seed, found {first.Count} and {second.Count}", nameof(second));
        return new SeededComparison([.. first.Zip(second, (a, b) => Comparison.From(a, b, rows))]);
    }
}
