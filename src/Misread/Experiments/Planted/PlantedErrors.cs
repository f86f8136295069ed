using Misread.Data;
using Misread.Numerics;

namespace Misread.Experiments;

/// <summary>Labels of which some were made wrong on purpose, so that what finds wrong labels can be scored.</summary>
/// <param name="Labels"><c>[N]</c> labels, the wrong ones included.</param>
/// <param name="Rows">The rows whose label was changed, ascending.</param>
public sealed record PlantedLabels(int[] Labels, int[] Rows);

/// <summary>Plants label errors of known place. The same seed plants the same errors.</summary>
/// <remarks>
/// The number of errors is the rate times N, rounded half to even, as far as there are rows for them. Labels that were wrong before stay; on data whose labels
/// are not all right, what is found is scored a little too low. Thread-safe.
/// </remarks>
public static class PlantedErrors
{
    private const long UniformStream = 0x91A;
    private const long PairStream = 0x91B;
    private const long LookAlikeStream = 0x91C;

    /// <summary>Every row is as likely to be flipped as any other, and to any other class.</summary>
    /// <param name="labels"><c>[N]</c>, 0 … K − 1.</param>
    /// <param name="classCount">K, 2 or more.</param>
    /// <param name="rate">Share of rows to flip, 0 … 1.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="except">Rows to leave alone; or none.</param>
    public static PlantedLabels Uniform(ReadOnlySpan<int> labels, int classCount, double rate, long seed, IReadOnlySet<int>? except = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        var random = new Prng(seed, UniformStream);
        int[] wrong = labels.ToArray();
        int[] rows = Drawn(random, wrong.Length, CountOf(wrong.Length, rate), except);
        foreach (int row in rows)
            wrong[row] = (wrong[row] + 1 + random.Next(classCount - 1)) % classCount;
        return new PlantedLabels(wrong, rows);
    }

    /// <summary>Every row is as likely to be flipped as any other; each class goes to one other: the next, and the last to the first.</summary>
    /// <inheritdoc cref="Uniform"/>
    public static PlantedLabels ClassPair(ReadOnlySpan<int> labels, int classCount, double rate, long seed, IReadOnlySet<int>? except = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        int[] wrong = labels.ToArray();
        int[] rows = Drawn(new Prng(seed, PairStream), wrong.Length, CountOf(wrong.Length, rate), except);
        foreach (int row in rows)
            wrong[row] = (wrong[row] + 1) % classCount;
        return new PlantedLabels(wrong, rows);
    }

    /// <summary>
    /// Rows are flipped where a network already doubts, as people err: each is drawn with a weight of its greatest
    /// probability of another class, and becomes that class.
    /// </summary>
    /// <param name="predictions">Out-of-sample predictions of every row, all labelled.</param>
    /// <param name="rate">Share of rows to flip, 0 … 1.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="except">Rows to leave alone; or none.</param>
    /// <remarks>Drawn without replacement by the keys of Efraimidis and Spirakis (2006), "Weighted random sampling with a reservoir".</remarks>
    /// <exception cref="ArgumentException">A row bears no label, or there is one class only.</exception>
    public static PlantedLabels LookAlike(Predictions predictions, double rate, long seed, IReadOnlySet<int>? except = null)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var random = new Prng(seed, LookAlikeStream);
        int[] wrong = new int[predictions.Count];
        int[] other = new int[predictions.Count];
        double[] keys = new double[predictions.Count];
        for (int i = 0; i < wrong.Length; i++)
        {
            wrong[i] = predictions.Label(i);
            other[i] = wrong[i] == predictions.Predicted(i) ? predictions.RunnerUp(i) : predictions.Predicted(i);
            if (wrong[i] < 0 || other[i] < 0)
                throw new ArgumentException($"row {i}: expected a label and two classes or more", nameof(predictions));

            // ln(u) / w orders as u^(1/w) does; a row without any doubt comes last.
            keys[i] = Math.Log(1 - random.NextDouble()) / Math.Max(predictions.Probabilities(i)[other[i]], float.Epsilon);
        }

        int[] rows = [.. Enumerable.Range(0, wrong.Length).Where(i => except?.Contains(i) != true).OrderByDescending(i => keys[i]).Take(CountOf(wrong.Length, rate)).Order()];
        foreach (int row in rows)
            wrong[row] = other[row];
        return new PlantedLabels(wrong, rows);
    }

    private static int CountOf(int rows, double rate) => rate is >= 0 and <= 1
        ? (int)Math.Round(rate * rows, MidpointRounding.ToEven)
        : throw new ArgumentOutOfRangeException(nameof(rate), rate, "expected a share of 0 … 1");

    private static int[] Drawn(Prng random, int rows, int count, IReadOnlySet<int>? except) =>
        [.. random.Permutation(rows).Where(row => except?.Contains(row) != true).Take(count).Order()];
}
