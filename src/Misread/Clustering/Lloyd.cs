using System.Numerics.Tensors;
using Misread.Geometry;
using Misread.Numerics;

namespace Misread.Clustering;

/// <summary>
/// Lloyd's iteration (1982): every point to its nearest centroid, every centroid to the mean of its points, until nothing
/// moves. Memory is allocated once and serves any number of starts.
/// </summary>
/// <remarks>
/// The sum of a cluster's points changes only by the points that move in or out; a thread owns some columns and adds the
/// points in their order, so the bits do not depend on the number of threads. Sums of pixels are exact whole numbers.
/// </remarks>
internal sealed class Lloyd
{
    private readonly KMeansPoints _points;
    private readonly KMeansOptions _options;
    private readonly ThreadTeam _team;
    private readonly CentroidScores _scores;
    private readonly CentroidBounds? _bounds;
    private readonly int[] _labels;
    private readonly int[] _previous;
    private readonly double[] _sums;
    private readonly int[] _sizes;

    public Lloyd(KMeansPoints points, KMeansOptions options, ThreadTeam team)
    {
        _points = points;
        _options = options;
        _team = team;
        _scores = new CentroidScores(options.Clusters, points.Dimensions, team.Size);
        if (options.Prune && CentroidBounds.Fits(points.Count, _scores.Width))
            _bounds = new CentroidBounds(points.Count, options.Clusters, points.Dimensions, _scores.Width);
        _labels = new int[points.Count];
        _previous = new int[points.Count];
        _sums = new double[checked(options.Clusters * points.Dimensions)];
        _sizes = new int[options.Clusters];
    }

    /// <summary>Distances computed since the object was made, in units of one pass over all points and centroids.</summary>
    public double PassesComputed { get; private set; }

    /// <summary>Iterates from these centroids, <c>[k, D]</c>, which are overwritten with the final ones.</summary>
    public KMeansResult Run(double[] centroids, int start, CancellationToken cancellation)
    {
        Array.Fill(_labels, -1);
        Array.Fill(_previous, -1);
        Array.Clear(_sums);
        Array.Clear(_sizes);
        _bounds?.Reset();
        double tolerance = _options.Tolerance * _points.MeanVariance;
        bool settled = false;
        bool converged = false;
        int iterations = 0;
        while (!converged && iterations < _options.MaxIterations)
        {
            cancellation.ThrowIfCancellationRequested();
            iterations++;
            Assign(centroids);
            settled = !UpdateSums();
            double moved = MoveTo(centroids);
            converged = settled || moved <= tolerance;
        }

        // Where labels did not settle, the last move may have made some of them stale (as in scikit-learn).
        if (!settled)
            Assign(centroids);
        return Result(centroids, iterations, converged, start);
    }

    private void Assign(double[] centroids)
    {
        _scores.Set(centroids);
        _bounds?.Begin(centroids, _team);
        int[] computed = new int[_team.Size];
        _team.Run(_points.Count, (start, end, worker) =>
        {
            Span<int> rows = stackalloc int[CentroidScores.BlockRows];
            int pending = 0;
            for (int i = start; i < end; i++)
            {
                if (_bounds is not null && _bounds.IsSettled(i, _labels[i], _scores.ErrorBound(_points.Norms[i])))
                    continue;
                _points.Load(i, _scores.Row(worker, pending));
                rows[pending++] = i;
                computed[worker]++;
                if (pending == rows.Length)
                {
                    Label(worker, rows);
                    pending = 0;
                }
            }

            Label(worker, rows[..pending]);
        });
        PassesComputed += computed.Sum() / (double)_points.Count;
    }

    private void Label(int worker, ReadOnlySpan<int> rows)
    {
        if (rows.IsEmpty)
            return;
        ReadOnlySpan<float> block = _scores.Run(worker, rows.Length);
        for (int r = 0; r < rows.Length; r++)
        {
            int i = rows[r];
            ReadOnlySpan<float> scores = block.Slice(r * _scores.Width, _scores.Width);
            int label = TensorPrimitives.IndexOfMin(scores);
            _labels[i] = label;
            float norm = _points.Norms[i];
            _bounds?.Note(i, label, norm, _scores.ErrorBound(norm), scores);
        }
    }

    // Returns whether any point has changed its cluster.
    private bool UpdateSums()
    {
        int dimensions = _points.Dimensions;
        _team.Run(dimensions, (start, end, _) =>
        {
            float[] x = new float[end - start];
            for (int i = 0; i < _labels.Length; i++)
            {
                int to = _labels[i], from = _previous[i];
                if (to == from)
                    continue;
                _points.Load(i, start, x);
                PointKernels.Add(_sums.AsSpan((to * dimensions) + start, x.Length), x);
                if (from >= 0)
                    PointKernels.Subtract(_sums.AsSpan((from * dimensions) + start, x.Length), x);
            }
        });
        bool changed = false;
        for (int i = 0; i < _labels.Length; i++)
        {
            int to = _labels[i], from = _previous[i];
            if (to == from)
                continue;
            changed = true;
            _sizes[to]++;
            if (from >= 0)
                _sizes[from]--;
            _previous[i] = to;
        }

        return changed;
    }

    // Moves the centroids to the means; returns the sum of the squares of their ways.
    private double MoveTo(double[] centroids)
    {
        int dimensions = _points.Dimensions;
        (double[] sums, int[] sizes) = _sizes.Contains(0)
            ? EmptyClusters.Relocate(_points, _team, centroids, _labels, _sums, _sizes)
            : (_sums, _sizes);
        double moved = 0;
        for (int k = 0; k < sizes.Length; k++)
        {
            if (sizes[k] == 0)
                continue;
            for (int j = k * dimensions; j < (k + 1) * dimensions; j++)
            {
                double mean = sums[j] / sizes[k];
                moved += (mean - centroids[j]) * (mean - centroids[j]);
                centroids[j] = mean;
            }
        }

        return moved;
    }

    private KMeansResult Result(double[] centroids, int iterations, bool converged, int start)
    {
        int dimensions = _points.Dimensions;
        double[] distances = SquaredDistances.ToOwn(_points, _team, centroids, _labels);
        double[] absolute = [.. centroids];
        for (int j = 0; j < absolute.Length; j++)
            absolute[j] += _points.Offset[j % dimensions];
        return new KMeansResult([.. _labels], absolute, distances, iterations, converged, start) { Dimensions = dimensions };
    }
}
