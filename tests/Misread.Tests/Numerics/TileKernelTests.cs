using System.Runtime.Intrinsics;
using Misread.Numerics;
using Xunit;

namespace Misread.Tests.Numerics;

/// <summary>Every compiled shape of the register tile, at every vector width that this machine has.</summary>
public sealed unsafe class TileKernelTests
{
    [Fact]
    public void Vector128_equals_its_twin() => Check<Simd128, Vector128<float>>();

    [Fact]
    public void Vector256_equals_its_twin()
    {
        Assert.SkipUnless(Vector256.IsHardwareAccelerated, "no 256-bit vectors here");
        Check<Simd256, Vector256<float>>();
    }

    [Fact]
    public void Vector512_equals_its_twin()
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "no 512-bit vectors here");
        Check<Simd512, Vector512<float>>();
    }

    private static void Check<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        delegate*<in Tile, void>[] kernels = TileShapes.Table<TSimd, TVector>();
        for (int rows = 1; rows <= 12; rows++)
        {
            for (int vectors = 1; vectors <= 2; vectors++)
            {
                for (int variant = 0; variant < 6; variant++)
                {
                    int shape = ((rows - 1) * 2) + vectors - 1;
                    Compare(kernels[shape], rows, vectors * TSimd.Lanes, outer: 1 + (variant % 3), inner: 1 + (5 * variant), variant, seed: shape);
                }
            }
        }
    }

    private static void Compare(delegate*<in Tile, void> kernel, int rows, int columns, int outer, int inner, int variant, int seed)
    {
        int bRow = columns + 3;
        int cRow = columns + 5;
        AlignedBuffer a = KernelTesting.Random(rows * outer * inner * 2, seed);
        AlignedBuffer b = KernelTesting.Random(outer * inner * bRow, seed + 1);
        AlignedBuffer c = KernelTesting.Random(rows * cRow, seed + 2);
        AlignedBuffer bias = KernelTesting.Random(columns, seed + 3);
        AlignedBuffer expected = new(c.Length);
        c.Span.CopyTo(expected.Span);
        var tile = new Tile
        {
            A = a.Pointer,
            ARow = outer * inner * 2,
            AThree = (variant == 5 ? 2 : 3) * outer * inner * 2,
            AInner = 2,
            AOuter = inner * 2,
            B = b.Pointer,
            BInner = bRow,
            BOuter = inner * bRow,
            C = c.Pointer,
            CRow = cRow,
            Bias = variant % 2 == 0 ? bias.Pointer : null,
            Outer = outer,
            Inner = inner,
            Accumulate = variant is 1 or 4,
            Relu = variant >= 3,
        };
        kernel(in tile);
        tile.C = expected.Pointer;
        ReferenceTile.Run(rows, columns, in tile);
        // The columns behind the tile must be as they were: they belong to others.
        KernelTesting.AssertClose(KernelTesting.ToDouble(expected.Span), c.Span, outer * inner, $"{rows}×{columns} variant {variant}");
        for (int i = 0; i < rows; i++)
            Assert.Equal(expected.Span.Slice((i * cRow) + columns, 5), c.Span.Slice((i * cRow) + columns, 5));
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(bias);
    }

    [Fact]
    public void Relu_of_a_tile_keeps_a_not_a_number_visible()
    {
        AlignedBuffer a = new(1);
        a.Span[0] = float.NaN;
        AlignedBuffer b = KernelTesting.Random(TileShapes.Lanes, 1);
        AlignedBuffer c = new(TileShapes.Lanes);
        var tile = new Tile { A = a.Pointer, B = b.Pointer, C = c.Pointer, Outer = 1, Inner = 1, Relu = true };
        TileShapes.Run(1, 1, in tile);
        Assert.All(c.Span.ToArray(), value => Assert.True(float.IsNaN(value)));
        GC.KeepAlive(a);
        GC.KeepAlive(b);
    }
}
