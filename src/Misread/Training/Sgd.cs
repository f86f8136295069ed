using System.Numerics;
using System.Runtime.CompilerServices;
using Misread.IO;
using Misread.Numerics;

namespace Misread.Training;

/// <summary>
/// Stochastic gradient descent with momentum (PyTorch's <c>SGD</c>): <c>g ← g + λ·w; v ← μ·v + g; w ← w − η·(nesterov ? g + μ·v : v)</c>,
/// with v = 0 before the first step.
/// </summary>
public sealed unsafe class Sgd : Optimizer
{
    private readonly float _momentum;
    private readonly float _weightDecay;
    private readonly bool _nesterov;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="momentum">μ, 0 ≤ μ &lt; 1.</param>
    /// <param name="nesterov">Whether the step looks ahead (Nesterov 1983; Sutskever et al. 2013).</param>
    /// <param name="weightDecay">λ, at least 0.</param>
    public Sgd(double momentum = 0.9, bool nesterov = true, double weightDecay = 0)
    {
        Guard.Fraction(momentum);
        Guard.NotNegative(weightDecay);
        _momentum = (float)momentum;
        _nesterov = nesterov;
        _weightDecay = (float)weightDecay;
    }

    internal override IReadOnlyList<string> StateNames => ["velocity"];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Update(float* w, float* g, double learningRate, int start, int end)
    {
        float* v = State[0].Pointer;
        var rate = new Vector<float>((float)learningRate);
        for (int i = start; i < end; i += Vector<float>.Count)
        {
            Vector<float> weight = Vector.Load(w + i);
            Vector<float> gradient = Vector.Load(g + i) + (_weightDecay * weight);
            Vector<float> velocity = Denormals.Flush((_momentum * Vector.Load(v + i)) + gradient);
            Vector.Store(velocity, v + i);
            Vector.Store(Denormals.Flush(weight - (rate * (_nesterov ? gradient + (_momentum * velocity) : velocity))), w + i);
        }
    }
}
