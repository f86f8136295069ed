namespace Misread.Geometry;

/// <summary>
/// The assignment problem: pairs each row with a column of its own at the least total cost. Shortest augmenting paths
/// with potentials (the Hungarian method of Kuhn 1955 and Munkres 1957 in the form of Jonker and Volgenant 1987; for
/// rectangles, Crouse 2016, "On implementing 2D rectangular assignment algorithms"). O(r²·c) for r ≤ c.
/// </summary>
public static class LinearAssignment
{
    /// <summary>Solves it.</summary>
    /// <param name="cost"><c>[rows, columns]</c>, row-major, finite.</param>
    /// <param name="rows">Number of rows, at least 1.</param>
    /// <param name="columns">Number of columns, at least 1.</param>
    /// <returns>The column of each row; with more rows than columns, −1 for those that get none.</returns>
    /// <exception cref="ArgumentException">The costs are not rows × columns, or one is not finite.</exception>
    public static int[] Solve(ReadOnlySpan<double> cost, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (cost.Length != (long)rows * columns)
            throw new ArgumentException($"{cost.Length} costs for {rows} rows and {columns} columns", nameof(cost));
        foreach (double c in cost)
        {
            if (!double.IsFinite(c))
                throw new ArgumentException($"cost {c} is not finite", nameof(cost));
        }

        if (rows <= columns)
            return SolveWide(cost, rows, columns);
        double[] transposed = new double[cost.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                transposed[(j * rows) + i] = cost[(i * columns) + j];
        }

        int[] columnOf = new int[rows];
        Array.Fill(columnOf, -1);
        int[] rowOf = SolveWide(transposed, columns, rows);
        for (int j = 0; j < columns; j++)
            columnOf[rowOf[j]] = j;
        return columnOf;
    }

    // Rows join one after another. Each is matched along the shortest path, by reduced cost, of columns to be freed.
    private static int[] SolveWide(ReadOnlySpan<double> cost, int rows, int columns)
    {
        double[] rowPotential = new double[rows];
        double[] columnPotential = new double[columns];
        int[] rowOf = new int[columns];
        Array.Fill(rowOf, -1);
        double[] distance = new double[columns];
        int[] from = new int[columns];
        bool[] done = new bool[columns];
        for (int first = 0; first < rows; first++)
        {
            Array.Fill(distance, double.PositiveInfinity);
            Array.Clear(done);
            int row = first, column = -1;
            double length = 0;
            while (row >= 0)
            {
                int next = -1;
                for (int j = 0; j < columns; j++)
                {
                    if (done[j])
                        continue;
                    double through = length + cost[(row * columns) + j] - rowPotential[row] - columnPotential[j];
                    if (through < distance[j])
                        (distance[j], from[j]) = (through, column);
                    if (next < 0 || distance[j] < distance[next])
                        next = j;
                }

                column = next;
                length = distance[next];
                done[next] = true;
                row = rowOf[next];
            }

            rowPotential[first] += length;
            for (int j = 0; j < columns; j++)
            {
                if (!done[j] || j == column)
                    continue;
                rowPotential[rowOf[j]] += length - distance[j];
                columnPotential[j] -= length - distance[j];
            }

            for (; column >= 0; column = from[column])
                rowOf[column] = from[column] < 0 ? first : rowOf[from[column]];
        }

        int[] columnOf = new int[rows];
        for (int j = 0; j < columns; j++)
        {
            if (rowOf[j] >= 0)
                columnOf[rowOf[j]] = j;
        }

        return columnOf;
    }
}
