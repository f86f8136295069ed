using Misread.Numerics;

namespace Misread.Nn;

/// <summary>
/// A two-dimensional convolution (cross-correlation) in NHWC with square kernels <c>[KH,KW,C,F]</c> (Keras's layout) and
/// a bias <c>[F]</c>; see <see cref="Conv2DKernels"/> for the formulas.
/// </summary>
/// <remarks>
/// Threads share the images of a batch. The gradient of the kernels is summed over 8 shards of the batch, each in image
/// order, and the shards are added in order: the bits do not depend on the number of threads. A max-pooling behind it is
/// done row by row while the convolution's output is still in the cache; the full map is never stored, and its gradient
/// is spread from the winners image by image.
/// </remarks>
public sealed unsafe class Conv2D : Layer
{
    private const int Shards = 8;

    private readonly TeamTask _forward;
    private readonly TeamTask _backward;
    private readonly TeamTask _addShards;
    private Conv2DGeometry _g;
    private Parameter _kernel = null!;
    private Parameter _bias = null!;
    private AlignedBuffer _scratch = null!;
    private AlignedBuffer? _shards;
    private AlignedBuffer? _turned;
    private AlignedBuffer? _winners;
    private int _batch;

    /// <summary>Creates the layer.</summary>
    /// <param name="filters">Output channels F, 1 … 4,096.</param>
    /// <param name="kernelSize">Kernel height and width, 1 … 15.</param>
    /// <param name="stride">Step between outputs, 1 … 15.</param>
    /// <param name="padding">Whether the kernel stays inside the image (<see cref="Padding.Valid"/>) or the image is framed with zeros.</param>
    /// <param name="activation">What happens to the sums.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public Conv2D(int filters, int kernelSize, int stride = 1, Padding padding = Padding.Valid, Activation activation = Activation.None)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(filters, 4096);
        ArgumentOutOfRangeException.ThrowIfLessThan(kernelSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kernelSize, 15);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stride, 15);
        Filters = filters;
        KernelSize = kernelSize;
        Stride = stride;
        Padding = padding;
        Activation = activation;
        _forward = ForwardImages;
        _backward = BackwardShards;
        _addShards = AddShards;
    }

    /// <summary>Output channels, F.</summary>
    public int Filters { get; }

    /// <summary>Kernel height and width.</summary>
    public int KernelSize { get; }

    /// <summary>Step between outputs.</summary>
    public int Stride { get; }

    /// <summary>What lies around the image.</summary>
    public Padding Padding { get; }

    /// <summary>What happens to the sums.</summary>
    public Activation Activation { get; }

    /// <summary>The max-pooling that is done with the convolution, if one follows.</summary>
    internal MaxPool2D? Pool { get; set; }

    internal override Shape BufferShape => Pool?.OutputShape ?? OutputShape;

    private int ScratchPerWorker =>
        AlignedBuffer.Padded(_g.PaddedSize) + AlignedBuffer.Padded(_g.SpreadSize) + (Pool is null ? 0 : AlignedBuffer.Padded(_g.OutputSize));

    private int ShardSize => AlignedBuffer.Padded(_g.KernelSize + _g.Filters);

    /// <inheritdoc/>
    public override string ToString() =>
        $"Conv2D filters={Filters} kernel={KernelSize} stride={Stride} padding={LayerText.Name(Padding)} activation={LayerText.Name(Activation)}";

    internal override void Allocate(int batch, int workers, bool training)
    {
        _scratch = new AlignedBuffer((long)workers * ScratchPerWorker);
        _shards = training ? new AlignedBuffer((long)Shards * ShardSize) : null;
        _turned = training ? new AlignedBuffer(_g.KernelSize) : null;
        _winners = Pool is null || (!training && PooledConv2DKernels.Fits(in _g, Pool.Size)) ? null : new AlignedBuffer((long)batch * BufferShape.Size);
    }

    internal override void Forward(Pass pass)
    {
        _batch = pass.Batch;
        pass.Team.Run(_batch, _forward);
    }

    internal override void Backward(Pass pass)
    {
        _batch = pass.Batch;
        if (DX != null)
            Conv2DKernels.Turn(in _g, _kernel.Value, _turned!.Pointer);
        pass.Team.Run(Shards, _backward);
        pass.Team.Run(_g.KernelSize + _g.Filters, _addShards);
    }

    private protected override Shape Shapes(Shape input, out Parameter[] parameters)
    {
        if (Padding == Padding.Valid && (input.Height < KernelSize || input.Width < KernelSize))
            throw new ArgumentException($"a {KernelSize}×{KernelSize} kernel does not fit into {input.Width}×{input.Height} pixels");
        _g = new Conv2DGeometry(input.Height, input.Width, input.Channels, Filters, KernelSize, Stride, Padding == Padding.Same);
        int taps = KernelSize * KernelSize;
        _kernel = new Parameter(
            "kernel", Initializer.GlorotUniform, taps * input.Channels, taps * Filters, learned: true, KernelSize, KernelSize, input.Channels, Filters);
        _bias = new Parameter("bias", Initializer.Zeros, 1, 1, learned: true, Filters);
        parameters = [_kernel, _bias];
        return new Shape(_g.OutputHeight, _g.OutputWidth, Filters);
    }

    private void ForwardImages(int start, int end, int worker)
    {
        float* scratch = _scratch.Pointer + ((nint)worker * ScratchPerWorker);
        bool relu = Activation == Activation.Relu;
        for (int n = start; n < end; n++)
        {
            float* x = Conv2DKernels.Pad(in _g, X + ((nint)n * _g.InputSize), scratch);
            if (Pool is null)
                Conv2DKernels.Forward(in _g, x, _kernel.Value, _bias.Value, Y + ((nint)n * _g.OutputSize), relu, 0, _g.OutputHeight);
            else
                ForwardPooled(x, n, scratch + AlignedBuffer.Padded(_g.PaddedSize));
        }
    }

    private void ForwardPooled(float* x, int n, float* rows)
    {
        int size = Pool!.Size;
        bool relu = Activation == Activation.Relu;
        nint at = (nint)n * BufferShape.Size;
        if (PooledConv2DKernels.Fits(in _g, size))
        {
            PooledConv2DKernels.Forward(in _g, x, _kernel.Value, _bias.Value, relu, Y + at, _winners == null ? null : _winners.Pointer + at);
            return;
        }

        int pooledRow = _g.OutputWidth / size * _g.Filters;
        float* y = Y + at;
        float* winners = _winners!.Pointer + at;
        for (int oy = 0; oy < _g.OutputHeight / size; oy++, y += pooledRow, winners += pooledRow)
        {
            Conv2DKernels.Forward(in _g, x, _kernel.Value, _bias.Value, rows, relu, oy * size, size);
            MaxPool2DKernels.ForwardRow(rows, _g.OutputWidth, _g.Filters, size, relu, y, winners);
        }
    }

    // The gradient of the convolution's own output, behind its activation.
    private float* OutputGradient(int n, float* map)
    {
        nint at = (nint)n * BufferShape.Size;
        if (Pool is not null)
        {
            MaxPool2DKernels.Backward(DY + at, _winners!.Pointer + at, _g.OutputHeight, _g.OutputWidth, _g.Filters, Pool.Size, map);
            return map;
        }

        if (Activation == Activation.Relu)
            Elementwise.MaskByReluOutput(new ReadOnlySpan<float>(Y + at, _g.OutputSize), new Span<float>(DY + at, _g.OutputSize));
        return DY + at;
    }

    private void BackwardShards(int start, int end, int worker)
    {
        float* padded = _scratch.Pointer + ((nint)worker * ScratchPerWorker);
        float* spread = padded + AlignedBuffer.Padded(_g.PaddedSize);
        float* map = spread + AlignedBuffer.Padded(_g.SpreadSize);
        bool fromWinners = DX == null && Pool is not null && PooledConv2DGradient.Fits(in _g, Pool.Size);
        for (int shard = start; shard < end; shard++)
        {
            float* dw = _shards!.Pointer + ((nint)shard * ShardSize);
            float* db = dw + _g.KernelSize;
            new Span<float>(dw, ShardSize).Clear();
            int to = (int)((long)_batch * (shard + 1) / Shards);
            for (int n = (int)((long)_batch * shard / Shards); n < to; n++)
            {
                float* x = Conv2DKernels.Pad(in _g, X + ((nint)n * _g.InputSize), padded);
                if (fromWinners)
                {
                    nint at = (nint)n * BufferShape.Size;
                    PooledConv2DGradient.Add(in _g, x, DY + at, _winners!.Pointer + at, dw, db);
                    continue;
                }

                float* dy = OutputGradient(n, map);
                Conv2DKernels.BackwardWeights(in _g, x, dy, dw);
                Elementwise.AddColumnSums(dy, _g.OutputHeight * _g.OutputWidth, _g.Filters, new Span<float>(db, _g.Filters));
                if (DX != null)
                    Conv2DKernels.BackwardData(in _g, dy, _turned!.Pointer, DX + ((nint)n * _g.InputSize), spread);
            }
        }
    }

    // Kernel and bias lie one behind the other in a shard, but not in the network's gradients.
    private void AddShards(int start, int end, int worker)
    {
        AddShards(_kernel.Gradient, 0, start, Math.Min(end, _g.KernelSize));
        AddShards(_bias.Gradient, _g.KernelSize, Math.Max(start, _g.KernelSize), end);
    }

    private void AddShards(float* gradient, int offset, int start, int end)
    {
        if (start >= end)
            return;
        var sum = new Span<float>(gradient + start - offset, end - start);
        sum.Clear();
        for (int shard = 0; shard < Shards; shard++)
            Elementwise.Add(sum, _shards!.Pointer + ((nint)shard * ShardSize) + start);
    }
}

/// <summary>What lies around the image in a convolution.</summary>
public enum Padding
{
    /// <summary>Nothing: the output shrinks by kernel − 1.</summary>
    Valid,

    /// <summary>Zeros, so that the output has ⌈size / stride⌉ rows and columns; the odd zero goes below and right, as in TensorFlow.</summary>
    Same,
}
