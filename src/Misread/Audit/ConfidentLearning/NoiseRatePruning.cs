using System.Runtime.CompilerServices;

namespace Misread.Audit.ConfidentLearning;

/// <summary>
/// <c>prune_by_noise_rate</c>: for each label k and other class j the <c>C[k,j]</c> rows of label k with the greatest
/// p(j) − p(k). Goes over the blocks in parallel; most rows are passed over by their summary, because even their greatest
/// margin would not be kept.
/// </summary>
internal sealed class NoiseRatePruning
{
    private readonly LabelScan _scan;
    private readonly Quota[][] _quotas;

    private NoiseRatePruning(LabelScan scan, ConfidentJoint joint)
    {
        _scan = scan;
        _quotas = [.. Enumerable.Range(0, scan.ClassCount).Select(k => QuotasOf(joint, k))];
    }

    /// <summary>One other class, and how many rows are to be flagged for it.</summary>
    private readonly record struct Quota(int Class, int Count);

    /// <summary>The rows, in no order; a row may occur more than once, for several classes.</summary>
    public static List<int> Rows(LabelScan scan, ConfidentJoint joint)
    {
        var pruning = new NoiseRatePruning(scan, joint);
        double[][] bounds = [.. pruning._quotas.Select(quotas => quotas.Select(_ => double.PositiveInfinity).ToArray())];
        var total = new Lowest(pruning, bounds);

        // Rows whose label does not win come first: they have the greatest margins, so that most others are passed over.
        scan.ForEachBlock(() => new Lowest(pruning, bounds), (start, count, lowest) => pruning.Offer(start, count, lowest, labelWins: false), total.Add);
        bounds = total.Bounds();
        scan.ForEachBlock(() => new Lowest(pruning, bounds), (start, count, lowest) => pruning.Offer(start, count, lowest, labelWins: true), total.Add);
        return total.Rows();
    }

    private static Quota[] QuotasOf(ConfidentJoint joint, int k)
    {
        // The last image of a class is never flagged.
        if (joint.LabelCounts[k] < 2)
            return [];
        ReadOnlySpan<int> counts = joint.CalibratedRow(k);
        var quotas = new List<Quota>();
        for (int j = 0; j < counts.Length; j++)
        {
            if (j != k && counts[j] > 0)
                quotas.Add(new Quota(j, counts[j]));
        }

        return [.. quotas];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Offer(int start, int count, Lowest lowest, bool labelWins)
    {
        ReadOnlySpan<int> labels = _scan.Labels;
        ReadOnlySpan<RowSummary> rows = _scan.Rows;
        double[] cutoffs = lowest.Cutoffs;
        for (int i = start; i < start + count; i++)
        {
            int k = labels[i];
            if (rows[i].Given - rows[i].Other > cutoffs[k] || _scan.LabelWins(i) != labelWins)
                continue;
            Quota[] quotas = _quotas[k];
            ReadOnlySpan<double> p = _scan.Row(i, lowest.Buffer);
            double cutoff = double.NegativeInfinity;
            LowestRows[] kept = lowest.Of(k);
            for (int q = 0; q < quotas.Length; q++)
            {
                double key = p[k] - p[quotas[q].Class];
                if (key <= kept[q].Cutoff)
                    kept[q].Offer(key, i);
                cutoff = double.MaxNative(cutoff, kept[q].Cutoff);
            }

            cutoffs[k] = cutoff;
        }
    }

    /// <summary>What one thread keeps for each pair of classes, by p(k) − p(j) ascending.</summary>
    private sealed class Lowest(NoiseRatePruning pruning, double[][] bounds)
    {
        private readonly LowestRows[]?[] _kept = new LowestRows[pruning._quotas.Length][];

        /// <summary>For each label: a row whose least p(k) − p(j) is greater than this is kept for no class.</summary>
        public double[] Cutoffs { get; } = [.. bounds.Select(b => b.Length == 0 ? double.NegativeInfinity : b.Max())];

        /// <summary>Room for a row.</summary>
        public double[] Buffer { get; } = new double[pruning._scan.ClassCount];

        /// <summary>What is kept for label <paramref name="k"/>, in the order of its quotas.</summary>
        public LowestRows[] Of(int k) =>
            _kept[k] ??= [.. pruning._quotas[k].Select((quota, q) => new LowestRows(quota.Count, bounds[k][q]))];

        public void Add(Lowest other)
        {
            for (int k = 0; k < _kept.Length; k++)
            {
                LowestRows[] theirs = other._kept[k] ?? [];
                for (int q = 0; q < theirs.Length; q++)
                    Of(k)[q].Offer(theirs[q]);
            }
        }

        public List<int> Rows()
        {
            var rows = new List<int>();
            foreach (LowestRows kept in _kept.SelectMany(k => k ?? []))
            {
                foreach ((_, int row) in kept.Kept)
                    rows.Add(row);
            }

            return rows;
        }

        /// <summary>For each pair, a key that the rows kept so far make great enough.</summary>
        public double[][] Bounds() => [.. Enumerable.Range(0, _kept.Length).Select(k => Of(k).Select(kept => kept.BoundOnceFull()).ToArray())];
    }
}
