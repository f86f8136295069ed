using System.Numerics.Tensors;

namespace Misread.Data;

/// <summary>
/// Logits read as probabilities. A row with an infinite or missing logit becomes a row of NaN, which the reader of the
/// probabilities refuses by its number.
/// </summary>
internal sealed class SoftmaxProbabilities(ProbabilityMatrix logits)
    : ProbabilityMatrix(logits.Count, logits.ClassCount, logits.Source)
{
    private protected override ReadOnlySpan<double> Read(int first, int count, Span<double> buffer)
    {
        ReadOnlySpan<double> rows = logits.Rows(first, count, buffer);
        if (!rows.Overlaps(buffer))
            rows.CopyTo(buffer);
        for (int i = 0; i < count; i++)
        {
            Span<double> row = buffer.Slice(i * ClassCount, ClassCount);
            TensorPrimitives.Subtract(row, TensorPrimitives.Max<double>(row), row);
            TensorPrimitives.Exp<double>(row, row);
            TensorPrimitives.Divide(row, TensorPrimitives.Sum<double>(row), row);
        }

        return buffer;
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing)
            logits.Dispose();
        base.Dispose(disposing);
    }
}
