using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Misread.Data;
using Misread.IO;

namespace Misread.Audit;

/// <summary>
/// Probabilities and given labels after one pass in parallel blocks: every row checked and summarised. What is stored for a
/// row depends on that row alone, so the result has the same bits at any number of threads.
/// </summary>
internal sealed class LabelScan
{
    /// <summary>A block of doubles that stays in a core's second-level cache.</summary>
    private const int BlockElements = 1 << 15;

    private readonly ProbabilityMatrix _matrix;
    private readonly int[] _labels;
    private readonly RowSummary[] _rows;
    private readonly Lazy<(int[] Rows, int[] Starts)> _byLabel;
    private int[] _contested = [];
    private readonly int _threads;
    private readonly CancellationToken _cancellation;

    private LabelScan(ProbabilityMatrix matrix, int[] labels, int threads, CancellationToken cancellation)
    {
        _matrix = matrix;
        _labels = labels;
        _threads = threads;
        _cancellation = cancellation;
        _rows = GC.AllocateUninitializedArray<RowSummary>(labels.Length);
        _byLabel = new(ByLabel);
        BlockRows = Math.Max(1, BlockElements / matrix.ClassCount);
    }

    public int Count => _rows.Length;

    public int ClassCount => _matrix.ClassCount;

    /// <summary>How many rows were divided by their sum.</summary>
    public int ScaledRows { get; private set; }

    public ReadOnlySpan<RowSummary> Rows => _rows;

    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>
    /// The rows, ascending, where another class is more probable than the given label even once 10⁻⁶ is added to it. All other
    /// rows are no issue, whatever the counts say; they only take places among the lowest.
    /// </summary>
    public ReadOnlySpan<int> Contested => _contested;

    /// <summary>The contested rows of a label, ascending.</summary>
    public ReadOnlySpan<int> ContestedOf(int label) =>
        _byLabel.Value.Rows.AsSpan(_byLabel.Value.Starts[label].._byLabel.Value.Starts[label + 1]);

    private int BlockRows { get; }

    /// <exception cref="ArgumentException">There are fewer than two classes or no rows, or another number of labels.</exception>
    /// <exception cref="DataFormatException">A row is not a distribution, or a label is outside the classes; the first such row is named.</exception>
    public static LabelScan Run(ProbabilityMatrix matrix, int[] labels, int threads, CancellationToken cancellation)
    {
        if (matrix.ClassCount < 2)
            throw new ArgumentException($"{matrix.Source}: expected probabilities of two classes or more, found {matrix.ClassCount}", nameof(matrix));
        if (labels.Length == 0 || labels.Length != matrix.Count)
            throw new ArgumentException($"{labels.Length} labels for {matrix.Count} rows of probabilities", nameof(labels));
        CheckLabels(matrix, labels);
        var scan = new LabelScan(matrix, labels, threads, cancellation);
        int firstBad = int.MaxValue;
        int[][] contested = new int[scan.BlockCount][];
        scan.ForEachBlock(
            () => new Findings(scan.BlockRows, matrix.ClassCount),
            (start, count, found) =>
            {
                scan.Summarise(start, count, matrix.Rows(start, count, found.Buffer), found);
                contested[start / scan.BlockRows] = found.TakeContested();
            },
            found =>
            {
                scan.ScaledRows += found.Scaled;
                firstBad = Math.Min(firstBad, found.FirstBad);
            });
        if (firstBad < int.MaxValue)
            throw ProbabilityRows.Refusal(matrix.Source, firstBad, matrix.Rows(firstBad, 1, new double[matrix.ClassCount]));
        scan._contested = [.. contested.SelectMany(rows => rows)];
        return scan;
    }

    /// <summary>Goes over all rows in blocks on several threads, each with state of its own, which <paramref name="merge"/> is given one at a time.</summary>
    public void ForEachBlock<T>(Func<T> create, Action<int, int, T> action, Action<T> merge)
        where T : class
    {
        // One state a thread and no more: a parallel loop over the blocks would make new ones every so often.
        var gate = new Lock();
        int next = -1;
        Parallel.For(0, _threads, new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = _cancellation }, _ =>
        {
            T? state = null;
            for (int block = Interlocked.Increment(ref next); block < BlockCount; block = Interlocked.Increment(ref next))
            {
                _cancellation.ThrowIfCancellationRequested();
                state ??= create();
                int start = block * BlockRows;
                action(start, Math.Min(BlockRows, Count - start), state);
            }

            if (state is null)
                return;
            lock (gate)
                merge(state);
        });
    }

    /// <summary>Goes over the labels on several threads.</summary>
    public void ForEachLabel(Action<int> action) =>
        Parallel.For(0, ClassCount, new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = _cancellation }, action);

    /// <summary>One row, divided by its sum if it needs that.</summary>
    /// <param name="i">The row.</param>
    /// <param name="buffer">Room for K doubles.</param>
    public ReadOnlySpan<double> Row(int i, Span<double> buffer)
    {
        ReadOnlySpan<double> row = _matrix.Rows(i, 1, buffer);
        if (!_rows[i].Scaled)
            return row;
        double sum = ProbabilityRows.ShapeOf(row).Sum;
        for (int k = 0; k < row.Length; k++)
            buffer[k] = row[k] / sum;
        return buffer;
    }

    /// <summary>Whether the given label has the greatest probability once 10⁻⁶ is added to it: the row is not contested.</summary>
    public bool LabelWins(int i) => LabelWins(_labels[i], _rows[i].Top, _rows[i].Given, _rows[i].Other);

    private static bool LabelWins(int label, int top, double given, double other) =>
        top == label || (top < label ? given + ConfidentJoint.Slack > other : given + ConfidentJoint.Slack >= other);

    private int BlockCount => (Count + BlockRows - 1) / BlockRows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Summarise(int start, int count, ReadOnlySpan<double> block, Findings found)
    {
        int i = 0;
        if (ProbabilityRows.PayInFours(ClassCount))
        {
            Span<double> first = stackalloc double[4];
            Span<double> second = stackalloc double[4];
            Span<double> top = stackalloc double[4];
            for (; i <= count - 4; i += 4)
            {
                FourShapes four = ProbabilityRows.ShapesOfFour(block.Slice(i * ClassCount, 4 * ClassCount), ClassCount);
                if (!ProbabilityRows.AreExact(four))
                {
                    for (int lane = 0; lane < 4; lane++)
                        Summarise(start + i + lane, block.Slice((i + lane) * ClassCount, ClassCount), found);
                    continue;
                }

                four.First.CopyTo(first);
                four.Second.CopyTo(second);
                four.Top.CopyTo(top);
                for (int lane = 0; lane < 4; lane++)
                {
                    double given = block[((i + lane) * ClassCount) + _labels[start + i + lane]];
                    Store(start + i + lane, given, first[lane], second[lane], (int)top[lane], scaled: false, found);
                }
            }
        }

        for (; i < count; i++)
            Summarise(start + i, block.Slice(i * ClassCount, ClassCount), found);
    }

    private void Summarise(int i, ReadOnlySpan<double> row, Findings found)
    {
        RowShape shape = ProbabilityRows.ShapeOf(row);
        if (!ProbabilityRows.IsDistribution(shape))
        {
            found.FirstBad = Math.Min(found.FirstBad, i);
            return;
        }

        int top = ProbabilityRows.IndexOf(row, shape.First);
        double divisor = 1;
        bool scaled = ProbabilityRows.NeedsScaling(shape);
        if (scaled)
        {
            found.Scaled++;
            divisor = shape.Sum;
        }

        Store(i, row[_labels[i]] / divisor, shape.First / divisor, shape.Second / divisor, top, scaled, found);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(int i, double given, double first, double second, int top, bool scaled, Findings found)
    {
        double other = top == _labels[i] ? second : first;
        _rows[i] = new RowSummary(given, other, MathF.BitIncrement((float)second), top, scaled);
        if (!LabelWins(_labels[i], top, given, other))
            found.Contest(i);
    }

    /// <summary>The contested rows, those of a label together, by counting.</summary>
    private (int[] Rows, int[] Starts) ByLabel()
    {
        int[] starts = new int[ClassCount + 1];
        foreach (int i in _contested)
            starts[_labels[i] + 1]++;
        for (int k = 0; k < ClassCount; k++)
            starts[k + 1] += starts[k];
        int[] next = starts[..^1];
        int[] rows = new int[_contested.Length];
        foreach (int i in _contested)
            rows[next[_labels[i]]++] = i;
        return (rows, starts);
    }

    private static void CheckLabels(ProbabilityMatrix matrix, int[] labels)
    {
        int bad = labels.AsSpan().IndexOfAnyExceptInRange(0, matrix.ClassCount - 1);
        if (bad >= 0)
        {
            throw new DataFormatException(
                $"row {bad}: label {labels[bad]} is outside the classes 0 … {matrix.ClassCount - 1} of {matrix.Source}; number the classes from 0 in the order of the columns.");
        }
    }

    /// <summary>What one thread comes upon.</summary>
    private sealed class Findings(int blockRows, int classes)
    {
        private readonly int[] _contested = new int[blockRows];
        private int _contestedCount;

        /// <summary>Room for a block of rows.</summary>
        public double[] Buffer { get; } = new double[blockRows * classes];

        public int Scaled { get; set; }

        public int FirstBad { get; set; } = int.MaxValue;

        public void Contest(int row) => _contested[_contestedCount++] = row;

        /// <summary>The contested rows since the last call.</summary>
        public int[] TakeContested()
        {
            int[] rows = _contested[.._contestedCount];
            _contestedCount = 0;
            return rows;
        }
    }
}
