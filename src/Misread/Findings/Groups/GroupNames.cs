namespace Misread.Findings;

/// <summary>What names a group: properties that set it apart within its classes, its classes, what it is read as.</summary>
internal sealed class GroupNames(
    IReadOnlyList<int> labels, IReadOnlyList<int> predicted, GroupSplit split, IReadOnlyList<GroupProperty> properties)
{
    private const double LeastDistance = 0.2;
    private const double TimesTheShare = 2;
    private const int Shown = 12;

    /// <summary>The two properties whose AUC, group against the rest within class, is farthest from ½, if by 0.2 or more.</summary>
    public IReadOnlyList<string> Traits(GroupCandidate group)
    {
        var members = group.Members.ToHashSet();
        return
        [
            .. properties.Select(p => (Property: p, Area: Area(p.Values, members)))
                .Where(p => Math.Abs(p.Area - 0.5) >= LeastDistance)
                .OrderByDescending(p => Math.Abs(p.Area - 0.5)).Take(2)
                .Select(p => p.Area < 0.5 ? p.Property.LowWord : p.Property.HighWord),
        ];
    }

    /// <summary>Classes of which the group has twice their share or more.</summary>
    public IReadOnlyList<int> Classes(GroupCandidate group)
    {
        int all = labels.Count(l => l >= 0);
        var totals = labels.Where(l => l >= 0).CountBy(l => l).ToDictionary();
        int[] members = [.. group.Members.Where(i => labels[i] >= 0)];
        return
        [
            .. members.CountBy(i => labels[i]).Where(c => c.Value * (double)all >= TimesTheShare * totals[c.Key] * members.Length)
                .OrderByDescending(c => c.Value).Select(c => c.Key),
        ];
    }

    /// <summary>The wrong class that is read most often; −1 for none.</summary>
    public int ReadAs(GroupCandidate group) => group.Members.Where(IsMisread).CountBy(i => predicted[i])
        .OrderByDescending(c => c.Value).ThenBy(c => c.Key).Select(c => c.Key).Append(-1).First();

    /// <summary>Misread images of the held-out half first, then others of it, then the discovery half's.</summary>
    public IReadOnlyList<int> Examples(GroupCandidate group) =>
        [.. group.Members.Where(i => labels[i] >= 0).OrderBy(split.IsDiscovery).ThenByDescending(IsMisread).ThenBy(i => i).Take(Shown)];

    private bool IsMisread(int image) => labels[image] >= 0 && predicted[image] != labels[image];

    /// <summary>The mean over classes of the chance that an image of the group has the greater value, weighted by the group's images.</summary>
    private double Area(double[] values, HashSet<int> members)
    {
        (double sum, double weight) = (0, 0);
        foreach (var rows in Enumerable.Range(0, values.Length).Where(i => labels[i] >= 0 && !double.IsNaN(values[i])).GroupBy(i => labels[i]))
        {
            int[] order = [.. rows.OrderBy(i => values[i])];
            int inside = order.Count(members.Contains);
            int outside = order.Length - inside;
            if (inside == 0 || outside == 0)
                continue;
            double ranks = 0;
            for (int from = 0, to; from < order.Length; from = to)
            {
                for (to = from; to < order.Length && values[order[to]] == values[order[from]];)
                    to++;
                ranks += order[from..to].Count(members.Contains) * ((from + to + 1) / 2.0);
            }

            sum += (ranks - (inside * (inside + 1) / 2.0)) / outside;
            weight += inside;
        }

        return weight == 0 ? 0.5 : sum / weight;
    }
}
