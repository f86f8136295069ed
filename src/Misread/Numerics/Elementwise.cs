using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Misread.Numerics;

/// <summary>Passes over arrays, one element at a time; vectorised by <see cref="TensorPrimitives"/> where it has the operation.</summary>
internal static unsafe class Elementwise
{
    /// <summary><c>destination[i] = source[i] · scale</c>: pixels to floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(ReadOnlySpan<byte> source, float scale, Span<float> destination)
    {
        int i = 0;
        int lanes = Vector<float>.Count;
        for (; i <= source.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(source[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Store(low, scale, destination[i..]);
            Store(high, scale, destination[(i + (2 * lanes))..]);
        }

        for (; i < source.Length; i++)
            destination[i] = source[i] * scale;
    }

    /// <summary><c>destination[i] = max(0, source[i])</c>; a NaN stays. The two may be the same memory.</summary>
    public static void Relu(ReadOnlySpan<float> source, Span<float> destination) =>
        TensorPrimitives.Max(source, 0f, destination);

    /// <summary><c>sum[i] += x[i]</c>.</summary>
    public static void Add(Span<float> sum, float* x) =>
        TensorPrimitives.Add(sum, new ReadOnlySpan<float>(x, sum.Length), sum);

    /// <summary><c>gradient[i] = 0</c> wherever the output of a ReLU was not positive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MaskByReluOutput(ReadOnlySpan<float> output, Span<float> gradient)
    {
        int i = 0;
        for (; i <= output.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<int> positive = Vector.GreaterThan(new Vector<float>(output[i..]), Vector<float>.Zero);
            Vector.ConditionalSelect(positive, new Vector<float>(gradient[i..]), Vector<float>.Zero).CopyTo(gradient[i..]);
        }

        for (; i < output.Length; i++)
            gradient[i] = output[i] > 0 ? gradient[i] : 0;
    }

    /// <summary><c>sums[j] += Σ_i x[i,j]</c>, i ascending.</summary>
    /// <param name="x"><c>[rows, columns]</c>.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="sums"><c>[columns]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddColumnSums(float* x, int rows, int columns, Span<float> sums)
    {
        int j = 0;
        for (; j <= columns - Vector<float>.Count; j += Vector<float>.Count)
        {
            var sum = new Vector<float>(sums[j..]);
            float* p = x + j;
            for (int i = 0; i < rows; i++, p += columns)
                sum += Vector.Load(p);
            sum.CopyTo(sums[j..]);
        }

        for (; j < columns; j++)
        {
            for (int i = 0; i < rows; i++)
                sums[j] += x[((nint)i * columns) + j];
        }
    }

    private static void Store(Vector<ushort> values, float scale, Span<float> destination)
    {
        Vector.Widen(values, out Vector<uint> low, out Vector<uint> high);
        (Vector.ConvertToSingle(low.As<uint, int>()) * scale).CopyTo(destination);
        (Vector.ConvertToSingle(high.As<uint, int>()) * scale).CopyTo(destination[Vector<float>.Count..]);
    }
}
