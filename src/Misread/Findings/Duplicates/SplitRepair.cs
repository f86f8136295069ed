namespace Misread.Findings;

/// <summary>A split without leaks: a test image that is a copy of a training image, or of one that becomes one, is trained on.</summary>
public static class SplitRepair
{
    /// <summary>The test images that go to the training images, ascending.</summary>
    /// <param name="copies">The copies.</param>
    /// <param name="isTest"><c>[N]</c> whether an image is of the split that is judged; every other one counts as training.</param>
    public static IReadOnlyList<int> Moved(IReadOnlyCollection<ImageCopy> copies, IReadOnlyList<bool> isTest)
    {
        ArgumentNullException.ThrowIfNull(copies);
        ArgumentNullException.ThrowIfNull(isTest);
        ILookup<int, int> partners = copies.SelectMany(c => new[] { (c.First, c.Second), (c.Second, c.First) }).ToLookup(c => c.Item1, c => c.Item2);
        var moved = new SortedSet<int>();
        var next = new Stack<int>(Enumerable.Range(0, isTest.Count).Where(i => !isTest[i]));
        while (next.TryPop(out int image))
        {
            foreach (int partner in partners[image].Where(p => isTest[p] && moved.Add(p)))
                next.Push(partner);
        }

        return [.. moved];
    }
}
