using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Misread.Numerics;

namespace Misread.Training;

/// <summary>
/// Displacements that change smoothly over an image: random numbers, uniform in −1 … 1, smoothed by a Gaussian and scaled
/// (Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural networks applied to visual document
/// analysis", section 2).
/// </summary>
/// <remarks>
/// Buffers are <c>[2,H,Stride]</c>: displacements right, then down; rows are padded to whole vectors. Products and sums are
/// rounded one by one, in the order of the taps, so the vector's width changes no bit. Allocates nothing after construction.
/// Not thread-safe.
/// </remarks>
internal sealed class ElasticField
{
    private readonly float _strength;
    private readonly int _height;
    private readonly int _width;
    private readonly float[] _bell;
    private readonly float[] _noise;
    private readonly float[] _smoothed;
    private readonly float[] _moves;

    /// <summary>Makes ready for images of one size.</summary>
    /// <param name="strength">Pixels by which a displacement of 1 moves.</param>
    /// <param name="sigma">Standard deviation of the Gaussian in pixels, greater than 0; it is cut off at 3.</param>
    /// <param name="height">H, at least 1.</param>
    /// <param name="width">W, at least 1.</param>
    public ElasticField(double strength, double sigma, int height, int width)
    {
        _strength = (float)strength;
        _height = height;
        _width = width;
        _bell = Gaussian(sigma);
        Stride = checked(width + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        _noise = new float[checked(2 * height * Stride)];
        _moves = new float[_noise.Length];
        _smoothed = new float[Stride + (2 * Reach)];
    }

    /// <summary>Distance between the rows of a field.</summary>
    public int Stride { get; }

    /// <summary>Displacements right in pixels, <c>[H,Stride]</c>, of which the first W of a row count.</summary>
    public ReadOnlySpan<float> Right => _moves.AsSpan(0, _height * Stride);

    /// <summary>Displacements down in pixels, <c>[H,Stride]</c>, of which the first W of a row count.</summary>
    public ReadOnlySpan<float> Down => _moves.AsSpan(_height * Stride);

    private int Reach => _bell.Length / 2;

    /// <summary>Draws displacements anew.</summary>
    public void Draw(Prng random)
    {
        Span<float> right = _noise.AsSpan(0, _height * Stride);
        Span<float> down = _noise.AsSpan(_height * Stride);
        for (int y = 0; y < _height; y++)
        {
            for (int i = y * Stride; i < (y * Stride) + _width; i++)
            {
                ulong bits = random.NextUInt64();
                right[i] = (int)bits * (1f / int.MaxValue);
                down[i] = (int)(bits >> 32) * (1f / int.MaxValue);
            }
        }

        Smooth(right, _moves.AsSpan(0, right.Length));
        Smooth(down, _moves.AsSpan(right.Length));
        TensorPrimitives.Multiply(_moves, _strength, _moves);
    }

    // A row at a time: along columns into the middle of a row that has zeros on both sides, then along it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Smooth(ReadOnlySpan<float> noise, Span<float> smooth)
    {
        int reach = Reach;
        for (int y = 0; y < _height; y++)
        {
            int first = Math.Max(0, y - reach);
            int taps = Math.Min(_height - 1, y + reach) - first + 1;
            ReadOnlySpan<float> weights = _bell.AsSpan(first - y + reach, taps);
            Weigh(noise[(first * Stride)..], Stride, weights, _smoothed.AsSpan(reach, Stride));
            Weigh(_smoothed, 1, _bell, smooth.Slice(y * Stride, Stride));
        }
    }

    // sums[i] = Σₜ weights[t] · values[t · step + i], vector by vector.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weigh(ReadOnlySpan<float> values, int step, ReadOnlySpan<float> weights, Span<float> sums)
    {
        // The last value that is read; within bounds, so that the loops need no checks.
        _ = values[((weights.Length - 1) * step) + sums.Length - 1];
        ref float from = ref MemoryMarshal.GetReference(values);
        for (int i = 0; i <= sums.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> sum = Vector<float>.Zero;
            for (int t = 0; t < weights.Length; t++)
                sum += Vector.LoadUnsafe(ref from, (nuint)((t * step) + i)) * weights[t];
            sum.CopyTo(sums[i..]);
        }
    }

    // Up to 3 σ to either side, with the sum 1.
    private static float[] Gaussian(double sigma)
    {
        int reach = (int)Math.Ceiling(3 * sigma);
        double[] bell = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(d => Math.Exp(-d * d / (2 * sigma * sigma)))];
        double total = bell.Sum();
        return [.. bell.Select(b => (float)(b / total))];
    }
}
