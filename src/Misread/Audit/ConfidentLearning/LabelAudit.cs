using Misread.Data;
using Misread.IO;

namespace Misread.Audit;

/// <summary>
/// Finds wrong labels from out-of-sample probabilities by confident learning (C. Northcutt, L. Jiang, I. Chuang, "Confident
/// learning: estimating uncertainty in dataset labels", Journal of Artificial Intelligence Research 70, 2021): class
/// thresholds, the joint distribution of given and true labels, the rows that it says are mislabelled, and scores that rank them.
/// </summary>
/// <remarks>
/// <para>
/// The probabilities of a row must come from a model that was not trained on that row: a model half-memorises the labels it
/// was trained on, and finds nothing wrong with them.
/// </para>
/// <para>
/// There is one count of issues, the number of rows that a filter flags; <see cref="Why"/> tells for each row and filter why it
/// is or is not among them. Rows tie in the order of their numbers, everywhere. Everything is computed in double precision and
/// has the same bits at any number of threads. Time O(N·K), one pass over the probabilities and a second over the rows that are
/// not decided by the first; memory 24 bytes a row, some hundred more an issue while filtering, and O(K²) on top of the probabilities.
/// </para>
/// <para>Thread-safe while the probabilities are not disposed of.</para>
/// </remarks>
public sealed class LabelAudit
{
    private static readonly int FilterCount = LabelFilterNames.All.Count;

    private readonly LabelScan _scan;
    private readonly JointCounter _counter;
    private readonly Lazy<int[]>[] _issues;

    private LabelAudit(LabelScan scan)
    {
        _scan = scan;
        (Joint, _counter) = JointCounter.Count(scan);
        var filters = new IssueFilters(scan, Joint, _counter);
        _issues = [.. Enumerable.Range(0, FilterCount).Select(f => new Lazy<int[]>(() => Find(filters, (LabelFilter)f)))];
    }

    /// <summary>Number of rows, <c>N</c>.</summary>
    public int Count => _scan.Count;

    /// <summary>Number of classes, <c>K</c>.</summary>
    public int ClassCount => _scan.ClassCount;

    /// <summary>
    /// How many rows were divided by their sum, because a probability exceeded 1 or the sum was further than
    /// <see cref="ProbabilityRows.ExactTolerance"/> from 1.
    /// </summary>
    public int ScaledRows => _scan.ScaledRows;

    /// <summary>Thresholds, the confident joint and what follows from it.</summary>
    public ConfidentJoint Joint { get; }

    /// <summary>Reads the probabilities and counts the joint.</summary>
    /// <param name="probabilities"><c>[N,K]</c>, K at least 2; kept, and read again where a row is asked for.</param>
    /// <param name="labels"><c>[N]</c> given labels, 0 … K − 1; kept, not copied.</param>
    /// <param name="threads">1 or more, or 0 for all cores. The result does not depend on it.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">There are fewer than two classes, no rows, or another number of labels than rows.</exception>
    /// <exception cref="DataFormatException">
    /// A row is not a distribution (<see cref="ProbabilityRows"/>) or a label is outside the classes; the message names the first such row.
    /// </exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static LabelAudit Of(ProbabilityMatrix probabilities, int[] labels, int threads = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return new LabelAudit(LabelScan.Run(probabilities, labels, threads == 0 ? Environment.ProcessorCount : threads, cancellation));
    }

    /// <summary>The given label of a row.</summary>
    public int Label(int row) => _scan.Labels[row];

    /// <summary>The most probable class of a row, the lowest number if several are.</summary>
    public int Predicted(int row) => _scan.Rows[row].Top;

    /// <summary>The probabilities of a row, <c>[K]</c>, divided by their sum if they needed that.</summary>
    public double[] Probabilities(int row) => _scan.Row(row, new double[ClassCount]).ToArray();

    /// <summary>The rows that a filter flags, ascending.</summary>
    public IReadOnlyList<int> Issues(LabelFilter filter) => _issues[(int)filter].Value;

    /// <summary>The rows that a filter flags, worst first: by score ascending, rows of equal score by number.</summary>
    public int[] Issues(LabelFilter filter, LabelScore rankBy)
    {
        int[] rows = [.. _issues[(int)filter].Value];
        double[] scores = new double[rows.Length];
        double[] buffer = new double[ClassCount];
        for (int i = 0; i < rows.Length; i++)
            scores[i] = Score(rows[i], rankBy, buffer);
        ScoreOrder.Sort(scores, rows);
        return rows;
    }

    /// <summary>The score of one row, 0 (suspicious) … 1 (clean).</summary>
    public double Score(int row, LabelScore score) =>
        Score(row, score, score is LabelScore.SelfConfidence or LabelScore.NormalizedMargin ? [] : new double[ClassCount]);

    /// <summary>The scores of all rows, <c>[N]</c>.</summary>
    public double[] Scores(LabelScore score)
    {
        double[] scores = new double[Count];
        _scan.ForEachBlock(
            () => new double[ClassCount],
            (start, count, buffer) =>
            {
                for (int i = start; i < start + count; i++)
                    scores[i] = Score(i, score, buffer);
            },
            _ => { });
        return scores;
    }

    /// <summary>How healthy the labels are, in all, by class and by pair of classes.</summary>
    /// <param name="filter">What counts as an issue.</param>
    public LabelHealth Health(LabelFilter filter) => LabelHealth.From(this, filter);

    /// <summary>Why a row is or is not flagged, filter by filter, in words and numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public LabelIssueReasons Why(int row)
    {
        if ((uint)row >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"expected a row of 0 … {Count - 1}");
        return new IssueExplainer(this, _scan, _counter).Explain(row);
    }

    private double Score(int row, LabelScore score, double[] buffer)
    {
        ref readonly RowSummary summary = ref _scan.Rows[row];
        if (score == LabelScore.SelfConfidence)
            return summary.Given;
        if (score == LabelScore.NormalizedMargin)
            return ScoreFormulas.NormalizedMargin(summary.Given, summary.Other);
        ReadOnlySpan<double> p = _scan.Row(row, buffer);
        if (ScoreFormulas.IsAdjusted(score))
        {
            ScoreFormulas.Adjust(p, Joint.ThresholdSpan, buffer);
            p = buffer;
        }

        return ScoreFormulas.Compute(score, p, _scan.Labels[row]);
    }

    private int[] Find(IssueFilters filters, LabelFilter filter) => filter == LabelFilter.Both
        ? IssueFilters.Intersection(_issues[(int)LabelFilter.PruneByNoiseRate].Value, _issues[(int)LabelFilter.PruneByClass].Value)
        : filters.Find(filter);
}
