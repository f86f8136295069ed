using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using Misread.Numerics;

namespace Misread.Geometry;

/// <summary>
/// Principal component analysis (Pearson 1901): the orthogonal directions along which the points vary most, as
/// eigenvectors of their covariance matrix.
/// </summary>
/// <remarks>
/// Products are formed in single precision over 256 points at a time and summed in double, so variances are good to about
/// six digits. An eigenvector's sign is arbitrary: here the coefficient of greatest magnitude is positive, the first among
/// equals. The same bits at any number of threads. Immutable and thread-safe.
/// </remarks>
public sealed class Pca
{
    private const int BlockRows = 256;
    private readonly double[] _mean;
    private readonly double[] _components;
    private readonly double[] _variance;

    private Pca(double[] mean, double[] components, double[] variance, double totalVariance)
    {
        _mean = mean;
        _components = components;
        _variance = variance;
        TotalVariance = totalVariance;
    }

    /// <summary>Number of components kept.</summary>
    public int Count => _variance.Length;

    /// <summary>Features of a point, D.</summary>
    public int Dimensions => _mean.Length;

    /// <summary>The mean of the points, <c>[D]</c>.</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>The variance along each component, with N − 1 in the denominator, descending.</summary>
    public ReadOnlySpan<double> ExplainedVariance => _variance;

    /// <summary>The sum of the variances of all features; the components' shares of it are the explained variance ratios.</summary>
    public double TotalVariance { get; }

    /// <summary>Component <paramref name="c"/>, <c>[D]</c>, of length 1.</summary>
    public ReadOnlySpan<double> Component(int c) => _components.AsSpan(c * Dimensions, Dimensions);

    /// <summary>Finds the components.</summary>
    /// <param name="points">At least 2 points.</param>
    /// <param name="components">How many to keep, 1 … min(N, D).</param>
    /// <param name="threads">Threads; by default all processors. The result does not depend on it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 points, or the number of components is out of range.</exception>
    public static Pca Fit(FeatureMatrix points, int components, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(points.Count, 2, nameof(points));
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(components, Math.Min(points.Count, points.Dimensions));
        int dimensions = points.Dimensions;
        using var team = new ThreadTeam(threads ?? Environment.ProcessorCount);
        var centred = new KMeansPoints(points, team);
        double[] covariance = Covariance(centred, team);
        Evd<double> eigen = Matrix<double>.Build.Dense(dimensions, dimensions, covariance).Evd(Symmetricity.Symmetric);
        double[] kept = new double[components * dimensions];
        double[] variance = new double[components];
        for (int c = 0; c < components; c++)
        {
            int column = dimensions - 1 - c;
            variance[c] = Math.Max(0, eigen.EigenValues[column].Real);
            Span<double> component = kept.AsSpan(c * dimensions, dimensions);
            for (int j = 0; j < dimensions; j++)
                component[j] = eigen.EigenVectors[j, column];
            MakePositive(component);
        }

        double total = 0;
        for (int j = 0; j < dimensions; j++)
            total += covariance[(j * dimensions) + j];
        return new Pca(centred.Offset.ToArray(), kept, variance, total);
    }

    /// <summary>The coordinates of points along the components, <c>[N, Count]</c>.</summary>
    /// <param name="points">Points of D features.</param>
    /// <exception cref="ArgumentException">The points have another number of features.</exception>
    public FeatureMatrix Transform(FeatureMatrix points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Dimensions != Dimensions)
            throw new ArgumentException($"points of {points.Dimensions} features, expected {Dimensions}", nameof(points));
        float[] coordinates = new float[checked(points.Count * Count)];
        for (int i = 0; i < points.Count; i++)
        {
            ReadOnlySpan<float> x = points.Row(i);
            for (int c = 0; c < Count; c++)
                coordinates[(i * Count) + c] = (float)PointKernels.CentredDot(x, _mean, Component(c));
        }

        return new FeatureMatrix(coordinates, Count);
    }

    // A thread owns some rows of the matrix and adds the blocks of points in their order.
    private static unsafe double[] Covariance(KMeansPoints points, ThreadTeam team)
    {
        int dimensions = points.Dimensions;
        double[] covariance = new double[checked(dimensions * dimensions)];
        var block = new AlignedBuffer((long)BlockRows * dimensions);
        var products = new AlignedBuffer((long)dimensions * dimensions);
        for (int first = 0; first < points.Count; first += BlockRows)
        {
            int rows = Math.Min(BlockRows, points.Count - first);
            for (int r = 0; r < rows; r++)
                points.Load(first + r, block.Span.Slice(r * dimensions, dimensions));
            team.Run(dimensions, (start, end, _) =>
            {
                var product = new Gemm
                {
                    M = end - start,
                    N = dimensions,
                    K = rows,
                    A = block.Pointer + start,
                    ARow = 1,
                    AColumn = dimensions,
                    B = block.Pointer,
                    BRow = dimensions,
                    C = products.Pointer + ((nint)start * dimensions),
                    CRow = dimensions,
                };
                product.Run();
                Range range = (start * dimensions)..(end * dimensions);
                PointKernels.Add(covariance.AsSpan()[range], products.Span[range]);
            });
        }

        for (int j = 0; j < covariance.Length; j++)
            covariance[j] /= points.Count - 1;
        return covariance;
    }

    private static void MakePositive(Span<double> component)
    {
        int greatest = 0;
        for (int j = 1; j < component.Length; j++)
            greatest = Math.Abs(component[j]) > Math.Abs(component[greatest]) ? j : greatest;
        if (component[greatest] >= 0)
            return;
        for (int j = 0; j < component.Length; j++)
            component[j] = -component[j];
    }
}
