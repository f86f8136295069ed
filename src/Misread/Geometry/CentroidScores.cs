using System.Numerics.Tensors;
using Misread.Numerics;

namespace Misread.Geometry;

/// <summary>
/// Squared distances of points to centroids as a matrix product: <c>‖x − c‖² = ‖x‖² + (‖c‖² − 2 x·c)</c>. The bracket is
/// the score; its least value in a row marks the nearest centroid. Points go in blocks that stay in the cache.
/// </summary>
/// <remarks>Each worker has its own block. A score's bits depend on its point and centroid alone.</remarks>
internal sealed unsafe class CentroidScores
{
    /// <summary>Points in a block: four tiles' height.</summary>
    public const int BlockRows = 48;

    private readonly int _stride;
    private readonly AlignedBuffer _panel;
    private readonly AlignedBuffer _bias;
    private readonly AlignedBuffer[] _rows;
    private readonly AlignedBuffer[] _scores;
    private readonly int _dimensions;

    /// <summary>Makes room.</summary>
    /// <param name="centroids">The greatest number of centroids.</param>
    /// <param name="dimensions">D.</param>
    /// <param name="workers">Number of threads.</param>
    public CentroidScores(int centroids, int dimensions, int workers)
    {
        Width = AlignedBuffer.Padded(centroids);
        _dimensions = dimensions;
        _stride = AlignedBuffer.Padded(dimensions);
        _panel = new AlignedBuffer((long)dimensions * Width);
        _bias = new AlignedBuffer(Width);
        _rows = new AlignedBuffer[workers];
        _scores = new AlignedBuffer[workers];
        for (int w = 0; w < workers; w++)
        {
            _rows[w] = new AlignedBuffer((long)BlockRows * _stride);
            _scores[w] = new AlignedBuffer((long)BlockRows * Width);
        }
    }

    /// <summary>Scores of a row: the number of centroids rounded up to whole vectors; those behind the last are +∞.</summary>
    public int Width { get; }

    /// <summary>Norm of the longest centroid.</summary>
    public double GreatestNorm { get; private set; }

    /// <summary>Sets the centroids, <c>[count, D]</c>.</summary>
    public void Set(ReadOnlySpan<double> centroids)
    {
        int count = centroids.Length / _dimensions;
        Span<float> panel = _panel.Span;
        Span<float> bias = _bias.Span;
        panel.Clear();
        bias.Fill(float.PositiveInfinity);
        GreatestNorm = 0;
        for (int k = 0; k < count; k++)
        {
            ReadOnlySpan<double> c = centroids.Slice(k * _dimensions, _dimensions);
            for (int j = 0; j < c.Length; j++)
                panel[(j * Width) + k] = (float)(-2 * c[j]);
            double square = TensorPrimitives.SumOfSquares(c);
            bias[k] = (float)square;
            GreatestNorm = Math.Max(GreatestNorm, Math.Sqrt(square));
        }
    }

    /// <summary>
    /// How far a computed score, or a squared distance made of it, may be from the true one: the standard bound for a sum
    /// of D products in single precision (Higham 2002, section 3.1), for a point and a centroid of these norms.
    /// </summary>
    public float ErrorBound(float norm)
    {
        double reach = norm + GreatestNorm;
        return (float)((_dimensions + 8) * (1.0 / (1 << 24)) * reach * reach);
    }

    /// <summary>Where the features of a point of a worker's block are to be written, <c>[D]</c>.</summary>
    public Span<float> Row(int worker, int row) => _rows[worker].Span.Slice(row * _stride, _dimensions);

    /// <summary>Scores the first points of a worker's block.</summary>
    /// <returns><c>[rows, Width]</c>.</returns>
    public Span<float> Run(int worker, int rows)
    {
        var product = new Gemm
        {
            M = rows,
            N = Width,
            K = _dimensions,
            A = _rows[worker].Pointer,
            ARow = _stride,
            AColumn = 1,
            B = _panel.Pointer,
            BRow = Width,
            C = _scores[worker].Pointer,
            CRow = Width,
            Bias = _bias.Pointer,
        };
        product.Run();
        return _scores[worker].Span[..(rows * Width)];
    }
}
