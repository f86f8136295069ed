using Misread.Numerics;

namespace Misread.Tests.Numerics;

/// <summary>The plain scalar twin of <see cref="TileKernel{TSimd, TVector}"/>.</summary>
internal static unsafe class ReferenceTile
{
    /// <summary>Computes <paramref name="tile"/> for the given number of rows and columns.</summary>
    public static void Run(int rows, int columns, in Tile tile)
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                float* c = tile.C + (i * tile.CRow) + j;
                double sum = tile.Accumulate ? *c : tile.Bias != null ? tile.Bias[j] : 0;
                for (int o = 0; o < tile.Outer; o++)
                {
                    for (int k = 0; k < tile.Inner; k++)
                    {
                        sum += (double)tile.A[(i % 3 * tile.ARow) + (i / 3 * tile.AThree) + (o * tile.AOuter) + (k * tile.AInner)]
                            * tile.B[(o * tile.BOuter) + (k * tile.BInner) + j];
                    }
                }

                *c = (float)(tile.Relu ? Math.Max(0, sum) : sum);
            }
        }
    }
}
