namespace Misread.Findings;

/// <summary>
/// Is there a group of images that the model fails on, or does it only look so? Candidates are chosen on one half of the
/// images, and what is told of them was measured on the other.
/// </summary>
/// <remarks>
/// <para>
/// On the discovery half a candidate goes on with at least 20 images, 5 errors, 1.3 times the errors expected within its
/// classes, z above 1.64, and no more than half of the images; the greatest z first, unless it overlaps one that is kept
/// (Jaccard above ½) or nothing remains of its z without those; at most 20. On the held-out half each has the exact test within
/// classes, and Holm's correction for all of them.
/// </para>
/// <para>
/// Where nothing is the matter it reports something in at most 5 of 100 data sets, by Holm's correction. Sources:
/// Y. Chung et al., "Slice Finder", ICDE 2019; N. Johnson et al., "Where does my model underperform?", HCOMP 2023.
/// </para>
/// </remarks>
public static class FailingGroups
{
    /// <summary>The least z on the discovery half.</summary>
    internal const double LeastZ = 1.64;

    private const int Most = 20;
    private const int LeastImages = 20;
    private const int LeastErrors = 5;
    private const double LeastRatio = 1.3;
    private const double MostOverlap = 0.5;

    /// <summary>Seeks groups.</summary>
    /// <param name="candidates">What may be one; see <see cref="GroupCandidates"/>.</param>
    /// <param name="labels"><c>[N]</c>; −1 for images that are left out.</param>
    /// <param name="predicted"><c>[N]</c> what was read.</param>
    /// <param name="split">The halves that the candidates were made with.</param>
    /// <param name="properties">What groups are named by.</param>
    /// <param name="level">Chance of any false group, 0 … 1 exclusive.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static FailingGroupsResult Find(
        IReadOnlyList<GroupCandidate> candidates,
        IReadOnlyList<int> labels,
        IReadOnlyList<int> predicted,
        GroupSplit split,
        IReadOnlyList<GroupProperty>? properties = null,
        double level = 0.05)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(split);
        if (labels.Count != predicted.Count)
            throw new ArgumentException($"{labels.Count} labels and {predicted.Count} readings do not fit", nameof(predicted));
        bool[] misread = [.. labels.Select((label, i) => label >= 0 && predicted[i] != label)];
        List<GroupCandidate> chosen = Choose(candidates, HalfCounts.Of(split.Discovery, labels, misread));
        var heldOut = HalfCounts.Of(split.HeldOut, labels, misread);
        HalfCounts whole = heldOut.Whole();
        WithinClass[] counts = [.. chosen.Select(c => (c.Kind == GroupKind.Class ? whole : heldOut).Count(c.Members))];
        double[] p = [.. counts.Select(c => c.PValue())];
        double[] adjusted = Holm.Adjust(p);
        var names = new GroupNames(labels, predicted, split, properties ?? []);
        IEnumerable<FailingGroup> standing = Enumerable.Range(0, chosen.Count).Where(j => adjusted[j] <= level).Select(j => new FailingGroup(
            chosen[j],
            counts[j].Members,
            counts[j].Observed,
            counts[j].Expected,
            counts[j].Ratio(),
            p[j],
            adjusted[j],
            names.Traits(chosen[j]),
            names.Classes(chosen[j]),
            names.ReadAs(chosen[j]),
            names.Examples(chosen[j])));
        return new FailingGroupsResult(
            [.. standing.OrderByDescending(g => g.Excess)], candidates.Count, chosen.Count, heldOut.Images, heldOut.Errors, level);
    }

    private static List<GroupCandidate> Choose(IReadOnlyList<GroupCandidate> candidates, HalfCounts half)
    {
        HalfCounts whole = half.Whole();
        var able = candidates.Select(c => (Candidate: c, Counts: (c.Kind == GroupKind.Class ? whole : half).Count(c.Members)))
            .Where(c => c.Counts.Members >= LeastImages && c.Counts.Members <= half.Images / 2 && c.Counts.Observed >= LeastErrors
                && c.Counts.Observed >= LeastRatio * c.Counts.Expected && c.Counts.Z > LeastZ)
            .OrderByDescending(c => c.Counts.Z);
        var kept = new List<GroupCandidate>();
        var sets = new List<HashSet<int>>();
        var covered = new HashSet<int>();
        foreach ((GroupCandidate candidate, _) in able)
        {
            if (kept.Count == Most)
                break;
            if (sets.Exists(set => Jaccard(set, candidate.Members) > MostOverlap))
                continue;
            if (kept.Count > 0 && (candidate.Kind == GroupKind.Class ? whole : half).Count(candidate.Members, covered).Z <= LeastZ)
                continue;
            kept.Add(candidate);
            sets.Add([.. candidate.Members]);
            covered.UnionWith(candidate.Members);
        }

        return kept;
    }

    private static double Jaccard(HashSet<int> a, int[] b)
    {
        int both = b.Count(a.Contains);
        return both / (double)Math.Max(1, a.Count + b.Length - both);
    }
}
