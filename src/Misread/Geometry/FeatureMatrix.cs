using Misread.Data;

namespace Misread.Geometry;

/// <summary>Points to be clustered or mapped: floats <c>[N,D]</c>, row-major, one row an image: pixels, or a network's features.</summary>
/// <remarks>Immutable by agreement (the array is not copied), hence thread-safe.</remarks>
public sealed class FeatureMatrix
{
    private readonly float[] _values;

    /// <summary>Wraps values without copying them; do not write to them afterwards.</summary>
    /// <param name="values"><c>[N,D]</c>, row-major, finite.</param>
    /// <param name="dimensions">D, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">The values are not whole rows, or one is not finite (the message names its row).</exception>
    public FeatureMatrix(float[] values, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        if (values.Length % dimensions != 0)
            throw new ArgumentException($"{values.Length} values are not whole rows of {dimensions}", nameof(values));
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException($"row {i / dimensions}: feature {i % dimensions} is {values[i]}, expected a finite number", nameof(values));
        }

        _values = values;
        Dimensions = dimensions;
        Count = values.Length / dimensions;
    }

    /// <summary>Number of points, <c>N</c>.</summary>
    public int Count { get; }

    /// <summary>Features of a point, <c>D</c>.</summary>
    public int Dimensions { get; }

    /// <summary>All values, <c>[N,D]</c>, row-major.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The pixels as they are, unscaled (0 … <see cref="Dataset.MaxValue"/>), <c>[N, H·W·C]</c>.</summary>
    public static FeatureMatrix OfPixels(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        int area = data.Height * data.Width * data.Channels;
        float[] values = new float[checked(data.Count * area)];
        for (int i = 0; i < data.Count; i++)
            PointKernels.Widen(data.Image(i), values.AsSpan(i * area, area));
        return new FeatureMatrix(values, area);
    }

    /// <summary>The features of point <paramref name="i"/>, <c>[D]</c>.</summary>
    public ReadOnlySpan<float> Row(int i) => _values.AsSpan(i * Dimensions, Dimensions);

    /// <summary>Some points, in the given order; copied.</summary>
    /// <param name="rows">Positions in this matrix, 0 … <see cref="Count"/> − 1.</param>
    public FeatureMatrix Subset(ReadOnlySpan<int> rows)
    {
        float[] values = new float[checked(rows.Length * Dimensions)];
        for (int i = 0; i < rows.Length; i++)
            Row(rows[i]).CopyTo(values.AsSpan(i * Dimensions));
        return new FeatureMatrix(values, Dimensions);
    }
}
