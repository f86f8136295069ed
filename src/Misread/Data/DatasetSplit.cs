using Misread.Numerics;

namespace Misread.Data;

/// <summary>
/// Divides the images of a data set at random, each class in proportion (stratified). The same seed gives the same
/// division on every machine.
/// </summary>
public static class DatasetSplit
{
    private const int HoldOutStream = 0x5350_4C49;
    private const int FoldStream = 0x464F_4C44;

    /// <summary>
    /// A view of the same images in the same order and with the same ids, each of them now in the split <c>train</c> or
    /// <c>test</c>.
    /// </summary>
    /// <remarks>
    /// The test part has <c>round(N · testFraction)</c> images. Class k with n of the N gets the whole part of
    /// <c>n · testFraction</c>; the seats left over go to the largest remainders (Hamilton's method), the lowest class at
    /// a tie. Which images of a class go is drawn by a seeded shuffle of its rows. Images without a label count as a
    /// class of their own.
    /// </remarks>
    /// <param name="dataset">The images; their splits are forgotten.</param>
    /// <param name="testFraction">Between 0 and 1, both excluded.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="testFraction"/> is out of range.</exception>
    /// <exception cref="ArgumentException">One of the two parts would be empty.</exception>
    public static Dataset Stratified(Dataset dataset, double testFraction, long seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!(testFraction is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "expected a fraction between 0 and 1");
        int test = (int)Math.Round(dataset.Count * testFraction, MidpointRounding.AwayFromZero);
        if (test == 0 || test == dataset.Count)
            throw new ArgumentException($"{dataset.Count} images cannot give a fraction of {testFraction} away and keep one on each side", nameof(dataset));
        int[][] classes = RowsByClass(dataset, seed, HoldOutStream);
        int[] quota = Apportion([.. classes.Select(c => c.Length)], test, dataset.Count);
        byte[] splitOf = new byte[dataset.Count];
        for (int k = 0; k < classes.Length; k++)
        {
            foreach (int row in classes[k].AsSpan(0, quota[k]))
                splitOf[row] = 1;
        }

        return dataset.WithSplits([SplitNames.Train, SplitNames.Test], splitOf);
    }

    /// <summary>
    /// A test part drawn from the images that may be trained on, where a data set has no labelled test images: as
    /// <see cref="Stratified"/>, but images of a split <c>validation</c>, and unlabelled ones of a split <c>test</c>, stay there.
    /// </summary>
    /// <param name="dataset">The images.</param>
    /// <param name="testFraction">Between 0 and 1, both excluded; of the images that are divided.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="testFraction"/> is out of range.</exception>
    /// <exception cref="ArgumentException">One of the two parts would be empty.</exception>
    public static Dataset HoldOut(Dataset dataset, double testFraction, long seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        bool several = dataset.Splits.Count > 1;
        bool Stays(int i) => several && (dataset.Split(i) == SplitNames.Validation || (dataset.Split(i) == SplitNames.Test && dataset.Label(i) < 0));
        int[] divided = [.. Enumerable.Range(0, dataset.Count).Where(i => !Stays(i))];
        if (divided.Length == dataset.Count)
            return Stratified(dataset, testFraction, seed);
        Dataset parts = Stratified(dataset.Subset(divided), testFraction, seed);
        byte[] splitOf = new byte[dataset.Count];
        for (int i = 0; i < splitOf.Length; i++)
            splitOf[i] = dataset.Split(i) == SplitNames.Validation ? (byte)1 : (byte)2;
        for (int n = 0; n < divided.Length; n++)
            splitOf[divided[n]] = parts.Split(n) == SplitNames.Test ? (byte)2 : (byte)0;
        return dataset.WithSplits([SplitNames.Train, SplitNames.Validation, SplitNames.Test], splitOf);
    }

    /// <summary>Stratified K-fold cross-validation: the fold in which each row is held out, <c>[N]</c>, 0 … folds − 1.</summary>
    /// <remarks>
    /// The rows of each class are shuffled (seeded) and dealt to the folds in turn; the next class goes on dealing where the
    /// last one stopped. So the folds differ by at most one image, in all and in every class.
    /// </remarks>
    /// <param name="dataset">The images.</param>
    /// <param name="folds">Number of folds, 2 … N.</param>
    /// <param name="seed">Any number.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="folds"/> is out of range.</exception>
    public static int[] KFold(Dataset dataset, int folds, long seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(folds, dataset.Count);
        int[] foldOf = new int[dataset.Count];
        int next = 0;
        foreach (int row in RowsByClass(dataset, seed, FoldStream).SelectMany(rows => rows))
        {
            foldOf[row] = next;
            next = (next + 1) % folds;
        }

        return foldOf;
    }

    /// <summary>The rows of every class in random order; those without a label last.</summary>
    private static int[][] RowsByClass(Dataset dataset, long seed, int stream)
    {
        var rows = new List<int>[dataset.ClassCount + 1];
        for (int k = 0; k < rows.Length; k++)
            rows[k] = [];
        for (int i = 0; i < dataset.Count; i++)
            rows[dataset.Label(i) < 0 ? dataset.ClassCount : dataset.Label(i)].Add(i);
        int[][] shuffled = [.. rows.Select(r => r.ToArray())];
        for (int k = 0; k < shuffled.Length; k++)
            new Prng(seed, stream, k).Shuffle<int>(shuffled[k]);
        return shuffled;
    }

    private static int[] Apportion(int[] sizes, int seats, int total)
    {
        // Exact in integers: class k deserves sizes[k] · seats / total.
        int[] quota = [.. sizes.Select(n => (int)((long)n * seats / total))];
        int left = seats - quota.Sum();
        foreach (int k in Enumerable.Range(0, sizes.Length).OrderByDescending(k => (long)sizes[k] * seats % total).Take(left))
            quota[k]++;
        return quota;
    }
}
