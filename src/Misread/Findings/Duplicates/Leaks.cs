using Misread.Evaluation;

namespace Misread.Findings;

/// <summary>What copies of training images among the test images are worth.</summary>
/// <param name="Leaked">Test images with a copy among the training images, ascending.</param>
/// <param name="All">Right and all test images.</param>
/// <param name="Rest">The same without the leaked ones.</param>
/// <param name="OnLeaked">The same of the leaked ones.</param>
/// <param name="RestInterval">The accuracy without the leaked ones, with its 95 % interval.</param>
/// <param name="Worth">
/// Accuracy on all less that on the rest, with its 95 % interval: share of the leaked × difference of the accuracies (R. G. Newcombe's
/// interval for independent proportions, 1998). Leaked images may be easier by themselves, so it is an upper view.
/// </param>
public sealed record Leaks(
    IReadOnlyList<int> Leaked, RightOf All, RightOf Rest, RightOf OnLeaked, WilsonInterval RestInterval, PairedDifference Worth)
{
    /// <summary>Finds leaks.</summary>
    /// <param name="copies">The copies.</param>
    /// <param name="isTest"><c>[N]</c> whether an image is labelled and of the split that is judged.</param>
    /// <param name="isTrain"><c>[N]</c> whether the model may have been trained on it.</param>
    /// <param name="misread"><c>[N]</c>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Leaks Of(IEnumerable<ImageCopy> copies, IReadOnlyList<bool> isTest, IReadOnlyList<bool> isTrain, IReadOnlyList<bool> misread)
    {
        ArgumentNullException.ThrowIfNull(copies);
        ArgumentNullException.ThrowIfNull(isTest);
        ArgumentNullException.ThrowIfNull(isTrain);
        ArgumentNullException.ThrowIfNull(misread);
        if (isTest.Count != isTrain.Count || isTest.Count != misread.Count)
            throw new ArgumentException($"{isTest.Count}, {isTrain.Count} and {misread.Count} images do not fit", nameof(isTrain));
        var leaked = new SortedSet<int>();
        foreach (ImageCopy copy in copies)
        {
            if (isTest[copy.First] && isTrain[copy.Second])
                leaked.Add(copy.First);
            if (isTest[copy.Second] && isTrain[copy.First])
                leaked.Add(copy.Second);
        }

        int[] test = [.. Enumerable.Range(0, isTest.Count).Where(i => isTest[i])];
        RightOf all = Count(test);
        RightOf on = Count(leaked);
        var rest = new RightOf(all.Right - on.Right, all.Images - on.Images);
        return new Leaks([.. leaked], all, rest, on, WilsonInterval.From(rest.Right, rest.Images), WorthOf(all, rest, on));

        RightOf Count(IReadOnlyCollection<int> rows) => new(rows.Count(i => !misread[i]), rows.Count);
    }

    private static PairedDifference WorthOf(RightOf all, RightOf rest, RightOf on)
    {
        if (on.Images == 0 || rest.Images == 0)
            return default;
        double share = on.Images / (double)all.Images;
        (WilsonInterval a, WilsonInterval b) = (WilsonInterval.From(on.Right, on.Images), WilsonInterval.From(rest.Right, rest.Images));
        (double pa, double pb) = (on.Accuracy, rest.Accuracy);
        double below = Math.Sqrt(((pa - a.Low) * (pa - a.Low)) + ((b.High - pb) * (b.High - pb)));
        double above = Math.Sqrt(((a.High - pa) * (a.High - pa)) + ((pb - b.Low) * (pb - b.Low)));
        return new PairedDifference(share * (pa - pb), share * (pa - pb - below), share * (pa - pb + above));
    }
}

/// <summary>How many images are read right.</summary>
/// <param name="Right">Read as labelled.</param>
/// <param name="Images">All.</param>
public readonly record struct RightOf(int Right, int Images)
{
    /// <summary>Their share; NaN of none.</summary>
    public double Accuracy => Images == 0 ? double.NaN : Right / (double)Images;
}
