using System.Collections;
using System.Runtime.CompilerServices;

namespace Misread.Audit;

/// <summary>Finds the rows that each filter flags.</summary>
internal sealed class IssueFilters(LabelScan scan, ConfidentJoint joint, JointCounter counter)
{
    /// <summary>The flagged rows, ascending.</summary>
    public int[] Find(LabelFilter filter) => filter switch
    {
        LabelFilter.PruneByNoiseRate => Contested(NoiseRatePruning.Lowest(scan, joint)),
        LabelFilter.PruneByClass => Contested(LowestOfEachLabel()),
        LabelFilter.ConfidentLearning => OffDiagonal(),

        // Rows that tie with another class within the slack are no issue, so these are not all rows that differ.
        LabelFilter.PredictedNeqGiven => scan.Contested.ToArray(),
        LabelFilter.LowSelfConfidence => Lowest(i => scan.Rows[i].Given),
        LabelFilter.LowNormalizedMargin => Lowest(i => ScoreFormulas.NormalizedMargin(scan.Rows[i].Given, scan.Rows[i].Other)),
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "expected a filter that stands for itself"),
    };

    /// <summary>The rows in both of two ascending lists.</summary>
    public static int[] Intersection(int[] a, int[] b)
    {
        var common = new List<int>(Math.Min(a.Length, b.Length));
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            if (a[i] == b[j])
                common.Add(a[i]);
            (i, j) = (i + (a[i] <= b[j] ? 1 : 0), j + (b[j] <= a[i] ? 1 : 0));
        }

        return [.. common];
    }

    /// <summary>How many rows of label <paramref name="k"/> are to be flagged by <c>prune_by_class</c>: all but those truly k, and never the last.</summary>
    public static int PrunedOfClass(ConfidentJoint joint, int k) =>
        joint.LabelCounts[k] < 2 ? 0 : joint.LabelCounts[k] - Math.Max(joint.CalibratedCount(k, k), 1);

    /// <summary>The rows of each label with the lowest p(label): first the contested ones, which leave few others to look at.</summary>
    private LowestRows[] LowestOfEachLabel()
    {
        LowestRows[] total = [.. Enumerable.Range(0, scan.ClassCount).Select(k => new LowestRows(PrunedOfClass(joint, k)))];
        double[] bounds = new double[total.Length];
        scan.ForEachLabel(k =>
        {
            foreach (int i in scan.ContestedOf(k))
                total[k].Offer(scan.Rows[i].Given, i);
            bounds[k] = total[k].BoundOnceFull();
        });
        scan.ForEachBlock(
            () => bounds.Select((bound, k) => new LowestRows(PrunedOfClass(joint, k), bound)).ToArray(),
            OfferUncontested,
            lowest =>
            {
                for (int k = 0; k < lowest.Length; k++)
                    total[k].Offer(lowest[k]);
            });
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OfferUncontested(int start, int count, LowestRows[] lowest)
    {
        ReadOnlySpan<RowSummary> rows = scan.Rows.Slice(start, count);
        ReadOnlySpan<int> labels = scan.Labels.Slice(start, count);
        for (int i = 0; i < rows.Length; i++)
        {
            LowestRows ofLabel = lowest[labels[i]];
            if (rows[i].Given <= ofLabel.Cutoff && scan.LabelWins(start + i))
                ofLabel.Offer(rows[i].Given, start + i);
        }
    }

    /// <summary>The contested rows that the confident joint counts for another class.</summary>
    private int[] OffDiagonal()
    {
        var rows = new List<int>();
        double[] buffer = new double[scan.ClassCount];
        foreach (int i in scan.Contested)
        {
            int guess = counter.Guess(i, buffer);
            if (guess >= 0 && guess != scan.Labels[i])
                rows.Add(i);
        }

        return [.. rows];
    }

    /// <summary>As many of all rows as <c>confident_learning</c> flags.</summary>
    private int[] Lowest(Func<int, double> score)
    {
        var lowest = new LowestRows(OffDiagonal().Length);
        for (int i = 0; i < scan.Count; i++)
            lowest.Offer(score(i), i);
        int[] rows = new int[lowest.Kept.Length];
        for (int r = 0; r < rows.Length; r++)
            rows[r] = lowest.Kept[r].Row;
        Array.Sort(rows);
        return rows;
    }

    /// <summary>The contested ones among the rows that are kept, ascending, each once.</summary>
    private int[] Contested(IEnumerable<LowestRows> lowest)
    {
        var kept = new BitArray(scan.Count);
        foreach (LowestRows rows in lowest)
        {
            foreach ((_, int row) in rows.Kept)
                kept[row] = true;
        }

        ReadOnlySpan<int> contested = scan.Contested;
        int[] flagged = new int[contested.Length];
        int count = 0;
        foreach (int row in contested)
        {
            flagged[count] = row;
            count += kept[row] ? 1 : 0;
        }

        return flagged[..count];
    }
}
