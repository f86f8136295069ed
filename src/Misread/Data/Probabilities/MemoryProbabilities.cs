using System.Numerics.Tensors;

namespace Misread.Data;

/// <summary>Double precision in memory: rows are given out where they lie.</summary>
internal sealed class DoubleProbabilities(double[] values, int classCount, string source = "probabilities")
    : ProbabilityMatrix(RowCount.Of(values, classCount), classCount, source)
{
    private protected override ReadOnlySpan<double> Read(int first, int count, Span<double> buffer) =>
        values.AsSpan(first * ClassCount, count * ClassCount);
}

/// <summary>Single precision in memory.</summary>
internal sealed class SingleProbabilities(float[] values, int classCount)
    : ProbabilityMatrix(RowCount.Of(values, classCount), classCount, "probabilities")
{
    private protected override ReadOnlySpan<double> Read(int first, int count, Span<double> buffer)
    {
        TensorPrimitives.ConvertTruncating<float, double>(values.AsSpan(first * ClassCount, count * ClassCount), buffer);
        return buffer;
    }
}

/// <summary>The rows of <see cref="Predictions"/>.</summary>
internal sealed class PredictedProbabilities(Predictions predictions)
    : ProbabilityMatrix(predictions.Count, predictions.ClassCount, "predictions")
{
    private protected override ReadOnlySpan<double> Read(int first, int count, Span<double> buffer)
    {
        for (int i = 0; i < count; i++)
            TensorPrimitives.ConvertTruncating<float, double>(predictions.Probabilities(first + i), buffer[(i * ClassCount)..]);
        return buffer;
    }
}

/// <summary>Guards the arrays that hold whole rows.</summary>
internal static class RowCount
{
    public static int Of(Array values, int classCount)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        return values.Length % classCount == 0
            ? values.Length / classCount
            : throw new ArgumentException($"{values.Length} probabilities are not a whole number of rows of {classCount}", nameof(values));
    }
}
