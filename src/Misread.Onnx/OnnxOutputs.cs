using System.Numerics.Tensors;

namespace Misread.Onnx;

/// <summary>Tells what a model's outputs are, and makes probabilities of them.</summary>
internal static class OnnxOutputs
{
    private const float Tolerance = 1e-3f;

    /// <summary>What the values look like.</summary>
    /// <param name="values"><c>[N,K]</c>, of inputs that differ.</param>
    /// <param name="columns">K; 1 for a model of two classes with one output.</param>
    /// <remarks>Single precision leaves sums of 1 within 10⁻³; logits meet that in every row by a chance that is none.</remarks>
    public static OutputKind KindOf(ReadOnlySpan<float> values, int columns)
    {
        bool unit = true;
        bool negative = true;
        bool sums = true;
        bool logarithms = true;
        for (int i = 0; i < values.Length; i += columns)
        {
            ReadOnlySpan<float> row = values.Slice(i, columns);
            unit &= TensorPrimitives.Min(row) >= 0 && TensorPrimitives.Max(row) <= 1 + Tolerance;
            negative &= TensorPrimitives.Max(row) <= Tolerance;
            sums &= Math.Abs(TensorPrimitives.Sum(row) - 1) <= Tolerance;
            double exponentials = 0;
            foreach (float v in row)
                exponentials += Math.Exp(v);
            logarithms &= Math.Abs(exponentials - 1) <= Tolerance;
        }

        if (columns == 1)
            return unit ? OutputKind.Probabilities : OutputKind.Logits;
        return unit && sums ? OutputKind.Probabilities
            : negative && logarithms ? OutputKind.LogProbabilities
            : unit ? OutputKind.Scores
            : OutputKind.Logits;
    }

    /// <summary>Number of classes behind a number of columns.</summary>
    public static int Classes(int columns) => columns == 1 ? 2 : columns;

    /// <summary>Probabilities of outputs, each row summing to 1.</summary>
    /// <param name="values"><c>[N,columns]</c>.</param>
    /// <param name="columns">Outputs an image.</param>
    /// <param name="kind">What they are.</param>
    /// <param name="probabilities">Receives <c>[N,K]</c>.</param>
    /// <returns>The first row that cannot be made a distribution, or −1.</returns>
    public static int ToProbabilities(ReadOnlySpan<float> values, int columns, OutputKind kind, Span<float> probabilities)
    {
        int classes = Classes(columns);
        for (int n = 0; n < values.Length / columns; n++)
        {
            ReadOnlySpan<float> row = values.Slice(n * columns, columns);
            Span<float> p = probabilities.Slice(n * classes, classes);
            if (columns == 1)
            {
                p[1] = kind == OutputKind.Logits ? 1 / (1 + MathF.Exp(-row[0])) : Math.Clamp(row[0], 0, 1);
                p[0] = 1 - p[1];
            }
            else if (kind is OutputKind.Logits or OutputKind.LogProbabilities)
            {
                TensorPrimitives.Subtract(row, TensorPrimitives.Max(row), p);
                TensorPrimitives.Exp(p, p);
            }
            else
            {
                TensorPrimitives.Max(row, 0, p);
            }

            float sum = TensorPrimitives.Sum<float>(p);
            if (!(sum > 0) || !float.IsFinite(sum))
                return n;
            TensorPrimitives.Divide(p, sum, p);
        }

        return -1;
    }
}
