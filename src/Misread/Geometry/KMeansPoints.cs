using Misread.Data;
using Misread.Numerics;

namespace Misread.Geometry;

/// <summary>
/// The points as k-means reads them: bytes of a data set, widened a row at a time (a quarter of the memory traffic of
/// floats), or a float matrix less its mean, so that a large offset costs no precision.
/// </summary>
internal sealed class KMeansPoints
{
    // Squares of norms are formed in single precision.
    private const float GreatestNorm = 1e18f;
    private readonly Dataset? _images;
    private readonly float[]? _rows;
    private readonly double[] _offset;
    private readonly float[] _norms;

    public KMeansPoints(Dataset images, ThreadTeam team)
        : this(images.Count, images.Height * images.Width * images.Channels)
    {
        _images = images;
        MeanVariance = Moments(Means(team), team);
    }

    /// <summary>Takes an offset from every point, so that a large one costs no precision.</summary>
    /// <param name="features">The points.</param>
    /// <param name="team">Threads.</param>
    /// <param name="offset"><c>[D]</c>; by default the mean of the points.</param>
    public KMeansPoints(FeatureMatrix features, ThreadTeam team, double[]? offset = null)
        : this(features.Count, features.Dimensions)
    {
        _rows = features.Values.ToArray();
        (offset ?? Means(team)).CopyTo(_offset, 0);
        for (int i = 0; i < _rows.Length; i++)
            _rows[i] = (float)(_rows[i] - _offset[i % Dimensions]);
        MeanVariance = Moments(Means(team), team);
        for (int i = 0; i < Count; i++)
        {
            if (!(_norms[i] < GreatestNorm))
                throw new ArgumentException($"point {i} lies {_norms[i]} from the mean, expected less than {GreatestNorm}; scale the features", nameof(features));
        }
    }

    private KMeansPoints(int count, int dimensions)
    {
        Count = count;
        Dimensions = dimensions;
        _offset = new double[dimensions];
        _norms = new float[count];
    }

    public int Count { get; }

    public int Dimensions { get; }

    /// <summary>The variance of a feature, on average over the features.</summary>
    public double MeanVariance { get; }

    /// <summary>The Euclidean norm of each point as <see cref="Load(int, Span{float})"/> gives it.</summary>
    public ReadOnlySpan<float> Norms => _norms;

    /// <summary>What was taken from every point, <c>[D]</c>.</summary>
    public ReadOnlySpan<double> Offset => _offset;

    /// <summary>Copies all features of point <paramref name="row"/>.</summary>
    public void Load(int row, Span<float> destination) => Load(row, 0, destination[..Dimensions]);

    /// <summary>Copies features of point <paramref name="row"/>, from <paramref name="column"/> on, as many as there is room for.</summary>
    public void Load(int row, int column, Span<float> destination)
    {
        if (_images is not null)
            PointKernels.Widen(_images.Image(row).Slice(column, destination.Length), destination);
        else
            _rows.AsSpan((row * Dimensions) + column, destination.Length).CopyTo(destination);
    }

    // A thread owns some columns, so each sum has one order.
    private double[] Means(ThreadTeam team)
    {
        double[] means = new double[Dimensions];
        team.Run(Dimensions, (start, end, _) =>
        {
            float[] x = new float[end - start];
            Span<double> sums = means.AsSpan(start, end - start);
            for (int i = 0; i < Count; i++)
            {
                Load(i, start, x);
                PointKernels.Add(sums, x);
            }
        });
        for (int j = 0; j < means.Length; j++)
            means[j] /= Count;
        return means;
    }

    // Fills the norms; returns the mean variance.
    private double Moments(double[] means, ThreadTeam team)
    {
        double[] squares = new double[Count];
        team.Run(Count, (start, end, _) =>
        {
            float[] x = new float[Dimensions];
            for (int i = start; i < end; i++)
            {
                Load(i, x);
                squares[i] = PointKernels.SquaredDistance(x, means);
                _norms[i] = (float)Math.Sqrt(PointKernels.SquaredNorm(x));
            }
        });
        double sum = 0;
        foreach (double square in squares)
            sum += square;
        return sum / Count / Dimensions;
    }
}
