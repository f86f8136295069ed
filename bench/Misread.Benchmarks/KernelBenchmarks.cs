using BenchmarkDotNet.Attributes;
using Misread.Numerics;

namespace Misread.Benchmarks;

/// <summary>
/// Kernels on one thread, in the shapes of the presets. The table's GFLOP/s count two operations for each product and
/// sum; <see cref="Peak"/> is what the processor does when nothing is loaded or stored.
/// </summary>
[MemoryDiagnoser(displayGenColumns: false)]
public unsafe class KernelBenchmarks
{
    private static readonly Conv2DGeometry First = new(28, 28, 1, 32, 3, 1, same: false);
    private static readonly Conv2DGeometry Second = new(26, 26, 32, 64, 3, 1, same: false);

    private readonly AlignedBuffer _x = Filled(26 * 26 * 32);
    private readonly AlignedBuffer _w = Filled(5408 * 64);
    private readonly AlignedBuffer _y = Filled(32 * 5408);
    private readonly AlignedBuffer _gradient = Filled(5408 * 64);
    private readonly AlignedBuffer _scratch = Filled(512 * 1024);
    private readonly AlignedBuffer _winners = Filled(13 * 13 * 32);

    /// <summary>Two operations for each product and sum of a benchmark, by its name.</summary>
    public static IReadOnlyDictionary<string, double> Operations { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        [nameof(Peak)] = 2.0 * 24 * PeakSteps * TileShapes.Lanes * TileShapes.MaxRows / 12,
        [nameof(Conv1To32)] = Flops(First),
        [nameof(Conv1To32Pooled)] = Flops(First),
        [nameof(Conv1To32Weights)] = Flops(First),
        [nameof(Conv32To64)] = Flops(Second),
        [nameof(Conv32To64Data)] = Flops(Second),
        [nameof(Conv32To64Weights)] = Flops(Second),
        [nameof(Dense5408To64)] = 2.0 * 32 * 5408 * 64,
        [nameof(Dense5408To64Weights)] = 2.0 * 32 * 5408 * 64,
    };

    private const int PeakSteps = 4096;

    /// <summary>The largest register tile with operands that never leave the first-level cache.</summary>
    [Benchmark]
    public void Peak()
    {
        var tile = new Tile { A = _x.Pointer, B = _w.Pointer, C = _y.Pointer, CRow = TileShapes.MaxColumns, Outer = 1, Inner = PeakSteps };
        TileShapes.Run(TileShapes.MaxRows, 2, in tile);
    }

    /// <summary>28×28×1 to 26×26×32.</summary>
    [Benchmark]
    public void Conv1To32() => Conv2DKernels.Forward(in First, _x.Pointer, _w.Pointer, _gradient.Pointer, _y.Pointer, true, 0, 26);

    /// <summary>The same, pooled in the registers.</summary>
    [Benchmark]
    public void Conv1To32Pooled() =>
        PooledConv2DKernels.Forward(in First, _x.Pointer, _w.Pointer, _gradient.Pointer, true, _y.Pointer, _winners.Pointer);

    /// <summary>Gradient of the first kernels from the pooled winners.</summary>
    [Benchmark]
    public void Conv1To32Weights() =>
        PooledConv2DGradient.Add(in First, _x.Pointer, _y.Pointer, _winners.Pointer, _gradient.Pointer, _scratch.Pointer);

    /// <summary>26×26×32 to 24×24×64.</summary>
    [Benchmark]
    public void Conv32To64() => Conv2DKernels.Forward(in Second, _x.Pointer, _w.Pointer, _gradient.Pointer, _y.Pointer, true, 0, 24);

    /// <summary>Gradient of its input.</summary>
    [Benchmark]
    public void Conv32To64Data() => Conv2DKernels.BackwardData(in Second, _y.Pointer, _w.Pointer, _gradient.Pointer, _scratch.Pointer);

    /// <summary>Gradient of its kernels.</summary>
    [Benchmark]
    public void Conv32To64Weights() => Conv2DKernels.BackwardWeights(in Second, _x.Pointer, _y.Pointer, _gradient.Pointer);

    /// <summary>The dense layer of cnn-small, batch 32.</summary>
    [Benchmark]
    public void Dense5408To64() =>
        new Gemm { M = 32, N = 64, K = 5408, A = _y.Pointer, ARow = 5408, AColumn = 1, B = _w.Pointer, BRow = 64, C = _scratch.Pointer, CRow = 64 }.Run();

    /// <summary>Gradient of its weights.</summary>
    [Benchmark]
    public void Dense5408To64Weights() =>
        new Gemm { M = 5408, N = 64, K = 32, A = _y.Pointer, ARow = 1, AColumn = 5408, B = _x.Pointer, BRow = 64, C = _gradient.Pointer, CRow = 64 }.Run();

    private static double Flops(in Conv2DGeometry g) => 2.0 * g.OutputSize * g.Kernel * g.Kernel * g.Channels;

    private static AlignedBuffer Filled(int count)
    {
        var buffer = new AlignedBuffer(count);
        var random = new Prng(count);
        foreach (ref float value in buffer.Span)
            value = 1e-3f * (float)random.NextNormal();
        return buffer;
    }
}
