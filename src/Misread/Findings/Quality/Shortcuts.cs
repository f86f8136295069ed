using Misread.Imaging;
using Misread.Numerics;

namespace Misread.Findings;

/// <summary>Properties that tell the labels apart by themselves, so that a network might learn them instead of the picture.</summary>
/// <remarks>
/// A property that no permutation reached is permuted five times as often, since 1 / 200 would not stand up to the correction for
/// all properties. That keeps the level: what goes on has a p of 1 / 200 already.
/// </remarks>
public static class Shortcuts
{
    /// <summary>Permutations unless it is said otherwise.</summary>
    public const int DefaultPermutations = 199;

    /// <summary>Of more images a random choice of so many is looked at.</summary>
    public const int MostImages = 20_000;

    private const long SampleStream = 0x5343_5353;
    private const int More = 5;
    private const double Level = 0.05;
    private const double ContainerGain = 0.1;
    private const double ContentGain = 0.3;

    /// <summary>Tests every property.</summary>
    /// <param name="values"><c>[N]</c> rows of <see cref="ImageProperties.Of"/>.</param>
    /// <param name="labels"><c>[N]</c>; images with −1 are left out.</param>
    /// <param name="classes">K.</param>
    /// <param name="misread"><c>[N]</c> whether a model misreads each image; <see langword="null"/> without one.</param>
    /// <param name="glyphs">Whether properties of glyphs count.</param>
    /// <param name="permutations">How often labels are permuted, at least 19.</param>
    /// <param name="seed">Of folds and permutations.</param>
    /// <param name="threads">Threads; the result does not depend on it.</param>
    /// <returns>Those that differ beyond chance, the greatest gain first; none with fewer than two classes or 50 images.</returns>
    public static IReadOnlyList<Shortcut> Find(
        IReadOnlyList<double[]> values,
        IReadOnlyList<int> labels,
        int classes,
        IReadOnlyList<bool>? misread = null,
        bool glyphs = false,
        int permutations = DefaultPermutations,
        long seed = 42,
        int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(permutations, 19);
        int[] rows = Sample([.. Enumerable.Range(0, labels.Count).Where(i => labels[i] >= 0)], seed);
        int[] given = [.. rows.Select(i => labels[i])];
        if (rows.Length < Fence.LeastImages || given.Distinct().Count() < 2)
            return [];
        int[] tested = [.. Enumerable.Range(0, ImageProperty.All.Count).Where(p =>
            (glyphs || ImageProperty.All[p].Kind != PropertyKind.Glyph) && rows.Select(i => values[i][p]).Distinct().Skip(1).Any())];
        var found = new (double Observed, double High, double P, double Agree, double Disagree)[tested.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) };
        ShortcutTest[] tests = [.. tested.Select(p => new ShortcutTest([.. rows.Select(i => values[i][p])], given, classes, seed))];
        double[] observed = [.. tests.Select(t => t.Observed())];
        double[][] chance = [.. tests.Select(_ => new double[More * (permutations + 1) - 1])];
        int[] done = new int[tests.Length];
        for (int b = 0; b < chance.FirstOrDefault([]).Length; b++)
        {
            int[] going = [.. Enumerable.Range(0, tests.Length).Where(t => b < permutations || Reached(t) == 0)];
            if (going.Length == 0)
                break;
            int[] order = ShortcutTest.Order(rows.Length, seed, b);
            Parallel.ForEach(going, parallel, t => chance[t][done[t]++] = tests[t].Permuted(order));
        }

        Parallel.For(0, tests.Length, parallel, t =>
        {
            double[] sorted = [.. chance[t].Take(done[t]).Order()];
            (double agree, double disagree) = Accuracies(tests[t].Predictions(), given, rows, misread);
            found[t] = (observed[t], sorted[(int)(0.95 * sorted.Length)], (1 + sorted.Count(c => c >= observed[t])) / (sorted.Length + 1.0), agree, disagree);
        });
        double[] adjusted = Holm.Adjust([.. found.Select(f => f.P)]);
        double guess = 1.0 / given.Distinct().Count();
        return
        [
            .. tested.Select((p, t) => Judged(new Shortcut(
                    ImageProperty.All[p], found[t].Observed, guess, found[t].High, found[t].P, adjusted[t], found[t].Agree, found[t].Disagree, ShortcutVerdict.None)))
                .Where(s => s.Verdict != ShortcutVerdict.None).OrderByDescending(s => s.Gain),
        ];

        int Reached(int t) => chance[t].AsSpan(0, permutations).IndexOfAnyInRange(observed[t], double.PositiveInfinity) + 1;
    }

    private static int[] Sample(int[] rows, long seed)
    {
        if (rows.Length <= MostImages)
            return rows;
        new Prng(seed, SampleStream).Shuffle<int>(rows);
        return [.. rows.Take(MostImages).Order()];
    }

    /// <summary>Significance alone raises no alarm: with many images every property differs a little between classes.</summary>
    private static Shortcut Judged(Shortcut s)
    {
        double least = s.Property.Kind == PropertyKind.Container ? ContainerGain : ContentGain;
        return s with
        {
            Verdict = s.AdjustedPValue > Level ? ShortcutVerdict.None : s.Gain >= least ? ShortcutVerdict.Shortcut : ShortcutVerdict.Differs,
        };
    }

    private static (double Agree, double Disagree) Accuracies(int[] predicted, int[] labels, int[] rows, IReadOnlyList<bool>? misread)
    {
        if (misread is null)
            return (double.NaN, double.NaN);
        ILookup<bool, bool> right = Enumerable.Range(0, rows.Length).ToLookup(n => predicted[n] == labels[n], n => !misread[rows[n]]);
        return (Share(right[true]), Share(right[false]));

        static double Share(IEnumerable<bool> values) => values.Select(v => v ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();
    }
}
