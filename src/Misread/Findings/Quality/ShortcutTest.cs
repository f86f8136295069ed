using Misread.Numerics;

namespace Misread.Findings;

/// <summary>
/// Balanced accuracy of the best guess of the label by one property, over stratified folds, and the same under permuted labels.
/// Balanced, because by plain accuracy a property that knows nothing looks good wherever one class is frequent.
/// </summary>
/// <remarks>
/// The property is cut into quantile bins (2 … 16, a tenth of the smallest class) without regard to labels; in each bin the class
/// is predicted whose share of its own images is greatest. K. Brodersen et al., "The balanced accuracy and its posterior
/// distribution", ICPR 2010; M. Ojala, G. Garriga, "Permutation tests for studying classifier performance", JMLR 11 (2010).
/// </remarks>
internal sealed class ShortcutTest
{
    private const int Folds = 5;
    private const long Stream = 0x5343_5554;

    private readonly int[] _bin;
    private readonly int _bins;
    private readonly int _classes;
    private readonly int[] _labels;
    private readonly int[] _folds;

    /// <summary>Prepares the test of a property.</summary>
    /// <param name="values"><c>[N]</c>; undefined ones have a bin of their own.</param>
    /// <param name="labels"><c>[N]</c>, each 0 … K − 1.</param>
    /// <param name="classes">K.</param>
    /// <param name="seed">Of the folds.</param>
    public ShortcutTest(double[] values, int[] labels, int classes, long seed)
    {
        (_labels, _classes) = (labels, classes);
        int smallest = labels.CountBy(l => l).Min(c => c.Value);
        (_bin, _bins) = Bins(values, Math.Clamp(smallest / 10, 2, 16));
        _folds = new int[labels.Length];
        int next = 0;
        foreach (IGrouping<int, int> rows in Enumerable.Range(0, labels.Length).GroupBy(i => labels[i]).OrderBy(g => g.Key))
        {
            int[] order = [.. rows];
            new Prng(seed, Stream, rows.Key).Shuffle<int>(order);
            foreach (int i in order)
                _folds[i] = next++ % Folds;
        }
    }

    /// <summary>The balanced accuracy under the labels as they are.</summary>
    public double Observed() => BalancedAccuracy([.. Enumerable.Range(0, _labels.Length)]);

    /// <summary>The balanced accuracy when the labels are permuted.</summary>
    /// <param name="order">From <see cref="Order"/>.</param>
    public double Permuted(int[] order) => BalancedAccuracy(order);

    /// <summary>A permutation of the images; that of one number is the same for all properties.</summary>
    public static int[] Order(int count, long seed, int permutation) => new Prng(seed, Stream, -1, permutation).Permutation(count);

    /// <summary>What the property predicts of each image, by the folds in which the image is not.</summary>
    public int[] Predictions()
    {
        int[] all = [.. Enumerable.Range(0, _labels.Length)];
        int[][] best = Best(Count(all));
        return [.. all.Select(i => best[_folds[i]][_bin[i]])];
    }

    // Label and fold go together, so permuted labels are as stratified as the true ones.
    private double BalancedAccuracy(int[] order)
    {
        int[] counts = Count(order);
        int[][] best = Best(counts);
        double[] right = new double[_classes];
        double[] total = new double[_classes];
        for (int fold = 0; fold < Folds; fold++)
        {
            for (int bin = 0; bin < _bins; bin++)
            {
                for (int k = 0; k < _classes; k++)
                {
                    int count = counts[At(fold, bin, k)];
                    total[k] += count;
                    if (best[fold][bin] == k)
                        right[k] += count;
                }
            }
        }

        return Enumerable.Range(0, _classes).Where(k => total[k] > 0).Average(k => right[k] / total[k]);
    }

    /// <summary><c>[folds, bins, K]</c> images, the labels of <paramref name="order"/> laid over them.</summary>
    private int[] Count(int[] order)
    {
        int[] counts = new int[Folds * _bins * _classes];
        for (int i = 0; i < order.Length; i++)
            counts[At(_folds[order[i]], _bin[i], _labels[order[i]])]++;
        return counts;
    }

    /// <summary><c>[folds][bins]</c> the class that the other folds suggest for a bin.</summary>
    private int[][] Best(int[] counts)
    {
        int[][] best = new int[Folds][];
        for (int fold = 0; fold < Folds; fold++)
        {
            double[] size = new double[_classes];
            double[] sums = new double[_bins * _classes];
            for (int other = 0; other < Folds; other++)
            {
                for (int j = 0; other != fold && j < sums.Length; j++)
                {
                    sums[j] += counts[At(other, 0, j)];
                    size[j % _classes] += counts[At(other, 0, j)];
                }
            }

            best[fold] = new int[_bins];
            for (int bin = 0; bin < _bins; bin++)
            {
                double most = -1;
                for (int k = 0; k < _classes; k++)
                {
                    double share = size[k] == 0 ? 0 : sums[(bin * _classes) + k] / size[k];
                    if (share > most)
                        (most, best[fold][bin]) = (share, k);
                }
            }
        }

        return best;
    }

    private int At(int fold, int bin, int k) => (((fold * _bins) + bin) * _classes) + k;

    private static (int[] Bin, int Bins) Bins(double[] values, int wanted)
    {
        double[] known = [.. values.Where(v => !double.IsNaN(v)).Order()];
        double[] cuts = known.Length == 0
            ? []
            : [.. Enumerable.Range(1, wanted - 1).Select(b => known[(int)((long)b * known.Length / wanted)]).Distinct()];
        int[] bin = new int[values.Length];
        for (int i = 0; i < bin.Length; i++)
            bin[i] = double.IsNaN(values[i]) ? cuts.Length + 1 : cuts.Count(cut => values[i] >= cut);
        return (bin, cuts.Length + 2);
    }
}
