using System.Runtime.CompilerServices;

namespace Misread.Numerics;

/// <summary>
/// A product of matrices: <c>c[i,j] = start + Σ_k a[i,k] · b[k,j]</c> for i &lt; M, j &lt; N, k &lt; K, where start is c
/// (<see cref="Accumulate"/>), the bias of column j, or 0. Rows of b and c are contiguous; a has free strides, so a
/// transposed a costs nothing.
/// </summary>
internal unsafe struct Gemm
{
    public int M;
    public int N;
    public int K;
    public float* A;
    public nint ARow;
    public nint AColumn;
    public float* B;
    public nint BRow;
    public float* C;
    public nint CRow;
    public float* Bias;
    public bool Accumulate;
    public bool Relu;

    // A block of b of this many rows and one tile's columns (32 KB with 512-bit vectors) stays in the first-level cache
    // while the rows of a pass over it.
    private const int BlockK = 256;

    /// <summary>
    /// Computes the product on the calling thread. The sum over k runs in blocks of 256, ascending, through c.
    /// </summary>
    public readonly void Run()
    {
        if (K == 0)
        {
            RunTiles(0, 0);
            return;
        }

        for (int k = 0; k < K; k += BlockK)
            RunTiles(k, Math.Min(BlockK, K - k));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void RunTiles(int k, int depth)
    {
        bool last = k + depth == K;
        var tile = new Tile
        {
            ARow = ARow,
            AThree = 3 * ARow,
            AInner = AColumn,
            BInner = BRow,
            CRow = CRow,
            Outer = 1,
            Inner = depth,
            Accumulate = Accumulate || k > 0,
            Relu = Relu && last,
        };
        int tiles = Tiling.Count(M);
        for (int j = 0; j < N; j += TileShapes.MaxColumns)
        {
            int columns = Math.Min(TileShapes.MaxColumns, N - j);
            tile.B = B + (k * BRow) + j;
            tile.Bias = Bias == null ? null : Bias + j;
            for (int t = 0, i = 0; t < tiles; t++)
            {
                int rows = Tiling.Rows(M, tiles, t);
                tile.A = A + (i * ARow) + (k * AColumn);
                tile.C = C + (i * CRow) + j;
                Tiling.Run(rows, columns, ref tile);
                i += rows;
            }
        }
    }
}
