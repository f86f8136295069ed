using Misread.Numerics;

namespace Misread.Nn;

/// <summary>
/// Batch normalisation of each channel (Ioffe and Szegedy 2015, algorithm 1):
/// <c>y = γ · (x − μ) / √(σ² + ε) + β</c>. In training μ and σ² (biased) are the batch's, over all images and pixels;
/// afterwards they are running averages, <c>running ← (1 − m) · running + m · batch</c>, with the unbiased variance.
/// Defaults are PyTorch's: m = 0.1, ε = 1e-5.
/// </summary>
/// <remarks>
/// Gradients, with x̂ = (x − μ)/√(σ² + ε) and M values a channel: dβ = Σ dy, dγ = Σ dy·x̂,
/// dx = γ/√(σ² + ε) · (dy − dβ/M − x̂·dγ/M). Sums are taken image by image in double and added in image order, so the
/// bits do not depend on the number of threads. A ReLU behind it is done with it, image by image.
/// </remarks>
public sealed unsafe class BatchNorm2D : Layer
{
    private readonly TeamTask _sum;
    private readonly TeamTask _sumOfSquares;
    private readonly TeamTask _apply;
    private readonly TeamTask _gradientSums;
    private readonly TeamTask _inputGradient;
    private Parameter _gamma = null!;
    private Parameter _beta = null!;
    private Parameter _runningMean = null!;
    private Parameter _runningVariance = null!;
    private AlignedBuffer _channels = null!;
    private double[] _sums = [];
    private double[] _products = [];

    /// <summary>Creates the layer.</summary>
    /// <param name="momentum">Weight of the newest batch in the running averages, 0 &lt; m ≤ 1.</param>
    /// <param name="epsilon">Added to the variance, greater than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public BatchNorm2D(double momentum = 0.1, double epsilon = 1e-5)
    {
        if (!(momentum is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "expected 0 < momentum ≤ 1");
        if (!(epsilon is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "expected 0 < epsilon ≤ 1");
        Momentum = momentum;
        Epsilon = epsilon;
        _sum = Sum;
        _sumOfSquares = SumOfSquares;
        _apply = Apply;
        _gradientSums = GradientSums;
        _inputGradient = InputGradient;
    }

    /// <summary>Weight of the newest batch in the running averages.</summary>
    public double Momentum { get; }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Whether a ReLU follows, which is then done here.</summary>
    internal bool HasRelu { get; set; }

    private int Pixels => InputShape.Height * InputShape.Width;

    private int Channels => InputShape.Channels;

    // One row of channels each: mean, 1/√(variance + ε), scale γ/√(variance + ε), and two coefficients of the way back.
    private float* Mean => _channels.Pointer;

    private float* Inverse => Row(1);

    private float* Scale => Row(2);

    private float* Slope => Row(3);

    private float* Shift => Row(4);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"BatchNorm2D momentum={Momentum} epsilon={Epsilon}");

    internal override void Allocate(int batch, int workers, bool training)
    {
        _channels = new AlignedBuffer(5L * AlignedBuffer.Padded(Channels));
        _sums = new double[training ? (long)batch * Channels : 0];
        _products = new double[training ? (long)batch * Channels : 0];
    }

    internal override void Forward(Pass pass)
    {
        bool fromBatch = pass.Training || pass.StatisticsWeight is not null;
        if (fromBatch)
            TakeStatistics(pass, pass.StatisticsWeight ?? Momentum);
        else
            _runningMean.Values.CopyTo(new Span<float>(Mean, Channels));

        for (int c = 0; c < Channels; c++)
        {
            if (!fromBatch)
                Inverse[c] = (float)(1 / Math.Sqrt(_runningVariance.Values[c] + Epsilon));
            Scale[c] = _gamma.Values[c] * Inverse[c];
        }

        pass.Team.Run(pass.Batch, _apply);
    }

    internal override void Backward(Pass pass)
    {
        pass.Team.Run(pass.Batch, _gradientSums);
        double count = (double)pass.Batch * Pixels;
        for (int c = 0; c < Channels; c++)
        {
            double sum = Total(_sums, c, pass.Batch);
            double product = Total(_products, c, pass.Batch);
            _beta.Gradients[c] = (float)sum;
            _gamma.Gradients[c] = (float)product;
            double scale = (double)_gamma.Values[c] * Inverse[c];
            Slope[c] = Denormals.Flush((float)(-scale * Inverse[c] * product / count));
            Shift[c] = Denormals.Flush((float)(-scale * sum / count));
        }

        if (DX != null)
            pass.Team.Run(pass.Batch, _inputGradient);
    }

    private protected override Shape Shapes(Shape input, out Parameter[] parameters)
    {
        _gamma = new Parameter("gamma", Initializer.Ones, 1, 1, learned: true, input.Channels);
        _beta = new Parameter("beta", Initializer.Zeros, 1, 1, learned: true, input.Channels);
        _runningMean = new Parameter("running_mean", Initializer.Zeros, 1, 1, learned: false, input.Channels);
        _runningVariance = new Parameter("running_variance", Initializer.Ones, 1, 1, learned: false, input.Channels);
        parameters = [_gamma, _beta, _runningMean, _runningVariance];
        return input;
    }

    private void TakeStatistics(Pass pass, double weight)
    {
        double count = (double)pass.Batch * Pixels;
        pass.Team.Run(pass.Batch, _sum);
        for (int c = 0; c < Channels; c++)
            Mean[c] = (float)(Total(_sums, c, pass.Batch) / count);
        pass.Team.Run(pass.Batch, _sumOfSquares);
        for (int c = 0; c < Channels; c++)
        {
            double squares = Total(_sums, c, pass.Batch);
            Inverse[c] = (float)(1 / Math.Sqrt((squares / count) + Epsilon));
            _runningMean.Values[c] = Denormals.Flush((float)(((1 - weight) * _runningMean.Values[c]) + (weight * Mean[c])));
            double unbiased = squares / Math.Max(1, count - 1);
            _runningVariance.Values[c] = Denormals.Flush((float)(((1 - weight) * _runningVariance.Values[c]) + (weight * unbiased)));
        }
    }

    private double Total(double[] byImage, int channel, int batch)
    {
        double total = 0;
        for (int n = 0; n < batch; n++)
            total += byImage[(n * Channels) + channel];
        return total;
    }

    private float* Row(int row) => _channels.Pointer + ((nint)row * AlignedBuffer.Padded(Channels));

    private void Sum(int start, int end, int worker)
    {
        fixed (double* sums = _sums)
        {
            for (int n = start; n < end; n++)
                BatchNormKernels.Sum(X + ((nint)n * InputShape.Size), Pixels, Channels, sums + ((nint)n * Channels));
        }
    }

    private void SumOfSquares(int start, int end, int worker)
    {
        fixed (double* sums = _sums)
        {
            for (int n = start; n < end; n++)
                BatchNormKernels.SumOfSquares(X + ((nint)n * InputShape.Size), Pixels, Channels, Mean, sums + ((nint)n * Channels));
        }
    }

    private void Apply(int start, int end, int worker)
    {
        for (int n = start; n < end; n++)
        {
            nint at = (nint)n * InputShape.Size;
            BatchNormKernels.Normalize(X + at, Pixels, Channels, Mean, Scale, _beta.Value, Y + at);
            if (HasRelu)
                Elementwise.Relu(new ReadOnlySpan<float>(Y + at, InputShape.Size), new Span<float>(Y + at, InputShape.Size));
        }
    }

    private void GradientSums(int start, int end, int worker)
    {
        fixed (double* sums = _sums, products = _products)
        {
            for (int n = start; n < end; n++)
            {
                nint at = (nint)n * InputShape.Size;
                nint row = (nint)n * Channels;
                if (HasRelu)
                    Elementwise.MaskByReluOutput(new ReadOnlySpan<float>(Y + at, InputShape.Size), new Span<float>(DY + at, InputShape.Size));
                BatchNormKernels.GradientSums(DY + at, X + at, Pixels, Channels, Mean, Inverse, sums + row, products + row);
            }
        }
    }

    private void InputGradient(int start, int end, int worker)
    {
        nint at = (nint)start * InputShape.Size;
        BatchNormKernels.InputGradient(DY + at, X + at, (end - start) * Pixels, Channels, Mean, Scale, Slope, Shift, DX + at);
    }
}
