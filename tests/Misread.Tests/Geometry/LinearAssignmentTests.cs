using Misread.Geometry;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Geometry;

public sealed class LinearAssignmentTests
{
    [Fact]
    public void No_permutation_is_cheaper()
    {
        var random = new Prng(3);
        for (int round = 0; round < 300; round++)
        {
            int rows = 1 + random.Next(6), columns = 1 + random.Next(6);
            // Few different costs make ties, many make none.
            int range = round % 2 == 0 ? 4 : 1000;
            double[] cost = [.. Enumerable.Range(0, rows * columns).Select(_ => (double)(random.Next(range) - (range / 2)))];
            int[] columnOf = LinearAssignment.Solve(cost, rows, columns);
            int[] taken = [.. columnOf.Where(c => c >= 0)];
            Assert.Equal(rows, columnOf.Length);
            Assert.Equal(Math.Min(rows, columns), taken.Distinct().Count());
            Assert.Equal(taken.Length, taken.Distinct().Count());
            Assert.Equal(Cheapest(cost, rows, columns, 0, [], Math.Max(0, rows - columns)), Cost(cost, columns, columnOf), 1e-9);
        }
    }

    [Fact]
    public void A_large_one_with_a_planted_answer()
    {
        const int Size = 300;
        int[] planted = new Prng(5).Permutation(Size);
        var random = new Prng(6);
        double[] cost = [.. Enumerable.Range(0, Size * Size).Select(_ => 1 + random.NextDouble())];
        for (int i = 0; i < Size; i++)
            cost[(i * Size) + planted[i]] = random.NextDouble();
        Assert.Equal(planted, LinearAssignment.Solve(cost, Size, Size));
    }

    [Fact]
    public void Wrong_costs_are_refused()
    {
        Assert.Throws<ArgumentException>(() => LinearAssignment.Solve([1, 2, 3], 2, 2));
        Assert.Throws<ArgumentException>(() => LinearAssignment.Solve([1, double.NaN], 1, 2));
    }

    private static double Cost(double[] cost, int columns, int[] columnOf) =>
        columnOf.Select((c, i) => c < 0 ? 0 : cost[(i * columns) + c]).Sum();

    // Tries every assignment; 'idle' rows may stay without a column.
    private static double Cheapest(double[] cost, int rows, int columns, int row, HashSet<int> used, int idle)
    {
        if (row == rows)
            return 0;
        double best = idle > 0 ? Cheapest(cost, rows, columns, row + 1, used, idle - 1) : double.PositiveInfinity;
        for (int c = 0; c < columns; c++)
        {
            if (!used.Add(c))
                continue;
            best = Math.Min(best, cost[(row * columns) + c] + Cheapest(cost, rows, columns, row + 1, used, idle));
            used.Remove(c);
        }

        return best;
    }
}
