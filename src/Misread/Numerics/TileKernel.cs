using System.Runtime.CompilerServices;

namespace Misread.Numerics;

/// <summary>
/// The register tile: up to 12 rows × 2 vectors of accumulators that stay in registers while the sums run. All of the
/// library's dense arithmetic ends here.
/// </summary>
/// <remarks>
/// <para>
/// Per step of the sum: one load for each of the two vectors of b, and per row one broadcast of a and two fused
/// multiply-adds. With 512-bit vectors 12 × 2 accumulators use 24 of 32 registers; with 256-bit vectors callers keep to
/// 6 × 2, which uses 12 of 16 (<see cref="ISimd{TVector}.TileRows"/>).
/// </para>
/// <para>
/// The method is written once, for 12 rows and 2 vectors. The numbers of rows and vectors in use are type parameters, so
/// the JIT compiles one version per shape and removes the branches and the accumulators that the shape does not have.
/// The scalar twin is <c>ReferenceTile</c> of the tests.
/// </para>
/// </remarks>
internal static unsafe class TileKernel<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TVectors>(in Tile tile)
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        bool two = TVectors.Value > 1;
        int lanes = TSimd.Lanes;
        nint aRow = tile.ARow;
        nint cRow = tile.CRow;
        float* c = tile.C;
        TVector c00 = default, c01 = default;
        TVector c10 = default, c11 = default;
        TVector c20 = default, c21 = default;
        TVector c30 = default, c31 = default;
        TVector c40 = default, c41 = default;
        TVector c50 = default, c51 = default;
        TVector c60 = default, c61 = default;
        TVector c70 = default, c71 = default;
        TVector c80 = default, c81 = default;
        TVector c90 = default, c91 = default;
        TVector c100 = default, c101 = default;
        TVector c110 = default, c111 = default;

        if (tile.Accumulate)
        {
            c00 = TSimd.Load(c);
            if (two)
                c01 = TSimd.Load(c + lanes);

            if (TRows.Value > 1)
            {
                c10 = TSimd.Load(c + (1 * cRow));
                if (two)
                    c11 = TSimd.Load(c + (1 * cRow) + lanes);
            }

            if (TRows.Value > 2)
            {
                c20 = TSimd.Load(c + (2 * cRow));
                if (two)
                    c21 = TSimd.Load(c + (2 * cRow) + lanes);
            }

            if (TRows.Value > 3)
            {
                c30 = TSimd.Load(c + (3 * cRow));
                if (two)
                    c31 = TSimd.Load(c + (3 * cRow) + lanes);
            }

            if (TRows.Value > 4)
            {
                c40 = TSimd.Load(c + (4 * cRow));
                if (two)
                    c41 = TSimd.Load(c + (4 * cRow) + lanes);
            }

            if (TRows.Value > 5)
            {
                c50 = TSimd.Load(c + (5 * cRow));
                if (two)
                    c51 = TSimd.Load(c + (5 * cRow) + lanes);
            }

            if (TRows.Value > 6)
            {
                c60 = TSimd.Load(c + (6 * cRow));
                if (two)
                    c61 = TSimd.Load(c + (6 * cRow) + lanes);
            }

            if (TRows.Value > 7)
            {
                c70 = TSimd.Load(c + (7 * cRow));
                if (two)
                    c71 = TSimd.Load(c + (7 * cRow) + lanes);
            }

            if (TRows.Value > 8)
            {
                c80 = TSimd.Load(c + (8 * cRow));
                if (two)
                    c81 = TSimd.Load(c + (8 * cRow) + lanes);
            }

            if (TRows.Value > 9)
            {
                c90 = TSimd.Load(c + (9 * cRow));
                if (two)
                    c91 = TSimd.Load(c + (9 * cRow) + lanes);
            }

            if (TRows.Value > 10)
            {
                c100 = TSimd.Load(c + (10 * cRow));
                if (two)
                    c101 = TSimd.Load(c + (10 * cRow) + lanes);
            }

            if (TRows.Value > 11)
            {
                c110 = TSimd.Load(c + (11 * cRow));
                if (two)
                    c111 = TSimd.Load(c + (11 * cRow) + lanes);
            }
        }
        else if (tile.Bias != null)
        {
            TVector bias0 = TSimd.Load(tile.Bias);
            TVector bias1 = two ? TSimd.Load(tile.Bias + lanes) : default;
            c00 = c10 = c20 = c30 = c40 = c50 = c60 = c70 = c80 = c90 = c100 = c110 = bias0;
            c01 = c11 = c21 = c31 = c41 = c51 = c61 = c71 = c81 = c91 = c101 = c111 = bias1;
        }

        nint aInner = tile.AInner;
        nint bInner = tile.BInner;
        for (int outer = 0; outer < tile.Outer; outer++)
        {
            // x86 addresses reach 0, 1 and 2 rows from a pointer for free; hence a pointer for every third row.
            float* a0 = tile.A + (outer * tile.AOuter);
            float* a3 = a0 + tile.AThree;
            float* a6 = a3 + tile.AThree;
            float* a9 = a6 + tile.AThree;
            float* b = tile.B + (outer * tile.BOuter);
            for (int k = tile.Inner; k > 0; k--)
            {
                TVector b0 = TSimd.Load(b);
                TVector b1 = two ? TSimd.Load(b + lanes) : default;
                b += bInner;
                TVector a = TSimd.Create(*a0);
                c00 = TSimd.MultiplyAdd(a, b0, c00);
                if (two)
                    c01 = TSimd.MultiplyAdd(a, b1, c01);

                if (TRows.Value > 1)
                {
                    a = TSimd.Create(a0[aRow]);
                    c10 = TSimd.MultiplyAdd(a, b0, c10);
                    if (two)
                        c11 = TSimd.MultiplyAdd(a, b1, c11);
                }

                if (TRows.Value > 2)
                {
                    a = TSimd.Create(a0[2 * aRow]);
                    c20 = TSimd.MultiplyAdd(a, b0, c20);
                    if (two)
                        c21 = TSimd.MultiplyAdd(a, b1, c21);
                }

                if (TRows.Value > 3)
                {
                    a = TSimd.Create(*a3);
                    c30 = TSimd.MultiplyAdd(a, b0, c30);
                    if (two)
                        c31 = TSimd.MultiplyAdd(a, b1, c31);
                }

                if (TRows.Value > 4)
                {
                    a = TSimd.Create(a3[aRow]);
                    c40 = TSimd.MultiplyAdd(a, b0, c40);
                    if (two)
                        c41 = TSimd.MultiplyAdd(a, b1, c41);
                }

                if (TRows.Value > 5)
                {
                    a = TSimd.Create(a3[2 * aRow]);
                    c50 = TSimd.MultiplyAdd(a, b0, c50);
                    if (two)
                        c51 = TSimd.MultiplyAdd(a, b1, c51);
                }

                if (TRows.Value > 6)
                {
                    a = TSimd.Create(*a6);
                    c60 = TSimd.MultiplyAdd(a, b0, c60);
                    if (two)
                        c61 = TSimd.MultiplyAdd(a, b1, c61);
                }

                if (TRows.Value > 7)
                {
                    a = TSimd.Create(a6[aRow]);
                    c70 = TSimd.MultiplyAdd(a, b0, c70);
                    if (two)
                        c71 = TSimd.MultiplyAdd(a, b1, c71);
                }

                if (TRows.Value > 8)
                {
                    a = TSimd.Create(a6[2 * aRow]);
                    c80 = TSimd.MultiplyAdd(a, b0, c80);
                    if (two)
                        c81 = TSimd.MultiplyAdd(a, b1, c81);
                }

                if (TRows.Value > 9)
                {
                    a = TSimd.Create(*a9);
                    c90 = TSimd.MultiplyAdd(a, b0, c90);
                    if (two)
                        c91 = TSimd.MultiplyAdd(a, b1, c91);
                }

                if (TRows.Value > 10)
                {
                    a = TSimd.Create(a9[aRow]);
                    c100 = TSimd.MultiplyAdd(a, b0, c100);
                    if (two)
                        c101 = TSimd.MultiplyAdd(a, b1, c101);
                }

                if (TRows.Value > 11)
                {
                    a = TSimd.Create(a9[2 * aRow]);
                    c110 = TSimd.MultiplyAdd(a, b0, c110);
                    if (two)
                        c111 = TSimd.MultiplyAdd(a, b1, c111);
                }

                a0 += aInner;
                a3 += aInner;
                a6 += aInner;
                a9 += aInner;
            }
        }

        if (tile.Relu)
        {
            c00 = TSimd.Max(default, c00);
            c01 = TSimd.Max(default, c01);
            c10 = TSimd.Max(default, c10);
            c11 = TSimd.Max(default, c11);
            c20 = TSimd.Max(default, c20);
            c21 = TSimd.Max(default, c21);
            c30 = TSimd.Max(default, c30);
            c31 = TSimd.Max(default, c31);
            c40 = TSimd.Max(default, c40);
            c41 = TSimd.Max(default, c41);
            c50 = TSimd.Max(default, c50);
            c51 = TSimd.Max(default, c51);
            c60 = TSimd.Max(default, c60);
            c61 = TSimd.Max(default, c61);
            c70 = TSimd.Max(default, c70);
            c71 = TSimd.Max(default, c71);
            c80 = TSimd.Max(default, c80);
            c81 = TSimd.Max(default, c81);
            c90 = TSimd.Max(default, c90);
            c91 = TSimd.Max(default, c91);
            c100 = TSimd.Max(default, c100);
            c101 = TSimd.Max(default, c101);
            c110 = TSimd.Max(default, c110);
            c111 = TSimd.Max(default, c111);
        }

        TSimd.Store(c00, c);
        if (two)
            TSimd.Store(c01, c + lanes);

        if (TRows.Value > 1)
        {
            TSimd.Store(c10, c + (1 * cRow));
            if (two)
                TSimd.Store(c11, c + (1 * cRow) + lanes);
        }

        if (TRows.Value > 2)
        {
            TSimd.Store(c20, c + (2 * cRow));
            if (two)
                TSimd.Store(c21, c + (2 * cRow) + lanes);
        }

        if (TRows.Value > 3)
        {
            TSimd.Store(c30, c + (3 * cRow));
            if (two)
                TSimd.Store(c31, c + (3 * cRow) + lanes);
        }

        if (TRows.Value > 4)
        {
            TSimd.Store(c40, c + (4 * cRow));
            if (two)
                TSimd.Store(c41, c + (4 * cRow) + lanes);
        }

        if (TRows.Value > 5)
        {
            TSimd.Store(c50, c + (5 * cRow));
            if (two)
                TSimd.Store(c51, c + (5 * cRow) + lanes);
        }

        if (TRows.Value > 6)
        {
            TSimd.Store(c60, c + (6 * cRow));
            if (two)
                TSimd.Store(c61, c + (6 * cRow) + lanes);
        }

        if (TRows.Value > 7)
        {
            TSimd.Store(c70, c + (7 * cRow));
            if (two)
                TSimd.Store(c71, c + (7 * cRow) + lanes);
        }

        if (TRows.Value > 8)
        {
            TSimd.Store(c80, c + (8 * cRow));
            if (two)
                TSimd.Store(c81, c + (8 * cRow) + lanes);
        }

        if (TRows.Value > 9)
        {
            TSimd.Store(c90, c + (9 * cRow));
            if (two)
                TSimd.Store(c91, c + (9 * cRow) + lanes);
        }

        if (TRows.Value > 10)
        {
            TSimd.Store(c100, c + (10 * cRow));
            if (two)
                TSimd.Store(c101, c + (10 * cRow) + lanes);
        }

        if (TRows.Value > 11)
        {
            TSimd.Store(c110, c + (11 * cRow));
            if (two)
                TSimd.Store(c111, c + (11 * cRow) + lanes);
        }
    }
}
