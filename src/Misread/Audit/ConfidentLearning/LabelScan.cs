using System.Runtime.CompilerServices;
using Misread.Data;
using Misread.Formats;

namespace Misread.Audit.ConfidentLearning;

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
    private readonly int _threads;
    private readonly CancellationToken _cancellation;

    private LabelScan(ProbabilityMatrix matrix, int[] labels, int threads, CancellationToken cancellation)
    {
        _matrix = matrix;
        _labels = labels;
        _threads = threads;
        _cancellation = cancellation;
        _rows = GC.AllocateUninitializedArray<RowSummary>(labels.Length);
        BlockRows = Math.Max(1, BlockElements / matrix.ClassCount);
    }

    public int Count => _rows.Length;

    public int ClassCount => _matrix.ClassCount;

    /// <summary>How many rows were divided by their sum.</summary>
    public int ScaledRows { get; private set; }

    public ReadOnlySpan<RowSummary> Rows => _rows;

    public ReadOnlySpan<int> Labels => _labels;

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
        int scaled = 0;
        scan.ForEachBlock((start, count, rows) =>
        {
            (int bad, int divided) = scan.Summarise(start, count, rows);
            Interlocked.Add(ref scaled, divided);
            for (int seen = firstBad; bad < seen; seen = firstBad)
                Interlocked.CompareExchange(ref firstBad, bad, seen);
        });
        if (firstBad < int.MaxValue)
            throw ProbabilityRows.Refusal(matrix.Source, firstBad, matrix.Rows(firstBad, 1, new double[matrix.ClassCount]));
        scan.ScaledRows = scaled;
        return scan;
    }

    /// <summary>Takes a block of rows as stored: its first row, its number of rows and their numbers.</summary>
    public delegate void BlockAction(int start, int count, ReadOnlySpan<double> rows);

    /// <summary>Goes over all rows as stored, in blocks, on several threads.</summary>
    public void ForEachBlock(BlockAction action) => ForEachBlock(
        () => new double[BlockRows * ClassCount],
        (start, count, buffer) => action(start, count, _matrix.Rows(start, count, buffer)),
        _ => { });

    /// <summary>Goes over the blocks without reading them, each thread with state of its own, which <paramref name="merge"/> is given one at a time.</summary>
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

    /// <summary>
    /// Whether the given label has the greatest probability once 10⁻⁶ is added to it: then the row is no issue, whatever
    /// the counts say.
    /// </summary>
    public bool LabelWins(int i)
    {
        ref readonly RowSummary row = ref _rows[i];
        double raised = row.Given + ConfidentJoint.Slack;
        return row.Top == _labels[i] || (row.Top < _labels[i] ? raised > row.Other : raised >= row.Other);
    }

    private int BlockCount => (Count + BlockRows - 1) / BlockRows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int FirstBad, int Scaled) Summarise(int start, int count, ReadOnlySpan<double> block)
    {
        int scaledRows = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> row = block.Slice(i * ClassCount, ClassCount);
            RowShape shape = ProbabilityRows.ShapeOf(row);
            if (!ProbabilityRows.IsDistribution(shape))
                return (start + i, scaledRows);
            int label = _labels[start + i];
            int top = ProbabilityRows.IndexOf(row, shape.First);
            double given = row[label];
            double other = top == label ? shape.Second : shape.First;
            bool scaled = ProbabilityRows.NeedsScaling(shape);
            double second = shape.Second;
            if (scaled)
            {
                scaledRows++;
                given /= shape.Sum;
                other /= shape.Sum;
                second /= shape.Sum;
            }

            _rows[start + i] = new RowSummary(given, other, MathF.BitIncrement((float)second), top, scaled);
        }

        return (int.MaxValue, scaledRows);
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
}
