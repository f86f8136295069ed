using Misread.Numerics;

namespace Misread.Nn;

/// <summary>
/// A fully connected layer: <c>y[n,j] = activation(b[j] + Σ_i x[n,i] · w[i,j])</c>, with w <c>[In,Out]</c> (Keras's
/// <c>kernel</c>, the transpose of PyTorch's <c>weight</c>) and b <c>[Out]</c>.
/// </summary>
/// <remarks>
/// <para>Gradients: dw = xᵀ·dy, db = Σ_n dy[n], dx = dy·wᵀ, with dy first masked by the activation.</para>
/// <para>
/// The sum over In is cut into 8 pieces when In is large, and the pieces are added in order: threads then share the
/// weights, each reading its part from its own cache, instead of each reading all of them for a part of the batch. The
/// backward pass cuts by In too. The cut depends on In alone, so the bits do not depend on the threads.
/// </para>
/// <para>Where the layer is the first and a batch comes as pixels, terms of 0 are skipped (<see cref="SparseProduct"/>), which changes no result.</para>
/// </remarks>
public sealed unsafe class Dense : Layer
{
    private const int SplitFrom = 1024;
    private const int Pieces = 8;

    private readonly TeamTask _forwardRows;
    private readonly TeamTask _forwardPieces;
    private readonly TeamTask _addPieces;
    private readonly TeamTask _mask;
    private readonly TeamTask _backward;
    private Parameter _kernel = null!;
    private Parameter _bias = null!;
    private AlignedBuffer? _pieces;
    private AlignedBuffer? _panels;
    private int _batch;
    private PixelRows? _pixels;

    /// <summary>Creates the layer.</summary>
    /// <param name="units">Out, 1 … 65,536.</param>
    /// <param name="activation">What happens to the sums.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="units"/> is out of range.</exception>
    public Dense(int units, Activation activation = Activation.None)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, 65_536);
        Units = units;
        Activation = activation;
        _forwardRows = ForwardRows;
        _forwardPieces = ForwardPieces;
        _addPieces = AddPieces;
        _mask = Mask;
        _backward = BackwardPanels;
    }

    /// <summary>Number of outputs, Out.</summary>
    public int Units { get; }

    /// <summary>What happens to the sums.</summary>
    public Activation Activation { get; }

    private int In => InputShape.Size;

    private bool IsSplit => In >= SplitFrom;

    /// <inheritdoc/>
    public override string ToString() => $"Dense units={Units} activation={LayerText.Name(Activation)}";

    internal override bool CanReadPixels => !IsSplit && SparseProduct.Fits(Units);

    internal override void Allocate(int batch, int workers, bool training)
    {
        _pieces = IsSplit ? new AlignedBuffer((long)Pieces * batch * Units) : null;
        _panels = training ? new AlignedBuffer((long)workers * PanelSize) : null;
    }

    internal override void Forward(Pass pass)
    {
        _batch = pass.Batch;
        _pixels = pass.FromPixels ? PixelInput : null;
        if (IsSplit)
        {
            pass.Team.Run(Pieces, _forwardPieces);
            pass.Team.Run(_batch, _addPieces);
        }
        else
        {
            pass.Team.Run(_batch, _forwardRows);
        }
    }

    internal override void Backward(Pass pass)
    {
        _batch = pass.Batch;
        if (Activation == Activation.Relu)
            pass.Team.Run(_batch, _mask);
        _bias.Gradients.Clear();
        Elementwise.AddColumnSums(DY, _batch, Units, _bias.Gradients);
        pass.Team.Run((In + PanelWidth - 1) / PanelWidth, _backward);
    }

    private protected override Shape Shapes(Shape input, out Parameter[] parameters)
    {
        _kernel = new Parameter("kernel", Initializer.GlorotUniform, input.Size, Units, learned: true, input.Size, Units);
        _bias = new Parameter("bias", Initializer.Zeros, input.Size, Units, learned: true, Units);
        parameters = [_kernel, _bias];
        return new Shape(1, 1, Units);
    }

    private int PanelWidth => _pixels is null ? TileShapes.MaxColumns : PixelRows.Block;

    private int PanelSize => TileShapes.MaxColumns * Units;

    private void ForwardRows(int start, int end, int worker)
    {
        bool relu = Activation == Activation.Relu;
        if (_pixels is not null)
        {
            SparseProduct.Forward(_pixels, start, end - start, _kernel.Value, _bias.Value, Units, relu, Y + ((nint)start * Units));
            return;
        }

        new Gemm
        {
            M = end - start,
            N = Units,
            K = In,
            A = X + ((nint)start * In),
            ARow = In,
            AColumn = 1,
            B = _kernel.Value,
            BRow = Units,
            C = Y + ((nint)start * Units),
            CRow = Units,
            Bias = _bias.Value,
            Relu = relu,
        }.Run();
    }

    private void ForwardPieces(int start, int end, int worker)
    {
        for (int piece = start; piece < end; piece++)
        {
            int from = (int)((long)In * piece / Pieces);
            int to = (int)((long)In * (piece + 1) / Pieces);
            new Gemm
            {
                M = _batch,
                N = Units,
                K = to - from,
                A = X + from,
                ARow = In,
                AColumn = 1,
                B = _kernel.Value + ((nint)from * Units),
                BRow = Units,
                C = _pieces!.Pointer + ((nint)piece * _batch * Units),
                CRow = Units,
            }.Run();
        }
    }

    private void AddPieces(int start, int end, int worker)
    {
        for (int n = start; n < end; n++)
        {
            var y = new Span<float>(Y + ((nint)n * Units), Units);
            _bias.Values.CopyTo(y);
            for (int piece = 0; piece < Pieces; piece++)
                Elementwise.Add(y, _pieces!.Pointer + ((((nint)piece * _batch) + n) * Units));
            if (Activation == Activation.Relu)
                Elementwise.Relu(y, y);
        }
    }

    private void Mask(int start, int end, int worker)
    {
        int count = (end - start) * Units;
        nint from = (nint)start * Units;
        Elementwise.MaskByReluOutput(new ReadOnlySpan<float>(Y + from, count), new Span<float>(DY + from, count));
    }

    // A panel is as many inputs as a tile is wide, or as the sparse product takes at once. Its rows of w are read once, for dx, and its rows of dw written once.
    private void BackwardPanels(int start, int end, int worker)
    {
        float* panel = _panels!.Pointer + ((nint)worker * PanelSize);
        for (int p = start; p < end; p++)
        {
            int i = p * PanelWidth;
            int width = Math.Min(PanelWidth, In - i);
            if (DX != null)
            {
                Transpose.Run(_kernel.Value + ((nint)i * Units), Units, width, Units, panel, TileShapes.MaxColumns);
                new Gemm
                {
                    M = _batch,
                    N = width,
                    K = Units,
                    A = DY,
                    ARow = Units,
                    AColumn = 1,
                    B = panel,
                    BRow = TileShapes.MaxColumns,
                    C = DX + i,
                    CRow = In,
                }.Run();
            }

            if (_pixels is not null)
            {
                SparseProduct.BackwardWeights(_pixels, _batch, i, DY, Units, _kernel.Gradient);
                continue;
            }

            new Gemm
            {
                M = width,
                N = Units,
                K = _batch,
                A = X + i,
                ARow = 1,
                AColumn = In,
                B = DY,
                BRow = Units,
                C = _kernel.Gradient + ((nint)i * Units),
                CRow = Units,
            }.Run();
        }
    }
}
