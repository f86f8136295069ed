using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Misread.Numerics;

namespace Misread.Geometry;

/// <summary>
/// The gradient of t-SNE's cost: <c>4 Σ_j (f·p_ij − w_ij / Z) w_ij (y_i − y_j)</c> with <c>w_ij = 1 / (1 + ‖y_i − y_j‖²)</c>
/// and Z the sum of w over all pairs (van der Maaten and Hinton 2008, equation 5; f is the exaggeration).
/// </summary>
internal sealed class TsneForces
{
    // Its square is finite.
    private const float FarAway = 1e18f;

    // Weights of squared distances from here on are 0; their squares would be denormals, which are slow.
    private const float TooFar = 1e18f;

    private readonly NeighborAffinities _affinities;
    private readonly ThreadTeam _team;
    private readonly float[] _repulsionX;
    private readonly float[] _repulsionY;
    private readonly double[] _weights;
    private readonly float[][] _gradient;
    private readonly int _count;

    // Padded to whole vectors with points so far away that they weigh nothing.
    private readonly float[] _x;
    private readonly float[] _y;

    public TsneForces(NeighborAffinities affinities, int count, ThreadTeam team)
    {
        _affinities = affinities;
        _team = team;
        _count = count;
        _repulsionX = new float[count];
        _repulsionY = new float[count];
        _weights = new double[count];
        _gradient = [new float[count], new float[count]];
        _x = new float[AlignedBuffer.Padded(count)];
        _y = new float[_x.Length];
        Array.Fill(_x, FarAway);
    }

    /// <summary>The partial derivatives by one coordinate, <c>[N]</c>, as last computed.</summary>
    public ReadOnlySpan<float> Gradient(int axis) => _gradient[axis];

    /// <summary>Computes the gradient at these positions.</summary>
    public void Compute(float[] x, float[] y, float exaggeration)
    {
        x.CopyTo(_x, 0);
        y.CopyTo(_y, 0);
        _team.Run(_count, (start, end, _) =>
        {
            for (int i = start; i < end; i++)
                Repel(i);
        });
        double total = 0;
        foreach (double w in _weights)
            total += w;
        float perWeight = (float)(1 / total);
        _team.Run(_count, (start, end, _) =>
        {
            for (int i = start; i < end; i++)
            {
                (float attractionX, float attractionY) = Attract(i);
                _gradient[0][i] = 4 * ((exaggeration * attractionX) - (_repulsionX[i] * perWeight));
                _gradient[1][i] = 4 * ((exaggeration * attractionY) - (_repulsionY[i] * perWeight));
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Repel(int i)
    {
        ReadOnlySpan<float> xs = _x, ys = _y;
        var x = Vector512.Create(xs[i]);
        var y = Vector512.Create(ys[i]);
        Vector512<float> weight = default, forceX = default, forceY = default;
        for (int j = 0; j < xs.Length; j += Vector512<float>.Count)
        {
            Vector512<float> dx = x - Vector512.Create(xs[j..]);
            Vector512<float> dy = y - Vector512.Create(ys[j..]);
            Vector512<float> inverse = Vector512<float>.One + (dx * dx) + (dy * dy);
            Vector512<float> w = Vector512.LessThan(inverse, Vector512.Create(TooFar)) & (Vector512<float>.One / inverse);
            weight += w;
            forceX += w * w * dx;
            forceY += w * w * dy;
        }

        // The point itself has weight 1 and exerts no force.
        _weights[i] = Vector512.Sum(weight) - 1.0;
        _repulsionX[i] = Vector512.Sum(forceX);
        _repulsionY[i] = Vector512.Sum(forceY);
    }

    private (float X, float Y) Attract(int i)
    {
        float x = 0, y = 0;
        for (int n = _affinities.Start[i]; n < _affinities.Start[i + 1]; n++)
        {
            int j = _affinities.Column[n];
            float dx = _x[i] - _x[j], dy = _y[i] - _y[j];
            float pull = _affinities.Value[n] / (1 + (dx * dx) + (dy * dy));
            x += pull * dx;
            y += pull * dy;
        }

        return (x, y);
    }
}
