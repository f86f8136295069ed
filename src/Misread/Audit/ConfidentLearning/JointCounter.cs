using System.Runtime.CompilerServices;

namespace Misread.Audit;

/// <summary>
/// Finds the class that the model is confident of, row by row, and counts. Most rows are decided by their summary; only those
/// where a second class may reach its threshold are read again.
/// </summary>
internal sealed class JointCounter
{
    private readonly LabelScan _scan;
    private readonly double[] _reach;
    private readonly double _leastReach;

    private JointCounter(LabelScan scan, double[] thresholds)
    {
        _scan = scan;
        _reach = [.. thresholds.Select(t => t - ConfidentJoint.Slack)];
        _leastReach = _reach.Min();
    }

    /// <summary>Thresholds and joint.</summary>
    public static (ConfidentJoint Joint, JointCounter Counter) Count(LabelScan scan)
    {
        int classes = scan.ClassCount;
        (double[] thresholds, int[] labelCounts) = ThresholdsOf(scan);
        var counter = new JointCounter(scan, thresholds);
        int[] counts = new int[classes * classes];
        scan.ForEachBlock(
            () => new Tally(classes),
            counter.CountBlock,
            tally =>
            {
                for (int c = 0; c < counts.Length; c++)
                    counts[c] += tally.Counts[c];
            });
        for (int k = 0; k < classes; k++)
            counts[(k * classes) + k] = Math.Max(counts[(k * classes) + k], 1);
        return (new ConfidentJoint(thresholds, labelCounts, counts), counter);
    }

    /// <summary>The class that row <paramref name="i"/> counts for, or −1 when no probability reaches its threshold.</summary>
    /// <param name="i">The row.</param>
    /// <param name="buffer">Room for K doubles.</param>
    public int Guess(int i, Span<double> buffer)
    {
        ref readonly RowSummary row = ref _scan.Rows[i];
        if (row.First < _leastReach)
            return -1;
        if (row.Second < _leastReach)
            return row.First >= _reach[row.Top] ? row.Top : -1;
        int guess = -1;
        ReadOnlySpan<double> p = _scan.Row(i, buffer);
        for (int k = 0; k < p.Length; k++)
        {
            if (p[k] < _reach[k])
                continue;
            if (guess >= 0)
                return row.Top;
            guess = k;
        }

        return guess;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountBlock(int start, int count, Tally tally)
    {
        ReadOnlySpan<int> labels = _scan.Labels;
        int[] counts = tally.Counts;
        for (int i = start; i < start + count; i++)
        {
            ref readonly RowSummary row = ref _scan.Rows[i];
            if (row.Second < _leastReach)
            {
                // Half the rows reach their threshold, in no order that a processor could guess: no branch.
                counts[(labels[i] * _reach.Length) + row.Top] += row.First >= _reach[row.Top] ? 1 : 0;
                continue;
            }

            int guess = Guess(i, tally.Buffer);
            if (guess >= 0)
                counts[(labels[i] * _reach.Length) + guess]++;
        }
    }

    /// <summary>The mean probability of each label over its rows, in the order of the rows, and their number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double[] Thresholds, int[] Counts) ThresholdsOf(LabelScan scan)
    {
        ReadOnlySpan<RowSummary> rows = scan.Rows;
        ReadOnlySpan<int> labels = scan.Labels;
        var sums = new CompensatedSum[scan.ClassCount];
        int[] counts = new int[scan.ClassCount];
        for (int i = 0; i < rows.Length; i++)
        {
            sums[labels[i]].Add(rows[i].Given);
            counts[labels[i]]++;
        }

        double[] thresholds = [.. sums.Select((sum, k) => counts[k] == 0
            ? ConfidentJoint.UnreachableThreshold
            : Math.Max(ConfidentJoint.LowestThreshold, sum.Total / counts[k]))];
        return (thresholds, counts);
    }

    private sealed class Tally(int classes)
    {
        public int[] Counts { get; } = new int[classes * classes];

        public double[] Buffer { get; } = new double[classes];
    }

    /// <summary>A sum that keeps what each addition loses (A. Neumaier 1974): right to the last bit or two for any number of rows.</summary>
    private struct CompensatedSum
    {
        private double _sum;
        private double _lost;

        public readonly double Total => _sum + _lost;

        public void Add(double value)
        {
            double sum = _sum + value;
            _lost += _sum >= value ? _sum - sum + value : value - sum + _sum;
            _sum = sum;
        }
    }
}
