using System.Runtime.CompilerServices;

namespace Misread.Numerics;

/// <summary>Cuts a matrix into register tiles of nearly equal height, and runs tiles of any width.</summary>
internal static unsafe class Tiling
{
    /// <summary>The least number of tiles that <paramref name="rows"/> rows need.</summary>
    public static int Count(int rows) => (rows + TileShapes.MaxRows - 1) / TileShapes.MaxRows;

    /// <summary>Height of tile <paramref name="t"/>: 26 rows in three tiles are 8, 9 and 9, not 12, 12 and 2.</summary>
    public static int Rows(int rows, int tiles, int t) =>
        (int)(((long)rows * (t + 1) / tiles) - ((long)rows * t / tiles));

    /// <summary>Runs a tile of <paramref name="columns"/> columns, 1 … <see cref="TileShapes.MaxColumns"/>.</summary>
    /// <remarks>
    /// A width that is not whole vectors is computed in a copy of c, so that nothing beside the tile is written; loads
    /// of b may run past its row, which <see cref="AlignedBuffer.Slack"/> allows.
    /// </remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int rows, int columns, ref Tile tile)
    {
        int lanes = TileShapes.Lanes;
        int vectors = columns > lanes ? 2 : 1;
        if (columns == vectors * lanes)
        {
            TileShapes.Run(rows, vectors, in tile);
            return;
        }

        const int MaxRows = 12;
        const int MaxColumns = 32;
        float* scratch = stackalloc float[(MaxRows + 1) * MaxColumns];
        float* bias = scratch + (MaxRows * MaxColumns);
        float* c = tile.C;
        nint cRow = tile.CRow;
        float* originalBias = tile.Bias;
        if (tile.Accumulate)
        {
            for (int i = 0; i < rows; i++)
                Copy(c + (i * cRow), scratch + (i * MaxColumns), columns);
        }
        else if (originalBias != null)
        {
            Copy(originalBias, bias, columns);
            tile.Bias = bias;
        }

        tile.C = scratch;
        tile.CRow = MaxColumns;
        TileShapes.Run(rows, vectors, in tile);
        for (int i = 0; i < rows; i++)
            Copy(scratch + (i * MaxColumns), c + (i * cRow), columns);
        tile.C = c;
        tile.CRow = cRow;
        tile.Bias = originalBias;
    }

    private static void Copy(float* source, float* destination, int count) =>
        new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(destination, count));
}
