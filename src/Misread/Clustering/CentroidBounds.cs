using System.Numerics;
using Misread.Geometry;
using Misread.Numerics;

namespace Misread.Clustering;

/// <summary>
/// Knows of most points, without computing a distance, that their nearest centroid is still the same. For each point it
/// keeps the distances to all centroids as they were at some earlier pass, and for each earlier pass how far every
/// centroid has moved since; by the triangle inequality the point stays where it is if its own centroid, come nearer or
/// gone away, is nearer than any other can have come.
/// </summary>
/// <remarks>
/// These are the bounds of Elkan (2003), "Using the triangle inequality to accelerate k-means", in the form of Newling
/// and Fleuret (2016), "Fast k-means with accurate bounds", section 3.2: the net movement since the pass in question is
/// less than the sum of the movements pass by pass, and a point that is passed over costs no write. Bounds are widened by
/// the rounding error of the scores, so the labels are those that computing every score would give, bit for bit.
/// </remarks>
internal sealed class CentroidBounds
{
    // Inflates or deflates a single-precision number by more than the roundings of the two operations behind it.
    private const float Up = 1 + (1f / (1 << 20));
    private const float Down = 1 - (1f / (1 << 20));
    private const int MaxHistory = 32;
    private const int HistoryElements = 1 << 23;

    private readonly int _clusters;
    private readonly int _dimensions;
    private readonly int _width;
    private readonly float[] _lower;
    private readonly float[] _upper;
    private readonly int[] _pass;
    private readonly double[][] _history;
    private readonly float[] _moved;
    private int _now;

    public CentroidBounds(int points, int clusters, int dimensions, int width)
    {
        _clusters = clusters;
        _dimensions = dimensions;
        _width = width;
        _lower = new float[checked(points * width)];
        _upper = new float[points];
        _pass = new int[points];
        int history = Math.Clamp(HistoryElements / Math.Max(1, clusters * dimensions), 2, MaxHistory);
        _history = new double[history][];
        _moved = new float[history * width];
        for (int h = 0; h < history; h++)
            _history[h] = new double[clusters * dimensions];
    }

    /// <summary>Whether bounds for so many points and centroids are of sensible size (at most 1 GiB).</summary>
    public static bool Fits(int points, int width) => (long)points * width <= 1 << 28;

    /// <summary>Forgets everything: a new start.</summary>
    public void Reset()
    {
        _now = _history.Length;
        Array.Clear(_pass);
    }

    /// <summary>Begins a pass with these centroids, <c>[k, D]</c>.</summary>
    public void Begin(double[] centroids, ThreadTeam team)
    {
        _now++;
        int slots = _history.Length;
        int slot = _now % slots;
        centroids.CopyTo(_history[slot], 0);
        team.Run(slots, (start, end, _) =>
        {
            for (int s = start; s < end; s++)
            {
                for (int k = 0; k < _clusters; k++)
                {
                    Range range = (k * _dimensions)..((k + 1) * _dimensions);
                    double square = PointKernels.SquaredDistance(centroids.AsSpan()[range], _history[s].AsSpan()[range]);
                    _moved[(s * _width) + k] = (float)Math.Sqrt(square) * Up;
                }
            }
        });
    }

    /// <summary>Whether point <paramref name="i"/>, last found in cluster <paramref name="label"/>, must still be there.</summary>
    /// <param name="i">The point.</param>
    /// <param name="label">Its cluster.</param>
    /// <param name="error"><see cref="CentroidScores.ErrorBound"/>.</param>
    public bool IsSettled(int i, int label, float error)
    {
        int slots = _history.Length;
        if (_now - _pass[i] >= slots)
            return false;
        ReadOnlySpan<float> moved = _moved.AsSpan(_pass[i] % slots * _width, _width);
        ReadOnlySpan<float> lower = _lower.AsSpan(i * _width, _width);
        var nearest = new Vector<float>(float.PositiveInfinity);
        for (int k = 0; k < _width; k += Vector<float>.Count)
            nearest = Vector.Min(nearest, new Vector<float>(lower[k..]) - new Vector<float>(moved[k..]));
        float other = float.PositiveInfinity;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
            other = Math.Min(other, nearest[lane]);
        float own = _upper[i] + moved[label];
        return other > own && (other - own) * (other + own) > 2.001f * error;
    }

    /// <summary>Notes the scores of point <paramref name="i"/>, computed with this pass's centroids.</summary>
    /// <param name="i">The point.</param>
    /// <param name="label">Its nearest centroid.</param>
    /// <param name="norm">The point's norm.</param>
    /// <param name="error"><see cref="CentroidScores.ErrorBound"/>.</param>
    /// <param name="scores">Its scores, <c>[Width]</c>.</param>
    public void Note(int i, int label, float norm, float error, ReadOnlySpan<float> scores)
    {
        Span<float> lower = _lower.AsSpan(i * _width, _width);
        float square = norm * norm;
        var shift = new Vector<float>(square - error);
        for (int k = 0; k < _width; k += Vector<float>.Count)
        {
            var distance = Vector.SquareRoot(Vector.Max(Vector<float>.Zero, new Vector<float>(scores[k..]) + shift));
            (distance * Down).CopyTo(lower[k..]);
        }

        lower[label] = float.PositiveInfinity;
        _upper[i] = MathF.Sqrt(Math.Max(0, scores[label] + square + error)) * Up;
        _pass[i] = _now;
    }
}
