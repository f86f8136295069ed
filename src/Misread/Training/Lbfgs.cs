using System.Numerics.Tensors;

namespace Misread.Training;

/// <summary>A smooth function's value at a point, and its gradient.</summary>
/// <param name="point">Where.</param>
/// <param name="gradient">Receives the gradient.</param>
internal delegate double SmoothFunction(float[] point, float[] gradient);

/// <summary>
/// Minimises a smooth convex function by limited-memory BFGS (J. Nocedal and S. Wright, "Numerical Optimization", 2nd edition
/// 2006, algorithms 7.4 and 7.5; backtracking by 3.1).
/// </summary>
internal static class Lbfgs
{
    private const int Memory = 10;
    private const int MaxSteps = 300;
    private const int MaxHalvings = 25;
    private const double Armijo = 1e-4;

    /// <summary>Relative decrease of the value, and greatest part of the gradient, at which it stops: single precision gives no more.</summary>
    private const double Tolerance = 1e-7;

    private const float GradientTolerance = 1e-5f;

    /// <summary>Minimises in place.</summary>
    /// <returns>The least value that was found.</returns>
    public static double Minimise(float[] point, SmoothFunction function)
    {
        int n = point.Length;
        float[] gradient = new float[n];
        float[] next = new float[n];
        float[] nextGradient = new float[n];
        float[] direction = new float[n];
        var steps = new List<(float[] S, float[] Y, double Rho)>(Memory);
        double value = function(point, gradient);
        for (int step = 0; step < MaxSteps && TensorPrimitives.MaxMagnitude<float>(gradient) is var size && Math.Abs(size) > GradientTolerance; step++)
        {
            Direction(gradient, steps, direction);
            double slope = Dot(gradient, direction);
            if (!(slope < 0))
            {
                if (steps.Count == 0)
                    break;
                steps.Clear();
                continue;
            }

            double length = steps.Count == 0 ? Math.Min(1, 1 / Math.Sqrt(Dot(gradient, gradient))) : 1;
            double found = double.NaN;
            int halvings = 0;
            for (; halvings < MaxHalvings; halvings++, length /= 2)
            {
                TensorPrimitives.MultiplyAdd(direction, (float)length, point, next);
                found = function(next, nextGradient);
                if (found <= value + (Armijo * length * slope))
                    break;
            }

            if (halvings == MaxHalvings)
                break;
            Remember(steps, point, next, gradient, nextGradient);
            double gain = value - found;
            value = found;
            next.CopyTo(point, 0);
            (gradient, nextGradient) = (nextGradient, gradient);
            if (gain <= Tolerance * Math.Max(1e-3, Math.Abs(value)))
                break;
        }

        return value;
    }

    private static void Remember(List<(float[] S, float[] Y, double Rho)> steps, float[] point, float[] next, float[] gradient, float[] nextGradient)
    {
        float[] s = new float[point.Length];
        float[] y = new float[point.Length];
        TensorPrimitives.Subtract<float>(next, point, s);
        TensorPrimitives.Subtract<float>(nextGradient, gradient, y);
        double curvature = Dot(s, y);
        if (!(curvature > 1e-12))
            return;
        if (steps.Count == Memory)
            steps.RemoveAt(0);
        steps.Add((s, y, 1 / curvature));
    }

    private static void Direction(float[] gradient, List<(float[] S, float[] Y, double Rho)> steps, float[] direction)
    {
        TensorPrimitives.Negate<float>(gradient, direction);
        double[] alpha = new double[steps.Count];
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            alpha[i] = steps[i].Rho * Dot(steps[i].S, direction);
            TensorPrimitives.MultiplyAdd(steps[i].Y, (float)-alpha[i], direction, direction);
        }

        if (steps.Count > 0)
            TensorPrimitives.Multiply(direction, (float)(1 / (steps[^1].Rho * Dot(steps[^1].Y, steps[^1].Y))), direction);
        for (int i = 0; i < steps.Count; i++)
        {
            double beta = steps[i].Rho * Dot(steps[i].Y, direction);
            TensorPrimitives.MultiplyAdd(steps[i].S, (float)(alpha[i] - beta), direction, direction);
        }
    }

    private static double Dot(float[] a, float[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i += 1024)
        {
            int part = Math.Min(1024, a.Length - i);
            sum += TensorPrimitives.Dot<float>(a.AsSpan(i, part), b.AsSpan(i, part));
        }

        return sum;
    }
}
