using System.Globalization;
using System.Text;
using Misread.Numerics;

namespace Misread.Nn;

/// <summary>
/// A network of layers one behind the other. All learned values lie in one array and all gradients in another of the same
/// layout, so an optimizer is one pass over them; all buffers are sized once, and a training step allocates nothing.
/// </summary>
/// <remarks>Not thread-safe: one pass at a time. A pass itself uses as many threads as it is given.</remarks>
public sealed unsafe class Sequential
{
    private readonly AlignedBuffer _values;
    private readonly AlignedBuffer _state;
    private readonly List<AlignedBuffer> _buffers = [];
    private readonly Layer[] _layers;
    private AlignedBuffer? _gradients;
    private AlignedBuffer _input = new(0);
    private int _batch;
    private int _workers;
    private bool _training;

    /// <summary>Builds a network; its parameters are 0 until <see cref="Initialize"/> or a load.</summary>
    /// <param name="input">Shape of one example.</param>
    /// <param name="layers">At least one layer; each belongs to this network only.</param>
    /// <exception cref="ArgumentException">A layer does not fit the output of the one before, or the network is empty or too large.</exception>
    public Sequential(Shape input, params ReadOnlySpan<Layer> layers)
    {
        if (layers.IsEmpty)
            throw new ArgumentException("expected at least one layer", nameof(layers));
        _layers = layers.ToArray();
        InputShape = input;
        Shape shape = input;
        uint dropouts = 0;
        long values = 0;
        long state = 0;
        for (int i = 0; i < _layers.Length; i++)
        {
            try
            {
                if (i > 0 && _layers[i] is Deslant)
                    throw new ArgumentException("it can only be the first layer");
                _layers[i].Build(shape);
                shape = _layers[i].OutputShape;
                if (shape.Size > MaxValues)
                    throw new OverflowException();
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"layer {i + 1} ({_layers[i]}) behind {shape}: {e.Message}", nameof(layers), e);
            }
            catch (OverflowException e)
            {
                throw new ArgumentException($"layer {i + 1} ({_layers[i]}) is too large", nameof(layers), e);
            }

            if (_layers[i] is Dropout dropout)
                dropout.Number = dropouts++;
            foreach (Parameter p in _layers[i].Parameters)
            {
                if (p.IsLearned)
                    values += AlignedBuffer.Padded(p.Length);
                else
                    state += AlignedBuffer.Padded(p.Length);
                if (values + state > MaxValues)
                    throw new ArgumentException($"the network has more than {MaxValues:N0} values", nameof(layers));
            }
        }

        OutputShape = shape;
        FuseLayers();
        _values = new AlignedBuffer(values);
        _state = new AlignedBuffer(state);
        BindParameters();
    }

    /// <summary>The largest number of parameters, or of values in one example's output of a layer.</summary>
    public const int MaxValues = 1 << 28;

    /// <summary>Shape of one example that comes in.</summary>
    public Shape InputShape { get; }

    /// <summary>Shape of one example that goes out; its size is the number of classes.</summary>
    public Shape OutputShape { get; }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>Number of learned parameters.</summary>
    public int ParameterCount => Parameters().Where(p => p.Parameter.IsLearned).Sum(p => p.Parameter.Length);

    /// <summary>All learned values, in layer order, each tensor padded to whole cache lines with zeros.</summary>
    internal AlignedBuffer Values => _values;

    /// <summary>Gradients in the layout of <see cref="Values"/>.</summary>
    internal AlignedBuffer Gradients => _gradients ?? throw new InvalidOperationException("the network was not allocated for training");

    /// <summary>Where the examples of a batch are put, <c>[N,H,W,C]</c>.</summary>
    internal float* Input => _input.Pointer;

    /// <summary>Where the examples of a batch may be put as pixels instead (<see cref="Pass.FromPixels"/>); null where the first layer reads floats only.</summary>
    internal PixelRows? Pixels { get; private set; }

    /// <summary>Whether images are to be put there without their slant.</summary>
    internal bool Deslants => _layers[0] is Deslant;

    /// <summary>What comes out, <c>[N,K]</c>: logits.</summary>
    internal float* Output => _layers[^1].Y;

    /// <summary>What the last layer reads: the features of the examples, <c>[N, FeatureCount]</c>.</summary>
    internal float* Features => _layers[^1].X;

    /// <summary>Number of features that the last layer reads of an example (the penultimate layer's outputs).</summary>
    public int FeatureCount => _layers[^1].InputShape.Size;

    /// <summary>Where the loss puts the gradient of the logits.</summary>
    internal float* OutputGradient => _layers[^1].DY;

    /// <summary>Every parameter with its stable name, <c>0.conv2d.kernel</c> say, in layer order.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters()
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            foreach (Parameter p in _layers[i].Parameters)
                yield return (string.Create(CultureInfo.InvariantCulture, $"{i}.{_layers[i].GetType().Name.ToLowerInvariant()}.{p.Name}"), p);
        }
    }

    /// <summary>Sets every parameter by its initialiser. The same seed gives the same values on every machine.</summary>
    public void Initialize(long seed)
    {
        int number = 0;
        foreach ((_, Parameter p) in Parameters())
            Initializers.Fill(p.Values, p.Initializer, p.FanIn, p.FanOut, new Prng(seed, Streams.Initialization, number++));
    }

    /// <summary>A table of the layers, their output shapes and parameter counts, as Keras prints it.</summary>
    public string Summary()
    {
        var text = new StringBuilder();
        foreach (Layer layer in _layers)
        {
            int count = layer.Parameters.Where(p => p.IsLearned).Sum(p => p.Length);
            text.Append(CultureInfo.InvariantCulture, $"{layer.GetType().Name,-12} {layer.OutputShape,-12} {count,10:N0}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{"total",-25} {ParameterCount,10:N0}\n").ToString();
    }

    /// <summary>Makes the buffers for passes over up to <paramref name="batch"/> examples; does nothing when they suffice.</summary>
    internal void Allocate(int batch, int workers, bool training)
    {
        if (batch <= _batch && workers <= _workers && (_training || !training))
            return;
        _batch = batch;
        _workers = workers;
        _training = training;
        _input = new AlignedBuffer((long)batch * InputShape.Size);
        if (training && _gradients is null)
        {
            _gradients = new AlignedBuffer(_values.Length);
            BindParameters();
        }

        Layer? reader = _layers.FirstOrDefault(l => !l.IsAlias);
        Pixels = reader is { CanReadPixels: true } ? new PixelRows(batch, InputShape.Size) : null;
        if (reader is not null)
            reader.PixelInput = Pixels;
        _buffers.Clear();
        float* x = _input.Pointer;
        float* dx = null;
        foreach (Layer layer in _layers)
        {
            long size = (long)batch * layer.BufferShape.Size;
            float* y = layer.IsAlias ? x : NewBuffer(size);
            float* dy = layer.IsAlias ? dx : training ? NewBuffer(size) : null;
            layer.Bind(x, y, dx, dy);
            layer.Allocate(batch, workers, training);
            x = y;
            dx = dy;
        }
    }

    /// <summary>From <see cref="Input"/> to <see cref="Output"/>.</summary>
    internal void Forward(Pass pass)
    {
        foreach (Layer layer in _layers)
            layer.Forward(pass);
    }

    /// <summary>From <see cref="OutputGradient"/> to <see cref="Gradients"/>.</summary>
    internal void Backward(Pass pass)
    {
        for (int i = _layers.Length - 1; i >= 0; i--)
            _layers[i].Backward(pass);
    }

    private void FuseLayers()
    {
        for (int i = 1; i < _layers.Length; i++)
        {
            if (_layers[i] is MaxPool2D pool && _layers[i - 1] is Conv2D convolution)
                pool.FuseInto(convolution);
            if (_layers[i] is Relu relu && _layers[i - 1] is BatchNorm2D normalization)
                relu.FuseInto(normalization);
        }
    }

    private float* NewBuffer(long size)
    {
        var buffer = new AlignedBuffer(size);
        _buffers.Add(buffer);
        return buffer.Pointer;
    }

    private void BindParameters()
    {
        nint value = 0;
        nint state = 0;
        foreach ((_, Parameter p) in Parameters())
        {
            int padded = AlignedBuffer.Padded(p.Length);
            if (p.IsLearned)
            {
                p.Value = _values.Pointer + value;
                p.Gradient = _gradients is null ? null : _gradients.Pointer + value;
                value += padded;
            }
            else
            {
                p.Value = _state.Pointer + state;
                state += padded;
            }
        }
    }
}
