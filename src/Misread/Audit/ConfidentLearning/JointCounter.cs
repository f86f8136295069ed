namespace Misread.Audit.ConfidentLearning;

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
        Thresholds = thresholds;
    }

    public double[] Thresholds { get; }

    /// <summary>Thresholds, joint, and the rows that lie off its diagonal, ascending.</summary>
    public static (ConfidentJoint Joint, int[] OffDiagonal, JointCounter Counter) Count(LabelScan scan, ClassRows byClass)
    {
        int classes = scan.ClassCount;
        var counter = new JointCounter(scan, ThresholdsOf(scan, byClass));
        int[] counts = new int[classes * classes];
        var offDiagonal = new List<int>();
        scan.ForEachBlock(
            () => new Tally(classes),
            counter.CountBlock,
            tally =>
            {
                for (int c = 0; c < counts.Length; c++)
                    counts[c] += tally.Counts[c];
                offDiagonal.AddRange(tally.OffDiagonal);
            });
        for (int k = 0; k < classes; k++)
            counts[(k * classes) + k] = Math.Max(counts[(k * classes) + k], 1);
        offDiagonal.Sort();
        int[] labelCounts = [.. Enumerable.Range(0, classes).Select(k => byClass.Of(k).Length)];
        return (new ConfidentJoint(counter.Thresholds, labelCounts, counts), [.. offDiagonal], counter);
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

    private void CountBlock(int start, int count, Tally tally)
    {
        ReadOnlySpan<int> labels = _scan.Labels;
        for (int i = start; i < start + count; i++)
        {
            int guess = Guess(i, tally.Buffer);
            if (guess < 0)
                continue;
            tally.Counts[(labels[i] * tally.Buffer.Length) + guess]++;
            if (guess != labels[i])
                tally.OffDiagonal.Add(i);
        }
    }

    private static double[] ThresholdsOf(LabelScan scan, ClassRows byClass)
    {
        double[] thresholds = new double[scan.ClassCount];
        scan.ForEachClass(k =>
        {
            ReadOnlySpan<int> rows = byClass.Of(k);
            var mean = default(CompensatedSum);
            foreach (int i in rows)
                mean.Add(scan.Rows[i].Given);
            thresholds[k] = rows.IsEmpty
                ? ConfidentJoint.UnreachableThreshold
                : Math.Max(ConfidentJoint.LowestThreshold, mean.Total / rows.Length);
        });
        return thresholds;
    }

    private sealed class Tally(int classes)
    {
        public int[] Counts { get; } = new int[classes * classes];

        public double[] Buffer { get; } = new double[classes];

        public List<int> OffDiagonal { get; } = [];
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
