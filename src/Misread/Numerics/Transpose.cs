namespace Misread.Numerics;

/// <summary>Transposition of a matrix between buffers that do not overlap.</summary>
internal static unsafe class Transpose
{
    private const int Block = 16;

    /// <summary><c>destination[j·destinationRow + i] = source[i·sourceRow + j]</c> for i &lt; rows, j &lt; columns.</summary>
    public static void Run(float* source, nint sourceRow, int rows, int columns, float* destination, nint destinationRow)
    {
        // Square blocks: a block's 16 source lines and 16 destination lines stay in the first-level cache.
        for (int i0 = 0; i0 < rows; i0 += Block)
        {
            int iEnd = Math.Min(rows, i0 + Block);
            for (int j0 = 0; j0 < columns; j0 += Block)
            {
                int jEnd = Math.Min(columns, j0 + Block);
                for (int j = j0; j < jEnd; j++)
                {
                    float* d = destination + (j * destinationRow);
                    float* s = source + j;
                    for (int i = i0; i < iEnd; i++)
                        d[i] = s[i * sourceRow];
                }
            }
        }
    }
}
