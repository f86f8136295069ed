namespace Misread.Findings;

/// <summary>
/// Copies of copies are one group: what must stay together in a fold, a split, or a half. Chains of more than ten are cut at their
/// weakest link, since in a long chain the ends are no copies any more.
/// </summary>
public static class CopyGroups
{
    /// <summary>Larger groups are cut.</summary>
    public const int Largest = 10;

    /// <summary>The group of every image: the lowest row of its group; its own for an image without copies.</summary>
    /// <param name="count">Number of images.</param>
    /// <param name="copies">The copies.</param>
    public static int[] Of(int count, IReadOnlyCollection<ImageCopy> copies)
    {
        ArgumentNullException.ThrowIfNull(copies);
        int[] root = [.. Enumerable.Range(0, count)];
        int[] size = [.. Enumerable.Repeat(1, count)];

        // The strongest links first: a link that would make a group too large is the weakest of it.
        foreach (ImageCopy copy in copies.OrderByDescending(c => c.Strength).ThenBy(c => c.First).ThenBy(c => c.Second))
        {
            (int a, int b) = (Root(copy.First), Root(copy.Second));
            if (a == b || (size[a] + size[b] > Largest && copy.Kind != CopyKind.Exact))
                continue;
            (a, b) = (Math.Min(a, b), Math.Max(a, b));
            root[b] = a;
            size[a] += size[b];
        }

        return [.. Enumerable.Range(0, count).Select(Root)];

        int Root(int i)
        {
            while (root[i] != i)
                i = root[i] = root[root[i]];
            return i;
        }
    }
}
