using System.Numerics;
using Misread.Data;

namespace Misread.Findings;

/// <summary>
/// Finds images that are the same picture, or nearly: within a data set they count twice, across its splits they leak, and
/// with different labels one of them is wrong.
/// </summary>
/// <remarks>
/// The relative distance of two images is ‖x − y‖ / min(c(x), c(y)), where c is the norm of an image less its mean: how
/// much they differ, beside how much there is to be seen in either. At equal contrast and brightness it is √(2(1 − ρ)), with ρ their correlation.
/// Every pair of different images within the threshold is found, whatever the order of the images: of same images only those with the
/// first of them. In the order of contrast, only images of contrast up to 1 + threshold times one's own can be near (‖x − y‖ ≥ |c(x) − c(y)|); of these,
/// coarse images leave few whose pixels must be compared. O(N²), with some billions of pairs a second.
/// </remarks>
public static class NearDuplicates
{
    /// <summary>A tenth: correlated at .995 or above. It was chosen before any data was looked at.</summary>
    public const double DefaultThreshold = 0.1;

    /// <summary>Of how many nearest an image is told, at most: many alike would make pairs without end.</summary>
    public const int PairsPerImage = 10;

    private const int Block = 256;

    /// <summary>Finds the pairs.</summary>
    /// <param name="data">Images; labels may be missing.</param>
    /// <param name="threshold">The greatest relative distance, 0 … 1; 0 for same pixels only.</param>
    /// <param name="threads">1 or more, or 0 (default) for all processors; the result does not depend on it.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>Nearest first, then in the order of the rows.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is outside 0 … 1.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    public static IReadOnlyList<DuplicatePair> Find(
        Dataset data, double threshold = DefaultThreshold, int threads = 0, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!(threshold is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "expected 0 … 1");
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        var pairs = new List<DuplicatePair>();
        int[] distinct = SamePixels(data, pairs);
        (double Contrast, int Row)[] order = [.. distinct.Select(row => (Contrast(data.Image(row)), row)).Where(x => x.Item1 > 0).Order()];
        if (threshold > 0 && order.Length > 1)
        {
            var coarse = new CoarseImages(data, [.. order.Select(x => x.Row)]);
            var found = new List<DuplicatePair>[(order.Length + Block - 1) / Block];
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads, CancellationToken = cancel };
            Parallel.For(0, found.Length, parallel, b =>
            {
                found[b] = [];
                for (int i = b * Block; i < Math.Min(order.Length, (b + 1) * Block); i++)
                    found[b].AddRange(NearOf(i, data, order, coarse, threshold));
            });
            pairs.AddRange(found.SelectMany(f => f));
        }

        return [.. pairs.OrderBy(p => p.Distance).ThenBy(p => p.First).ThenBy(p => p.Second)];
    }

    // Pairs each image with the first of the same pixels; gives the firsts.
    private static int[] SamePixels(Dataset data, List<DuplicatePair> pairs)
    {
        var firsts = new Dictionary<int, int>(new ByPixels(data));
        for (int i = 0; i < data.Count; i++)
        {
            if (!firsts.TryAdd(i, i))
                pairs.Add(Pair(data, firsts[i], i, 0));
        }

        return [.. firsts.Values];
    }

    // The images behind one in the order of contrast, up to the greatest contrast that can be near.
    private static IEnumerable<DuplicatePair> NearOf(int i, Dataset data, (double Contrast, int Row)[] order, CoarseImages coarse, double threshold)
    {
        (double contrast, int row) = order[i];
        double reach = threshold * contrast;
        var near = new List<DuplicatePair>();
        for (int first = i + 1; first < order.Length && order[first].Contrast <= contrast + reach; first += CoarseImages.Lanes)
        {
            for (uint lanes = coarse.Near(i, first, reach); lanes != 0; lanes &= lanes - 1)
            {
                int other = order[first + BitOperations.TrailingZeroCount(lanes)].Row;
                double distance = Math.Sqrt(SquaredDistance(data.Image(row), data.Image(other))) / contrast;
                if (distance <= threshold)
                    near.Add(Pair(data, Math.Min(row, other), Math.Max(row, other), distance));
            }
        }

        return near.Count <= PairsPerImage ? near : near.OrderBy(p => p.Distance).ThenBy(p => p.First).ThenBy(p => p.Second).Take(PairsPerImage);
    }

    private static DuplicatePair Pair(Dataset data, int first, int second, double distance)
    {
        (int a, int b) = (data.Label(first), data.Label(second));
        return new DuplicatePair(first, second, distance, a >= 0 && b >= 0 && a != b, data.Split(first) != data.Split(second));
    }

    // Whole numbers until the root.
    private static double Contrast(ReadOnlySpan<byte> image)
    {
        long sum = 0, squares = 0;
        foreach (byte pixel in image)
        {
            sum += pixel;
            squares += pixel * pixel;
        }

        return Math.Sqrt(((image.Length * squares) - (sum * sum)) / (double)image.Length);
    }

    private static long SquaredDistance(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        long sum = 0;
        for (int p = 0; p < a.Length; p++)
            sum += (a[p] - b[p]) * (a[p] - b[p]);
        return sum;
    }

    private sealed class ByPixels(Dataset data) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => data.Image(x).SequenceEqual(data.Image(y));

        public int GetHashCode(int obj)
        {
            var hash = default(HashCode);
            hash.AddBytes(data.Image(obj));
            return hash.ToHashCode();
        }
    }
}
