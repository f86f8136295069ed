using System.Numerics.Tensors;

namespace Misread.Numerics;

/// <summary>
/// Softmax and categorical cross-entropy of one row, in a form that cannot overflow: with m = max z and
/// s = Σ exp(z − m), p = exp(z − m)/s and loss = Σ_k t_k · (m + ln s − z_k), whose gradient by z is p − t (for Σ t = 1).
/// </summary>
internal static class SoftmaxCrossEntropy
{
    /// <summary>exp of less is a denormal: 0 in its place (<see cref="Denormals"/>).</summary>
    private const float LeastExponent = -87;

    /// <summary>Probabilities of a row of logits, in place; 0 for those below 10⁻³⁶.</summary>
    /// <param name="row">Logits <c>[K]</c> in, probabilities out.</param>
    /// <returns>ln Σ exp(z): with it, −ln p_k = result − z_k.</returns>
    public static double Softmax(Span<float> row)
    {
        float max = TensorPrimitives.Max<float>(row);
        double sum = 0;
        for (int k = 0; k < row.Length; k++)
        {
            float exponent = row[k] - max;
            row[k] = exponent < LeastExponent ? 0 : MathF.Exp(exponent);
            sum += row[k];
        }

        float scale = (float)(1 / sum);
        for (int k = 0; k < row.Length; k++)
            row[k] = Denormals.Flush(row[k] * scale, Denormals.LeastProbability);
        return max + Math.Log(sum);
    }

    /// <summary>Loss of a row, and its gradient in place of the logits.</summary>
    /// <param name="row">Logits <c>[K]</c> in, <c>(p − t) · scale</c> out.</param>
    /// <param name="target">Target distribution t, <c>[K]</c>, summing to 1.</param>
    /// <param name="scale">1 / batch size for a mean.</param>
    /// <returns>Cross-entropy in nats.</returns>
    public static double LossAndGradient(Span<float> row, ReadOnlySpan<float> target, float scale)
    {
        double loss = Loss(row, target);
        Gradient(row, target, scale);
        return loss;
    }

    /// <summary>Loss of a row, and its probabilities in place of the logits.</summary>
    /// <param name="row">Logits <c>[K]</c> in, probabilities out.</param>
    /// <param name="target">Target distribution t, <c>[K]</c>, summing to 1.</param>
    /// <returns>Cross-entropy in nats.</returns>
    public static double Loss(Span<float> row, ReadOnlySpan<float> target)
    {
        double dot = 0;
        for (int k = 0; k < row.Length; k++)
            dot += (double)target[k] * row[k];
        return Softmax(row) - dot;
    }

    /// <summary>The gradient of a row's loss in place of its probabilities.</summary>
    /// <param name="row">Probabilities <c>[K]</c> in, <c>(p − t) · scale</c> out.</param>
    /// <param name="target">Target distribution t, <c>[K]</c>, summing to 1.</param>
    /// <param name="scale">1 / batch size for a mean.</param>
    public static void Gradient(Span<float> row, ReadOnlySpan<float> target, float scale)
    {
        for (int k = 0; k < row.Length; k++)
            row[k] = Denormals.Flush((row[k] - target[k]) * scale, Denormals.LeastLogitGradient);
    }
}
