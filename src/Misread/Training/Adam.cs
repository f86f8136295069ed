using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Misread.IO;
using Misread.Numerics;

namespace Misread.Training;

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1), in PyTorch's form: <c>m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²;
/// w ← w − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)</c>. With decoupled weight decay it is AdamW (Loshchilov and Hutter 2019,
/// algorithm 2): first <c>w ← w − η·λ·w</c>; otherwise decay is added to the gradient, <c>g ← g + λ·w</c>.
/// </summary>
public sealed unsafe class Adam : Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _weightDecay;
    private readonly bool _decoupled;
    private float _stepSize;
    private float _secondScale;
    private float _keep;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="beta1">Decay of the average of gradients, 0 ≤ β₁ &lt; 1.</param>
    /// <param name="beta2">Decay of the average of squares, 0 ≤ β₂ &lt; 1.</param>
    /// <param name="epsilon">ε, at least 0.</param>
    /// <param name="weightDecay">λ, at least 0.</param>
    /// <param name="decoupled">Whether decay acts on the weights themselves (AdamW).</param>
    public Adam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, bool decoupled = false)
    {
        Guard.Fraction(beta1);
        Guard.Fraction(beta2);
        Guard.NotNegative(epsilon);
        Guard.NotNegative(weightDecay);
        _beta1 = beta1;
        _beta2 = beta2;
        _epsilon = epsilon;
        _weightDecay = weightDecay;
        _decoupled = decoupled;
    }

    internal override IReadOnlyList<string> StateNames => ["first_moment", "second_moment"];

    private protected override void Prepare(double learningRate)
    {
        _stepSize = (float)(learningRate / (1 - Math.Pow(_beta1, Steps)));
        _secondScale = (float)(1 / Math.Sqrt(1 - Math.Pow(_beta2, Steps)));
        _keep = (float)(_decoupled ? 1 - (learningRate * _weightDecay) : 1);
    }

    private protected override void Update(float* w, float* g, double learningRate, int start, int end)
    {
        if (Vector512.IsHardwareAccelerated)
            Run<Simd512, Vector512<float>>(w, g, start, end);
        else if (Vector256.IsHardwareAccelerated)
            Run<Simd256, Vector256<float>>(w, g, start, end);
        else
            Run<Simd128, Vector128<float>>(w, g, start, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<TSimd, TVector>(float* w, float* g, int start, int end)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        float* m = State[0].Pointer;
        float* v = State[1].Pointer;
        TVector beta1 = TSimd.Create((float)_beta1);
        TVector rest1 = TSimd.Create((float)(1 - _beta1));
        TVector beta2 = TSimd.Create((float)_beta2);
        TVector rest2 = TSimd.Create((float)(1 - _beta2));
        TVector epsilon = TSimd.Create((float)_epsilon);
        TVector decay = TSimd.Create((float)(_decoupled ? 0 : _weightDecay));
        TVector keep = TSimd.Create(_keep);
        TVector step = TSimd.Create(-_stepSize);
        TVector scale = TSimd.Create(_secondScale);
        TVector least = TSimd.Create(Denormals.Least);
        TVector leastSquared = TSimd.Create(Denormals.LeastSquared);
        for (int i = start; i < end; i += TSimd.Lanes)
        {
            TVector weight = TSimd.Load(w + i);
            TVector gradient = TSimd.Flush(TSimd.MultiplyAdd(decay, weight, TSimd.Load(g + i)), leastSquared);
            TVector first = TSimd.MultiplyAdd(beta1, TSimd.Load(m + i), TSimd.Multiply(rest1, gradient));
            TVector second = TSimd.MultiplyAdd(beta2, TSimd.Load(v + i), TSimd.Multiply(TSimd.Multiply(rest2, gradient), gradient));
            first = TSimd.Flush(first, least);
            second = TSimd.Flush(second, least);
            TSimd.Store(first, m + i);
            TSimd.Store(second, v + i);
            TVector denominator = TSimd.MultiplyAdd(TSimd.Sqrt(second), scale, epsilon);
            TVector change = TSimd.Divide(TSimd.Multiply(step, first), denominator);
            TSimd.Store(TSimd.Flush(TSimd.MultiplyAdd(keep, weight, change), least), w + i);
        }
    }
}
