using System.Numerics;
using System.Runtime.CompilerServices;
using Misread.IO;
using Misread.Numerics;

namespace Misread.Training;

/// <summary>
/// RMSprop (Tieleman and Hinton 2012, lecture 6e): <c>v ← ρ·v + (1 − ρ)·g²; w ← w − η·g / (√v + ε)</c>, with v = 0 before
/// the first step. ε stands outside the root, as in PyTorch; Keras 3 has it inside, <c>√(v + ε)</c>, which damps
/// gradients below √ε. Defaults are Keras's numbers: ρ = 0.9, ε = 1e-7.
/// </summary>
public sealed unsafe class RmsProp : Optimizer
{
    private readonly float _rho;
    private readonly float _epsilon;
    private readonly float _weightDecay;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="rho">ρ, 0 ≤ ρ &lt; 1 (PyTorch's alpha).</param>
    /// <param name="epsilon">ε, at least 0.</param>
    /// <param name="weightDecay">λ of <c>g ← g + λ·w</c>, at least 0.</param>
    public RmsProp(double rho = 0.9, double epsilon = 1e-7, double weightDecay = 0)
    {
        Guard.Fraction(rho);
        Guard.NotNegative(epsilon);
        Guard.NotNegative(weightDecay);
        _rho = (float)rho;
        _epsilon = (float)epsilon;
        _weightDecay = (float)weightDecay;
    }

    internal override IReadOnlyList<string> StateNames => ["square_average"];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Update(float* w, float* g, double learningRate, int start, int end)
    {
        float* v = State[0].Pointer;
        var rate = new Vector<float>((float)learningRate);
        var epsilon = new Vector<float>(_epsilon);
        var leastSquared = new Vector<float>(Denormals.LeastSquared);
        for (int i = start; i < end; i += Vector<float>.Count)
        {
            Vector<float> weight = Vector.Load(w + i);
            Vector<float> gradient = Denormals.Flush(Vector.Load(g + i) + (_weightDecay * weight), leastSquared);
            Vector<float> square = Denormals.Flush((_rho * Vector.Load(v + i)) + ((1 - _rho) * gradient * gradient));
            Vector.Store(square, v + i);
            Vector.Store(Denormals.Flush(weight - (rate * gradient / (Vector.SquareRoot(square) + epsilon))), w + i);
        }
    }
}
