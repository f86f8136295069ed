using System.Numerics.Tensors;

namespace Misread.Imaging;

/// <summary>Grey values as floats, <c>[H,W]</c>, on which smaller ones are laid.</summary>
internal sealed class Plane
{
    /// <summary>Pictures and places of a lower standard deviation tell nothing.</summary>
    public const double LeastDeviation = 3;

    /// <summary>The same for detail.</summary>
    public const double LeastDetail = 1;

    private const double Inner = 0.72;
    private const double DetailSigma = 4;

    private readonly int _side;
    private readonly float[] _values;

    private Plane(int side, float[] values) => (_side, _values) = (side, values);

    /// <summary>A square of an image, stretched.</summary>
    public static Plane Of(Bitmap grey, int side)
    {
        Bitmap square = Resample.Resize(grey, side, side, ResampleFilter.Lanczos);
        return new Plane(side, [.. square.Pixels.Select(v => (float)v)]);
    }

    /// <summary>The middle 72 %.</summary>
    public Plane Middle()
    {
        int margin = (int)Math.Round(_side * (1 - Inner) / 2);
        int side = _side - (2 * margin);
        float[] values = new float[side * side];
        for (int y = 0; y < side; y++)
            _values.AsSpan(((y + margin) * _side) + margin, side).CopyTo(values.AsSpan(y * side));
        return new Plane(side, values);
    }

    /// <summary>The mirror image.</summary>
    public Plane Mirrored()
    {
        float[] values = (float[])_values.Clone();
        for (int y = 0; y < _side; y++)
            values.AsSpan(y * _side, _side).Reverse();
        return new Plane(_side, values);
    }

    /// <summary>What a blur of σ = 4 pixels takes away.</summary>
    public Plane Detail()
    {
        int reach = (int)(4 * DetailSigma);
        float[] weights = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(d => (float)Math.Exp(-d * d / (2 * DetailSigma * DetailSigma)))];
        float sum = TensorPrimitives.Sum<float>(weights);
        float[] blurred = Transposed(Blurred(Transposed(Blurred(_values))));
        return new Plane(_side, [.. _values.Zip(blurred, (v, b) => v - b)]);

        float[] Blurred(float[] values)
        {
            float[] result = new float[values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                int row = i / _side * _side;
                float total = 0;
                for (int d = -reach; d <= reach; d++)
                    total += weights[d + reach] * values[row + Math.Clamp((i % _side) + d, 0, _side - 1)];
                result[i] = total / sum;
            }

            return result;
        }

        float[] Transposed(float[] values) => [.. Enumerable.Range(0, values.Length).Select(i => values[(i % _side * _side) + (i / _side)])];
    }

    /// <summary>The greatest normalised cross-correlation with a template over all places; 0 where either is too plain.</summary>
    public double Correlation(Plane template, double leastDeviation)
    {
        int size = template._side;
        int area = size * size;
        float mean = TensorPrimitives.Sum<float>(template._values) / area;
        float[] centred = [.. template._values.Select(v => v - mean)];
        double norm = Math.Sqrt(TensorPrimitives.SumOfSquares<float>(centred));
        double least = leastDeviation * leastDeviation * area;
        if (norm * norm < least)
            return 0;
        (double[] sums, double[] squares) = Integrals();
        double best = 0;
        for (int y = 0; y + size <= _side; y++)
        {
            for (int x = 0; x + size <= _side; x++)
            {
                double sum = Box(sums, x, y, size);
                double variance = Box(squares, x, y, size) - (sum * sum / area);
                if (variance < least)
                    continue;
                double product = 0;
                for (int row = 0; row < size; row++)
                    product += TensorPrimitives.Dot<float>(_values.AsSpan(((y + row) * _side) + x, size), centred.AsSpan(row * size, size));
                best = Math.Max(best, product / (norm * Math.Sqrt(variance)));
            }
        }

        return best;
    }

    private (double[] Sums, double[] Squares) Integrals()
    {
        int w = _side + 1;
        (double[] sums, double[] squares) = (new double[w * w], new double[w * w]);
        for (int y = 0; y < _side; y++)
        {
            (double sum, double square) = (0, 0);
            for (int x = 0; x < _side; x++)
            {
                double v = _values[(y * _side) + x];
                (sum, square) = (sum + v, square + (v * v));
                sums[((y + 1) * w) + x + 1] = sums[(y * w) + x + 1] + sum;
                squares[((y + 1) * w) + x + 1] = squares[(y * w) + x + 1] + square;
            }
        }

        return (sums, squares);
    }

    private double Box(double[] integral, int x, int y, int size)
    {
        int w = _side + 1;
        return integral[((y + size) * w) + x + size] - integral[(y * w) + x + size] - integral[((y + size) * w) + x] + integral[(y * w) + x];
    }
}
