using System.Runtime.CompilerServices;

namespace Misread.Audit.ConfidentLearning;

/// <summary>Finds the rows that each filter flags.</summary>
internal sealed class IssueFilters(LabelScan scan, ConfidentJoint joint, int[] offDiagonal)
{
    /// <summary>The flagged rows, ascending.</summary>
    public int[] Find(LabelFilter filter) => filter switch
    {
        LabelFilter.PruneByNoiseRate => Kept(NoiseRatePruning.Rows(scan, joint)),
        LabelFilter.PruneByClass => Kept(LowestOfEachClass()),
        LabelFilter.ConfidentLearning => Kept(offDiagonal),
        LabelFilter.PredictedNeqGiven => Kept(Enumerable.Range(0, scan.Count).Where(i => scan.Rows[i].Top != scan.Labels[i])),
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

    private List<int> LowestOfEachClass()
    {
        LowestRows[] total = Create();
        scan.ForEachBlock(Create, Offer, lowest =>
        {
            for (int k = 0; k < lowest.Length; k++)
                total[k].Offer(lowest[k]);
        });
        var found = new List<int>();
        foreach (LowestRows lowest in total)
            found.AddRange(RowsOf(lowest));
        return found;

        LowestRows[] Create() => [.. Enumerable.Range(0, scan.ClassCount).Select(k => new LowestRows(PrunedOfClass(joint, k)))];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Offer(int start, int count, LowestRows[] lowest)
    {
        ReadOnlySpan<RowSummary> rows = scan.Rows;
        ReadOnlySpan<int> labels = scan.Labels;
        for (int i = start; i < start + count; i++)
        {
            LowestRows ofClass = lowest[labels[i]];
            if (rows[i].Given <= ofClass.Cutoff)
                ofClass.Offer(rows[i].Given, i);
        }
    }

    private int[] Lowest(Func<int, double> score)
    {
        var lowest = new LowestRows(Kept(offDiagonal).Length);
        for (int i = 0; i < scan.Count; i++)
            lowest.Offer(score(i), i);
        int[] rows = RowsOf(lowest);
        Array.Sort(rows);
        return rows;
    }

    private static int[] RowsOf(LowestRows lowest)
    {
        ReadOnlySpan<(double Key, int Row)> kept = lowest.Kept;
        int[] rows = new int[kept.Length];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = kept[i].Row;
        return rows;
    }

    /// <summary>Ascending, each once, without the rows whose label wins.</summary>
    private int[] Kept(IEnumerable<int> rows)
    {
        bool[] flagged = new bool[scan.Count];
        int count = 0;
        foreach (int i in rows)
        {
            if (flagged[i] || scan.LabelWins(i))
                continue;
            flagged[i] = true;
            count++;
        }

        int[] kept = new int[count];
        for (int i = 0, at = 0; at < count; i++)
        {
            if (flagged[i])
                kept[at++] = i;
        }

        return kept;
    }
}
