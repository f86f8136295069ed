using Misread.Data;
using Misread.Findings;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Findings;

public sealed class NearDuplicatesTests
{
    [Fact]
    public void Pairs_of_a_case_by_hand()
    {
        // 0 and 1: (0, 100, 0, 100) has the norm 100 about its mean of 50; they differ by 6 and 8, so by 10: 0.1.
        // 2 is 0 again, in another split and of another label; 3 is far from all; 4 and 5 are blank.
        Dataset train = Images("train", [0, 1, -1], [0, 100, 0, 100], [6, 100, 8, 100], [0, 0, 0, 0]);
        Dataset test = Images("test", [1, 0, 0], [0, 100, 0, 100], [200, 0, 0, 90], [0, 0, 0, 0]);
        var data = Dataset.Concat(train, test);

        DuplicatePair[] pairs = [.. Find(data, 0.15)];

        // The second has sums of 214 and squares of 20100: 20100 − 214²/4 = 8651, the lesser contrast.
        double distance = 10 / Math.Sqrt(8651);
        Assert.Equal(3, pairs.Length);
        Assert.Equal(new DuplicatePair(0, 3, 0, LabelsDiffer: true, CrossesSplits: true), pairs[0]);
        Assert.Equal(new DuplicatePair(2, 5, 0, LabelsDiffer: false, CrossesSplits: true), pairs[1]);
        Assert.Equal((0, 1, true, false), (pairs[2].First, pairs[2].Second, pairs[2].LabelsDiffer, pairs[2].CrossesSplits));
        Assert.Equal(distance, pairs[2].Distance, 1e-12);
        Assert.Equal(2, Find(data, 0).Count);
    }

    [Theory]
    [InlineData(28, 28, 3)]
    [InlineData(5, 11, 1)]
    [InlineData(1, 3, 2)]
    public void Equals_the_plain_search_at_any_number_of_threads(int height, int width, int threads)
    {
        // Clusters of copies under noise of every strength, some of them brighter than the others.
        var random = new Prng(8);
        const int Count = 240;
        byte[] pixels = new byte[Count * height * width];
        for (int i = 0; i < Count; i++)
        {
            var image = new Prng(i % 60);
            int noise = random.Next(40);
            for (int p = 0; p < height * width; p++)
                pixels[(i * height * width) + p] = (byte)Math.Clamp(image.Next(200) + random.Next(noise + 1), 0, 255);
        }

        var data = Dataset.Create("noise", "all", height, width, pixels, null, ["a"]);
        byte[][] images = [.. Enumerable.Range(0, Count).Select(i => data.Image(i).ToArray())];
        int[] same = [.. images.Select(image => Array.FindIndex(images, other => other.AsSpan().SequenceEqual(image)))];
        double[] contrasts = [.. images.Select(Contrast)];
        var expected = new List<(int, int, double)>();
        for (int i = 0; i < Count; i++)
        {
            for (int j = i + 1; j < Count; j++)
            {
                double distance = Math.Sqrt(images[i].Zip(images[j]).Sum(p => (p.First - p.Second) * (p.First - p.Second))) / Math.Min(contrasts[i], contrasts[j]);

                // Of same images, the first stands for all.
                if (distance <= 0.2 && same[i] == i && (same[j] == j || same[j] == i))
                    expected.Add((i, j, distance));
            }
        }

        (int, int, double)[] found = [.. NearDuplicates.Find(data, 0.2, threads, TestContext.Current.CancellationToken).Select(p => (p.First, p.Second, p.Distance))];

        Assert.True(expected.Count > 20);
        Assert.Equal(expected.Count, found.Length);
        foreach (((int a, int b, double distance), (int first, int second, double relative)) in expected.OrderBy(e => e.Item1).ThenBy(e => e.Item2).Zip(found.OrderBy(f => f.Item1).ThenBy(f => f.Item2)))
        {
            Assert.Equal((a, b), (first, second));
            Assert.Equal(distance, relative, 1e-9);
        }
    }

    [Fact]
    public void Many_alike_make_few_pairs()
    {
        // 60 copies, and 60 images that differ from each other in one of 60 pixels, by little.
        byte[] pixels = new byte[120 * 60];
        for (int i = 0; i < 120; i++)
        {
            for (int p = 0; p < 60; p++)
                pixels[(i * 60) + p] = (byte)(p % 2 == 0 ? 250 : 0);
            if (i >= 60)
                pixels[(i * 60) + i - 60] += 2;
        }

        IReadOnlyList<DuplicatePair> pairs = Find(Dataset.Create("alike", "all", 6, 10, pixels, null, ["a"]), 0.1);

        Assert.Equal(59, pairs.Count(p => p.Distance == 0));
        Assert.All(pairs.Where(p => p.Distance == 0), p => Assert.Equal(0, p.First));
        Assert.InRange(pairs.Count(p => p.Distance > 0), 60, 61 * NearDuplicates.PairsPerImage);
    }

    [Fact]
    public void A_threshold_out_of_range_is_refused()
    {
        Dataset data = Images("all", [0], [1, 2, 3, 4]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Find(data, -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Find(data, double.NaN));
        Assert.Empty(Find(data, 1));
    }

    private static double Contrast(byte[] image)
    {
        double mean = image.Average(pixel => (double)pixel);
        return Math.Sqrt(image.Sum(pixel => (pixel - mean) * (pixel - mean)));
    }

    private static Dataset Images(string split, int[] labels, params byte[][] images) =>
        Dataset.Create("hand", split, 2, 2, [.. images.SelectMany(i => i)], labels, ["a", "b"]);

    private static IReadOnlyList<DuplicatePair> Find(Dataset data, double threshold) =>
        NearDuplicates.Find(data, threshold, cancel: TestContext.Current.CancellationToken);
}
