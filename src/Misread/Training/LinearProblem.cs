using Misread.Numerics;

namespace Misread.Training;

/// <summary>
/// The loss of a <see cref="LinearHead"/> and its gradient by its weights: W <c>[F,K]</c> row-major, then b <c>[K]</c>.
/// With P the probabilities and Y the labels as rows of 0 and 1: ∂W = Zᵀ(P − Y)/N + strength · W, ∂b = Σ(P − Y)/N.
/// </summary>
internal sealed unsafe class LinearProblem
{
    private readonly AlignedBuffer _features;
    private readonly AlignedBuffer _logits;
    private readonly int[] _labels;
    private readonly int _count;
    private readonly int _width;
    private readonly int _classes;

    /// <summary>Rows to learn from.</summary>
    public LinearProblem(float[] features, int[] rows, int[] labels, float[] mean, float[] inverse, int classes)
        : this(rows.Length, mean.Length, classes, [.. rows.Select(r => labels[r])])
    {
        for (int i = 0; i < rows.Length; i++)
            Standardise(features.AsSpan(rows[i] * _width, _width), mean, inverse, i);
    }

    /// <summary>Rows to predict.</summary>
    public LinearProblem(ReadOnlySpan<float> features, int count, float[] mean, float[] inverse, int classes)
        : this(count, mean.Length, classes, [])
    {
        for (int i = 0; i < count; i++)
            Standardise(features.Slice(i * _width, _width), mean, inverse, i);
    }

    private LinearProblem(int count, int width, int classes, int[] labels)
    {
        _count = count;
        _width = width;
        _classes = classes;
        _labels = labels;
        _features = new AlignedBuffer((long)count * width);
        _logits = new AlignedBuffer((long)count * classes);
    }

    /// <summary>Probabilities <c>[N,K]</c>.</summary>
    public float[] Probabilities(float[] weights)
    {
        Logits(weights);
        for (int i = 0; i < _count; i++)
            _ = SoftmaxCrossEntropy.Softmax(Row(i));
        return _logits.Span.ToArray();
    }

    /// <summary>Mean cross-entropy in nats plus strength/2 · ‖W‖², and its gradient.</summary>
    public double Loss(float[] weights, float[] gradient, double strength)
    {
        Logits(weights);
        double loss = 0;
        float scale = 1f / _count;
        for (int i = 0; i < _count; i++)
        {
            Span<float> row = Row(i);
            float own = row[_labels[i]];
            loss += SoftmaxCrossEntropy.Softmax(row) - own;
            row[_labels[i]] -= 1;
            for (int k = 0; k < row.Length; k++)
                row[k] *= scale;
        }

        int matrix = _width * _classes;
        fixed (float* g = gradient)
        {
            new Gemm { M = _width, N = _classes, K = _count, A = _features.Pointer, ARow = 1, AColumn = _width, B = _logits.Pointer, BRow = _classes, C = g, CRow = _classes }.Run();
            new Span<float>(g + matrix, _classes).Clear();
            Elementwise.AddColumnSums(_logits.Pointer, _count, _classes, new Span<float>(g + matrix, _classes));
        }

        double norm = 0;
        for (int i = 0; i < matrix; i++)
        {
            norm += (double)weights[i] * weights[i];
            gradient[i] += (float)(strength * weights[i]);
        }

        return (loss / _count) + (strength / 2 * norm);
    }

    private void Logits(float[] weights)
    {
        fixed (float* w = weights)
        {
            new Gemm
            {
                M = _count,
                N = _classes,
                K = _width,
                A = _features.Pointer,
                ARow = _width,
                AColumn = 1,
                B = w,
                BRow = _classes,
                C = _logits.Pointer,
                CRow = _classes,
                Bias = w + (_width * _classes),
            }.Run();
        }
    }

    private Span<float> Row(int i) => _logits.Span.Slice(i * _classes, _classes);

    private void Standardise(ReadOnlySpan<float> row, float[] mean, float[] inverse, int at)
    {
        Span<float> target = _features.Span.Slice(at * _width, _width);
        for (int f = 0; f < target.Length; f++)
            target[f] = (row[f] - mean[f]) * inverse[f];
    }
}
