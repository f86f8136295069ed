
namespace Misread.Data;

/// <summary>Some rows of another matrix, their columns in another order; a column of −1 is all zero.</summary>
internal sealed class ArrangedProbabilities(ProbabilityMatrix inner, IReadOnlyList<int>? rows, IReadOnlyList<int>? columns)
    : ProbabilityMatrix(rows?.Count ?? inner.Count, columns?.Count ?? inner.ClassCount, inner.Source)
{
    private protected override ReadOnlySpan<double> Read(int first, int count, Span<double> buffer)
    {
        double[] scratch = new double[inner.ClassCount * (rows is null ? count : 1)];
        if (rows is null)
        {
            ReadOnlySpan<double> block = inner.Rows(first, count, scratch);
            for (int i = 0; i < count; i++)
                Arrange(block.Slice(i * inner.ClassCount, inner.ClassCount), buffer.Slice(i * ClassCount, ClassCount));
            return buffer;
        }

        for (int i = 0; i < count; i++)
            Arrange(inner.Rows(rows[first + i], 1, scratch), buffer.Slice(i * ClassCount, ClassCount));
        return buffer;
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private void Arrange(ReadOnlySpan<double> row, Span<double> into)
    {
        if (columns is null)
        {
            row.CopyTo(into);
            return;
        }

        for (int k = 0; k < into.Length; k++)
            into[k] = columns[k] < 0 ? 0 : row[columns[k]];
    }
}
