using System.Runtime.Intrinsics;

namespace Misread.Numerics;

/// <summary>A number that the JIT sees as a constant.</summary>
internal interface ICount
{
    static abstract int Value { get; }
}

/// <summary>Finds the compiled kernel of a tile's shape for the widest vectors that the machine has.</summary>
internal static unsafe class TileShapes
{
    private static readonly delegate*<in Tile, void>[] Kernels =
        Vector512.IsHardwareAccelerated ? Table<Simd512, Vector512<float>>()
        : Vector256.IsHardwareAccelerated ? Table<Simd256, Vector256<float>>()
        : Table<Simd128, Vector128<float>>();

    /// <summary>Floats in a vector.</summary>
    public static int Lanes { get; } =
        Vector512.IsHardwareAccelerated ? Simd512.Lanes
        : Vector256.IsHardwareAccelerated ? Simd256.Lanes
        : Simd128.Lanes;

    /// <summary>Rows of the largest tile.</summary>
    public static int MaxRows { get; } =
        Vector512.IsHardwareAccelerated ? Simd512.TileRows
        : Vector256.IsHardwareAccelerated ? Simd256.TileRows
        : Simd128.TileRows;

    /// <summary>Columns of the largest tile: two vectors.</summary>
    public static int MaxColumns => 2 * Lanes;

    /// <summary>Runs a tile of 1 … <see cref="MaxRows"/> rows and 1 or 2 vectors.</summary>
    public static void Run(int rows, int vectors, in Tile tile) => Kernels[((rows - 1) * 2) + vectors - 1](in tile);

    internal static delegate*<in Tile, void>[] Table<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
    [
        &TileKernel<TSimd, TVector>.Run<N1, N1>, &TileKernel<TSimd, TVector>.Run<N1, N2>,
        &TileKernel<TSimd, TVector>.Run<N2, N1>, &TileKernel<TSimd, TVector>.Run<N2, N2>,
        &TileKernel<TSimd, TVector>.Run<N3, N1>, &TileKernel<TSimd, TVector>.Run<N3, N2>,
        &TileKernel<TSimd, TVector>.Run<N4, N1>, &TileKernel<TSimd, TVector>.Run<N4, N2>,
        &TileKernel<TSimd, TVector>.Run<N5, N1>, &TileKernel<TSimd, TVector>.Run<N5, N2>,
        &TileKernel<TSimd, TVector>.Run<N6, N1>, &TileKernel<TSimd, TVector>.Run<N6, N2>,
        &TileKernel<TSimd, TVector>.Run<N7, N1>, &TileKernel<TSimd, TVector>.Run<N7, N2>,
        &TileKernel<TSimd, TVector>.Run<N8, N1>, &TileKernel<TSimd, TVector>.Run<N8, N2>,
        &TileKernel<TSimd, TVector>.Run<N9, N1>, &TileKernel<TSimd, TVector>.Run<N9, N2>,
        &TileKernel<TSimd, TVector>.Run<N10, N1>, &TileKernel<TSimd, TVector>.Run<N10, N2>,
        &TileKernel<TSimd, TVector>.Run<N11, N1>, &TileKernel<TSimd, TVector>.Run<N11, N2>,
        &TileKernel<TSimd, TVector>.Run<N12, N1>, &TileKernel<TSimd, TVector>.Run<N12, N2>,
    ];

    internal readonly struct N1 : ICount
    {
        public static int Value => 1;
    }

    internal readonly struct N2 : ICount
    {
        public static int Value => 2;
    }

    internal readonly struct N3 : ICount
    {
        public static int Value => 3;
    }

    internal readonly struct N4 : ICount
    {
        public static int Value => 4;
    }

    internal readonly struct N5 : ICount
    {
        public static int Value => 5;
    }

    internal readonly struct N6 : ICount
    {
        public static int Value => 6;
    }

    internal readonly struct N7 : ICount
    {
        public static int Value => 7;
    }

    internal readonly struct N8 : ICount
    {
        public static int Value => 8;
    }

    internal readonly struct N9 : ICount
    {
        public static int Value => 9;
    }

    internal readonly struct N10 : ICount
    {
        public static int Value => 10;
    }

    internal readonly struct N11 : ICount
    {
        public static int Value => 11;
    }

    internal readonly struct N12 : ICount
    {
        public static int Value => 12;
    }
}
