using Misread.Geometry;
using Xunit;

namespace Misread.Tests.Geometry;

public sealed class NearestNeighboursTests
{
    [Fact]
    public void Points_on_a_line_by_hand()
    {
        // 0 1 3 3 100: the neighbours of 1 are 0 and then the first of the two 3s.
        NearestNeighbours found = Find([0, 1, 3, 3, 100], 1, 2, 1);
        Assert.Equal([0, 2], found.Rows(1).ToArray());
        Assert.Equal([1.0, 2.0], found.Distances(1).ToArray());
        Assert.Equal([3, 1], found.Rows(2).ToArray());
        Assert.Equal([2, 3], found.Rows(4).ToArray());
        Assert.Equal([(2, 3, 0.0), (0, 1, 1.0)], found.PairsWithin(1.5));
        Assert.Equal(2, found.CountWithLabel(1, [7, 0, 7, 8, 9], 7));

        // 97 from both; those lie (0 + 2)/2 = 1 from theirs.
        Assert.Equal(97, found.OutlierScore(4), 1e-12);
    }

    [Theory]
    [InlineData(300, 7, 1)]
    [InlineData(1100, 33, 3)]
    public void Equals_the_plain_search_at_any_number_of_threads(int count, int dimensions, int threads)
    {
        var random = new Random(4);
        float[] points = [.. Enumerable.Range(0, count * dimensions).Select(_ => (float)random.NextDouble())];
        NearestNeighbours found = Find(points, dimensions, 6, threads);
        for (int i = 0; i < count; i += 13)
        {
            (double Distance, int Row)[] expected = [.. Enumerable.Range(0, count).Where(j => j != i).Select(j => (Distance(i, j), j)).Order().Take(6)];
            Assert.Equal(expected.Select(e => e.Row), found.Rows(i).ToArray());
            Assert.Equal(expected.Select(e => e.Distance), found.Distances(i).ToArray());
        }

        double Distance(int i, int j) => Math.Sqrt(Enumerable.Range(0, dimensions).Sum(d => Square((double)points[(i * dimensions) + d] - points[(j * dimensions) + d])));

        static double Square(double x) => x * x;
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Find([1, 2, 3], 2, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Find([1, 2, 3], 1, 3, 1));
    }

    private static NearestNeighbours Find(float[] points, int dimensions, int k, int threads) =>
        NearestNeighbours.Find(points, dimensions, k, threads, TestContext.Current.CancellationToken);
}
