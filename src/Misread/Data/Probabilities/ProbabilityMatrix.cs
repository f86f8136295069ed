namespace Misread.Data;

/// <summary>
/// Class probabilities <c>[N,K]</c> of anybody's model, given out in blocks of rows as doubles, so that they may lie in an
/// array of either precision or in a file larger than memory.
/// </summary>
/// <remarks>
/// Immutable. Thread-safe but for <see cref="Dispose()"/>: no span may be used after it. The numbers are given out as they are
/// stored; whoever reads them checks them (<see cref="ProbabilityRows"/>).
/// </remarks>
public abstract class ProbabilityMatrix : IDisposable
{
    private protected ProbabilityMatrix(int count, int classCount, string source)
    {
        Count = count;
        ClassCount = classCount;
        Source = source;
    }

    /// <summary>Number of rows, <c>N</c>.</summary>
    public int Count { get; }

    /// <summary>Number of classes, <c>K</c>.</summary>
    public int ClassCount { get; }

    /// <summary>Where the numbers come from, for messages: a file name, or <c>probabilities</c>.</summary>
    public string Source { get; }

    /// <summary>Probabilities in memory; the array is not copied and must not be written afterwards.</summary>
    /// <param name="values"><c>[N,K]</c>, row-major.</param>
    /// <param name="classCount">K, at least 1.</param>
    /// <exception cref="ArgumentException">The number of values is not a multiple of K.</exception>
    public static ProbabilityMatrix From(double[] values, int classCount) => new DoubleProbabilities(values, classCount);

    /// <inheritdoc cref="From(double[], int)"/>
    public static ProbabilityMatrix From(float[] values, int classCount) => new SingleProbabilities(values, classCount);

    /// <summary>The probabilities of predictions, row by row.</summary>
    public static ProbabilityMatrix From(Predictions predictions) => new PredictedProbabilities(predictions);

    /// <summary>The same rows read as logits: <c>softmax(z)ⱼ = exp(zⱼ − max z) / Σ exp(z − max z)</c>, in double precision.</summary>
    /// <returns>A matrix that owns this one and disposes of it.</returns>
    public ProbabilityMatrix Softmax() => new SoftmaxProbabilities(this);

    /// <summary>Rows <paramref name="first"/> … <paramref name="first"/> + <paramref name="count"/> − 1.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="buffer">Room for <paramref name="count"/> × K doubles, which may be used or not.</param>
    /// <returns><c>[count,K]</c>, row-major, valid until the buffer is used again or the matrix is disposed of.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rows are not all there.</exception>
    public ReadOnlySpan<double> Rows(int first, int count, Span<double> buffer)
    {
        if (first < 0 || count < 0 || first > Count - count)
            throw new ArgumentOutOfRangeException(nameof(first), first, $"expected rows within 0 … {Count - 1}");
        return Read(first, count, buffer[..checked(count * ClassCount)]);
    }

    /// <summary>Releases the file, if there is one.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    private protected abstract ReadOnlySpan<double> Read(int first, int count, Span<double> buffer);

    private protected virtual void Dispose(bool disposing)
    {
    }
}
