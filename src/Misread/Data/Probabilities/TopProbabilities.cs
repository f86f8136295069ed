
namespace Misread.Data;

/// <summary>
/// Rows of which only the class that was read and its confidence are known: the confidence for that class, the rest in equal parts
/// for the others. Whatever depends on the others is no finding.
/// </summary>
internal sealed class TopProbabilities : ProbabilityMatrix
{
    private readonly int[] _predicted;
    private readonly float[] _confidence;

    /// <param name="predicted"><c>[N]</c> class numbers.</param>
    /// <param name="confidence"><c>[N]</c>, 0 … 1; raised to a little above 1/K where another class would be as likely.</param>
    /// <param name="classes">K, at least 2.</param>
    /// <param name="source">The file, for messages.</param>
    public TopProbabilities(int[] predicted, double[] confidence, int classes, string source)
        : base(predicted.Length, classes, source)
    {
        _predicted = predicted;
        float least = 1.01f / classes;
        _confidence = [.. confidence.Select(c => Math.Clamp((float)c, least, 1))];
    }

    private protected override ReadOnlySpan<double> Read(int first, int count, Span<double> buffer)
    {
        for (int i = 0; i < count; i++)
        {
            Span<double> row = buffer.Slice(i * ClassCount, ClassCount);
            double top = _confidence[first + i];
            row.Fill((1 - top) / (ClassCount - 1));
            row[_predicted[first + i]] = top;
        }

        return buffer;
    }
}

/// <summary>The probability of the second of two classes, as one column: <c>[1 − p, p]</c>; of logits p is 1/(1 + e⁻ᶻ).</summary>
internal sealed class SigmoidProbabilities(ProbabilityMatrix inner, bool logits) : ProbabilityMatrix(inner.Count, 2, inner.Source)
{
    private protected override ReadOnlySpan<double> Read(int first, int count, Span<double> buffer)
    {
        ReadOnlySpan<double> column = inner.Rows(first, count, new double[count]);
        for (int i = 0; i < count; i++)
        {
            double p = logits ? 1 / (1 + Math.Exp(-column[i])) : column[i];
            buffer[2 * i] = 1 - p;
            buffer[(2 * i) + 1] = p;
        }

        return buffer;
    }

    private protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
