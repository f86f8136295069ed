namespace Misread.Imaging;

/// <summary>Every pair of images whose fingerprints differ by few bits: complete, not a sample.</summary>
public static class HashPairs
{
    /// <summary>Above so many images an index is faster than every pair.</summary>
    internal const int MostForAllPairs = 200_000;

    /// <summary>The greatest distance that the index finds completely.</summary>
    public const int MostDistance = 15;

    /// <summary>Finds the pairs.</summary>
    /// <param name="hashes"><c>[N]</c>.</param>
    /// <param name="distance">The greatest distance, 0 … 15 bits; 12 by default.</param>
    /// <param name="threads">Threads; the result does not depend on it.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <returns>Each pair once, the lower number first, in order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The distance is out of range.</exception>
    public static IReadOnlyList<(int First, int Second, int Distance)> Within(
        IReadOnlyList<PerceptualHash> hashes, int distance = 12, int threads = 1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        ArgumentOutOfRangeException.ThrowIfNegative(distance);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(distance, MostDistance);
        PerceptualHash[] all = [.. hashes];
        return all.Length > MostForAllPairs ? ByIndex(all, distance, threads, cancel) : AllPairs(all, distance, threads, cancel);
    }

    internal static List<(int First, int Second, int Distance)> AllPairs(PerceptualHash[] hashes, int distance, int threads, CancellationToken cancel) =>
        InParallel(hashes.Length, threads, (first, found) =>
        {
            PerceptualHash hash = hashes[first];
            for (int second = first + 1; second < hashes.Length; second++)
            {
                int bits = PerceptualHash.Distance(hash, hashes[second]);
                if (bits <= distance)
                    found.Add((first, second, bits));
            }
        }, cancel);

    /// <summary>
    /// M. Norouzi, A. Punjani, D. Fleet, "Fast exact search in Hamming space with multi-index hashing", PAMI 36 (2014): of four
    /// parts of 16 bits one differs by at most a quarter of the distance.
    /// </summary>
    internal static List<(int First, int Second, int Distance)> ByIndex(PerceptualHash[] hashes, int distance, int threads, CancellationToken cancel)
    {
        ushort[] masks = [.. Enumerable.Range(0, 1 << 16).Where(m => System.Numerics.BitOperations.PopCount((uint)m) <= distance / 4).Select(m => (ushort)m)];
        PartIndex[] frequencies = Indices(h => h.Frequencies);
        PartIndex[] gradients = Indices(h => h.Gradients);
        List<(int First, int Second, int Distance)> found = InParallel(hashes.Length, threads, (image, pairs) =>
        {
            PerceptualHash hash = hashes[image];
            var near = new HashSet<int>();
            Search(frequencies, hash.Frequencies, near);
            Search(frequencies, hash.FrequenciesMirrored, near);
            Search(gradients, hash.Gradients, near);
            Search(gradients, hash.GradientsMirrored, near);
            foreach (int other in near.Where(other => other != image))
            {
                int bits = PerceptualHash.Distance(hash, hashes[other]);
                if (bits <= distance)
                    pairs.Add((Math.Min(image, other), Math.Max(image, other), bits));
            }
        }, cancel);
        return [.. found.Distinct().Order()];

        PartIndex[] Indices(Func<PerceptualHash, ulong> bits) => [.. Enumerable.Range(0, 4).Select(part => new PartIndex(hashes, h => Part(bits(h), part)))];

        void Search(PartIndex[] parts, ulong bits, HashSet<int> near)
        {
            for (int part = 0; part < parts.Length; part++)
            {
                ushort own = Part(bits, part);
                foreach (ushort mask in masks)
                {
                    foreach (int image in parts[part].Images((ushort)(own ^ mask)))
                        near.Add(image);
                }
            }
        }
    }

    private static ushort Part(ulong bits, int part) => (ushort)(bits >> (16 * part));

    private static List<(int First, int Second, int Distance)> InParallel(
        int count, int threads, Action<int, List<(int First, int Second, int Distance)>> body, CancellationToken cancel)
    {
        var all = new List<(int First, int Second, int Distance)>();
        var gate = new Lock();
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancel },
            () => new List<(int First, int Second, int Distance)>(),
            (first, _, found) =>
            {
                body(first, found);
                return found;
            },
            found =>
            {
                lock (gate)
                    all.AddRange(found);
            });
        all.Sort();
        return all;
    }

    /// <summary>The images of each of 65,536 values, one behind the other.</summary>
    private sealed class PartIndex
    {
        private readonly int[] _starts = new int[(1 << 16) + 1];
        private readonly int[] _images;

        public PartIndex(PerceptualHash[] hashes, Func<PerceptualHash, ushort> part)
        {
            _images = new int[hashes.Length];
            foreach (PerceptualHash hash in hashes)
                _starts[part(hash) + 1]++;
            for (int v = 0; v < 1 << 16; v++)
                _starts[v + 1] += _starts[v];
            int[] at = _starts[..^1];
            for (int i = 0; i < hashes.Length; i++)
                _images[at[part(hashes[i])]++] = i;
        }

        public ReadOnlySpan<int> Images(ushort value) => _images.AsSpan(_starts[value].._starts[value + 1]);
    }
}
