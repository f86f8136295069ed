using Misread.Numerics;

namespace Misread.Nn;

/// <summary>
/// One step of a network: an explicit forward pass and an explicit backward pass over buffers that
/// <see cref="Sequential"/> lays out once. A layer belongs to one network.
/// </summary>
/// <remarks>
/// Legend: <c>N</c> batch; <c>H</c>, <c>W</c>, <c>C</c> height, width and channels of the input, <c>OH</c>, <c>OW</c>,
/// <c>F</c> of the output; images are NHWC, so flattening moves nothing. Not thread-safe: each pass spreads over
/// the threads of the pass itself.
/// </remarks>
public abstract unsafe class Layer
{
    /// <summary>Shape of one example that comes in.</summary>
    public Shape InputShape { get; private set; }

    /// <summary>Shape of one example that goes out.</summary>
    public Shape OutputShape { get; private set; }

    /// <summary>Parameters and running statistics, in the order in which they are stored.</summary>
    public IReadOnlyList<Parameter> Parameters { get; private set; } = [];

    /// <summary>Whether the output is the input's memory.</summary>
    internal virtual bool IsAlias => false;

    /// <summary>Shape of what the layer writes for one example: its output, unless the next layer's work is done with its own.</summary>
    internal virtual Shape BufferShape => OutputShape;

    /// <summary>Whether the layer, as the first of a network, can read a batch as pixels instead of floats.</summary>
    internal virtual bool CanReadPixels => false;

    /// <summary>The batch as pixels, for a layer that reads them; otherwise null. Only a pass <see cref="Pass.FromPixels"/> fills it.</summary>
    internal PixelRows? PixelInput { get; set; }

    internal float* X { get; private set; }

    internal float* Y { get; private set; }

    internal float* DX { get; private set; }

    internal float* DY { get; private set; }

    /// <summary>The layer as a line of text that <see cref="LayerText.Parse"/> reads: its type, then <c>name=value</c> pairs.</summary>
    public abstract override string ToString();

    internal void Build(Shape input)
    {
        InputShape = input;
        OutputShape = Shapes(input, out Parameter[] parameters);
        Parameters = parameters;
    }

    /// <summary>Sets the buffers of both passes; <paramref name="dx"/> is null when no one needs the input's gradient.</summary>
    internal void Bind(float* x, float* y, float* dx, float* dy)
    {
        X = x;
        Y = y;
        DX = dx;
        DY = dy;
    }

    /// <summary>Makes the layer's own buffers for batches of up to <paramref name="batch"/>.</summary>
    internal virtual void Allocate(int batch, int workers, bool training)
    {
    }

    /// <summary>Computes Y from X.</summary>
    internal abstract void Forward(Pass pass);

    /// <summary>
    /// Computes DX (unless it is null) and the parameters' gradients from DY; DY may be overwritten. The last forward pass
    /// was one of training with the same batch.
    /// </summary>
    internal abstract void Backward(Pass pass);

    /// <summary>Declares the parameters and tells the output's shape.</summary>
    /// <exception cref="ArgumentException">The input is too small for the layer.</exception>
    private protected abstract Shape Shapes(Shape input, out Parameter[] parameters);
}

/// <summary>What a pass over the network works on.</summary>
internal sealed class Pass
{
    public required ThreadTeam Team { get; init; }

    /// <summary>Number of examples, N.</summary>
    public int Batch { get; set; }

    /// <summary>Whether dropout drops and batch normalisation uses the batch's statistics.</summary>
    public bool Training { get; set; }

    /// <summary>Whether the batch is in <see cref="Sequential.Pixels"/> and not in <see cref="Sequential.Input"/>.</summary>
    public bool FromPixels { get; set; }

    /// <summary>
    /// When set outside training, batch normalisation uses the batch's statistics and takes them into its running ones with
    /// this weight, 0 &lt; weight ≤ 1; nothing else behaves as in training.
    /// </summary>
    public double? StatisticsWeight { get; set; }

    /// <summary>Names the step, for dropout.</summary>
    public uint Key { get; set; }
}
