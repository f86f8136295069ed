using System.Runtime.CompilerServices;

namespace Misread.Audit;

/// <summary>
/// <c>prune_by_noise_rate</c>: for each label k and other class j the <c>C[k,j]</c> rows of label k with the greatest
/// p(j) − p(k), that is with the lowest p(k) − p(j), here the key. The summaries bound the keys first, so that one pass over
/// the blocks in parallel reads only the rows that may be kept.
/// </summary>
internal sealed class NoiseRatePruning
{
    private readonly LabelScan _scan;
    private readonly int[][] _classes;
    private readonly int[][] _quotas;

    private NoiseRatePruning(LabelScan scan, ConfidentJoint joint)
    {
        _scan = scan;
        _classes = [.. Enumerable.Range(0, scan.ClassCount).Select(k => ClassesOf(joint, k))];
        _quotas = [.. _classes.Select((classes, k) => classes.Select(j => joint.CalibratedRow(k)[j]).ToArray())];
    }

    /// <summary>What is kept for each pair of classes.</summary>
    public static IEnumerable<LowestRows> Lowest(LabelScan scan, ConfidentJoint joint)
    {
        var pruning = new NoiseRatePruning(scan, joint);
        double[][] bounds = new double[scan.ClassCount][];
        scan.ForEachLabel(k => bounds[k] = pruning.BoundsOf(k));
        var total = new LowestOfPairs(pruning._quotas, bounds, scan.ClassCount);
        scan.ForEachBlock(() => new LowestOfPairs(pruning._quotas, bounds, scan.ClassCount), pruning.Offer, total.Add);
        return total.All;
    }

    /// <summary>The other classes for which rows of label <paramref name="k"/> are flagged; the last image of a class never is.</summary>
    private static int[] ClassesOf(ConfidentJoint joint, int k) => joint.LabelCounts[k] < 2
        ? []
        : [.. Enumerable.Range(0, joint.ClassCount).Where(j => j != k && joint.CalibratedRow(k)[j] > 0)];

    /// <summary>
    /// For each class that rows of label <paramref name="k"/> are flagged for, a key that enough rows do not exceed: those that
    /// are read as this class, whose keys the summaries hold, or, if they are too few, any, whose keys their p(k) bounds.
    /// </summary>
    private double[] BoundsOf(int k)
    {
        int[] quotas = _quotas[k];
        LowestRows[] readAs = [.. quotas.Select(quota => new LowestRows(quota))];
        ReadOnlySpan<int> contested = _scan.ContestedOf(k);
        foreach (int i in contested)
        {
            ref readonly RowSummary row = ref _scan.Rows[i];
            int q = _classes[k].AsSpan().IndexOf(row.Top);
            if (q >= 0)
                readAs[q].Offer(row.Given - row.Other, i);
        }

        double[]? given = null;
        double[] bounds = [.. readAs.Select(lowest => lowest.BoundOnceFull())];
        for (int q = 0; q < bounds.Length; q++)
        {
            if (double.IsFinite(bounds[q]) || quotas[q] > contested.Length)
                continue;
            given ??= SortedGiven(contested);
            bounds[q] = given[quotas[q] - 1];
        }

        return bounds;
    }

    private double[] SortedGiven(ReadOnlySpan<int> rows)
    {
        double[] given = new double[rows.Length];
        for (int r = 0; r < given.Length; r++)
            given[r] = _scan.Rows[rows[r]].Given;
        Array.Sort(given);
        return given;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Offer(int start, int count, LowestOfPairs lowest)
    {
        ReadOnlySpan<int> labels = _scan.Labels.Slice(start, count);
        ReadOnlySpan<RowSummary> rows = _scan.Rows.Slice(start, count);
        double[] cutoffs = lowest.Cutoffs;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly RowSummary row = ref rows[i];
            int k = labels[i];
            if (row.Given - row.Other > cutoffs[k])
                continue;
            LowestRows[] kept = lowest.Of(k);
            if (row.Given - row.Second > cutoffs[k])
            {
                // Only its most probable class can keep it.
                int q = _classes[k].AsSpan().IndexOf(row.Top);
                if (q >= 0)
                    kept[q].Offer(row.Given - row.Other, start + i);
                continue;
            }

            ReadOnlySpan<double> p = _scan.Row(start + i, lowest.Buffer);
            int[] classes = _classes[k];
            double cutoff = double.NegativeInfinity;
            for (int q = 0; q < classes.Length; q++)
            {
                double key = row.Given - p[classes[q]];
                if (key <= kept[q].Cutoff)
                    kept[q].Offer(key, start + i);
                cutoff = double.MaxNative(cutoff, kept[q].Cutoff);
            }

            cutoffs[k] = cutoff;
        }
    }

    /// <summary>What one thread keeps for each pair of classes.</summary>
    private sealed class LowestOfPairs(int[][] quotas, double[][] bounds, int classes)
    {
        private readonly LowestRows[]?[] _kept = new LowestRows[classes][];

        /// <summary>For each label: a row whose least key is greater than this is kept for no class.</summary>
        public double[] Cutoffs { get; } = [.. bounds.Select(b => b.Length == 0 ? double.NegativeInfinity : b.Max())];

        /// <summary>Room for a row.</summary>
        public double[] Buffer { get; } = new double[classes];

        public IEnumerable<LowestRows> All => _kept.SelectMany(kept => kept ?? []);

        /// <summary>What is kept for label <paramref name="k"/>, in the order of its classes.</summary>
        public LowestRows[] Of(int k) => _kept[k] ??= [.. quotas[k].Select((quota, q) => new LowestRows(quota, bounds[k][q]))];

        public void Add(LowestOfPairs other)
        {
            for (int k = 0; k < _kept.Length; k++)
            {
                LowestRows[] theirs = other._kept[k] ?? [];
                for (int q = 0; q < theirs.Length; q++)
                    Of(k)[q].Offer(theirs[q]);
            }
        }
    }
}
