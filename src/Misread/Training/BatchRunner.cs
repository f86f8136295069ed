using Misread.Data;
using Misread.Nn;
using Misread.Numerics;

namespace Misread.Training;

/// <summary>
/// Takes batches of a data set through a network: pixels to floats in 0 … 1, forward, softmax and loss, backward.
/// Allocates nothing after construction. Not thread-safe.
/// </summary>
internal sealed unsafe class BatchRunner
{
    private readonly Sequential _network;
    private readonly Dataset _data;
    private readonly Pass _pass;
    private readonly TeamTask _gather;
    private readonly TeamTask _loss;
    private readonly TeamTask _softmax;
    private readonly float[] _targets;
    private readonly double[] _losses;
    private readonly bool[] _hits;
    private readonly int[] _rows;
    private readonly float[]? _softTargets;
    private readonly TrainingDynamics? _dynamics;
    private readonly float _scale;
    private readonly float _smoothing;

    public BatchRunner(
        Sequential network, Dataset data, ThreadTeam team, int batch, bool training, double labelSmoothing = 0, float[]? softTargets = null, TrainingDynamics? dynamics = null)
    {
        _network = network;
        _data = data;
        _pass = new Pass { Team = team };
        _scale = 1f / data.MaxValue;
        _smoothing = (float)labelSmoothing;
        _softTargets = softTargets;
        _dynamics = dynamics;
        _rows = new int[batch];
        _losses = new double[batch];
        _hits = new bool[batch];
        _targets = new float[batch * Classes];
        _gather = Gather;
        _loss = Loss;
        _softmax = Softmax;
        network.Allocate(batch, team.Size, training);
    }

    private int Classes => _network.OutputShape.Size;

    /// <summary>Forward and backward over a batch: gradients of its mean loss.</summary>
    /// <param name="rows">Rows of the data set.</param>
    /// <param name="key">Names the step, for dropout.</param>
    /// <returns>Sum of the rows' losses in nats (in row order), and how many were read right.</returns>
    public (double Loss, int Hits) Train(ReadOnlySpan<int> rows, uint key)
    {
        _pass.Key = key;
        Forward(rows, training: true);
        _pass.Team.Run(rows.Length, _loss);
        _network.Backward(_pass);
        return Totals(rows.Length);
    }

    /// <summary>Forward over a batch, as outside training.</summary>
    /// <returns>Sum of the rows' losses in nats, and how many were read right.</returns>
    public (double Loss, int Hits) Evaluate(ReadOnlySpan<int> rows)
    {
        Forward(rows, training: false);
        _pass.Team.Run(rows.Length, _loss);
        return Totals(rows.Length);
    }

    /// <summary>Class probabilities of a batch.</summary>
    /// <param name="rows">Rows of the data set.</param>
    /// <param name="probabilities">At least rows × K.</param>
    public void Predict(ReadOnlySpan<int> rows, Span<float> probabilities)
    {
        Forward(rows, training: false);
        _pass.Team.Run(rows.Length, _softmax);
        new ReadOnlySpan<float>(_network.Output, rows.Length * Classes).CopyTo(probabilities);
    }

    /// <summary>What the last layer reads of a batch.</summary>
    /// <param name="rows">Rows of the data set.</param>
    /// <param name="features">At least rows × <see cref="Sequential.FeatureCount"/>.</param>
    public void Features(ReadOnlySpan<int> rows, Span<float> features)
    {
        Forward(rows, training: false);
        new ReadOnlySpan<float>(_network.Features, rows.Length * _network.FeatureCount).CopyTo(features);
    }

    private void Forward(ReadOnlySpan<int> rows, bool training)
    {
        rows.CopyTo(_rows);
        _pass.Batch = rows.Length;
        _pass.Training = training;
        _pass.Team.Run(rows.Length, _gather);
        _network.Forward(_pass);
    }

    private (double Loss, int Hits) Totals(int count)
    {
        double loss = 0;
        int hits = 0;
        for (int n = 0; n < count; n++)
        {
            loss += _losses[n];
            hits += _hits[n] ? 1 : 0;
        }

        return (loss, hits);
    }

    private void Gather(int start, int end, int worker)
    {
        int size = _network.InputShape.Size;
        for (int n = start; n < end; n++)
            Elementwise.Scale(_data.Image(_rows[n]), _scale, new Span<float>(_network.Input + ((nint)n * size), size));
    }

    // Works on a copy of the logits: the gradient of the logits has its own buffer, which exists in training only.
    private void Loss(int start, int end, int worker)
    {
        Span<float> scratch = Classes <= 1024 ? stackalloc float[Classes] : new float[Classes];
        for (int n = start; n < end; n++)
        {
            int label = _data.Label(_rows[n]);
            var logits = new ReadOnlySpan<float>(_network.Output + ((nint)n * Classes), Classes);
            Span<float> gradient = _pass.Training ? new Span<float>(_network.OutputGradient + ((nint)n * Classes), Classes) : scratch;
            Span<float> target = _targets.AsSpan(n * Classes, Classes);
            FillTarget(target, label, _rows[n]);
            _hits[n] = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits) == label;
            logits.CopyTo(gradient);
            _losses[n] = SoftmaxCrossEntropy.LossAndGradient(gradient, target, 1f / _pass.Batch);
        }

        if (_pass.Training)
            _dynamics?.Record(_rows.AsSpan(start, end - start), new ReadOnlySpan<float>(_network.Output + ((nint)start * Classes), (end - start) * Classes));
    }

    private void FillTarget(Span<float> target, int label, int row)
    {
        if (_softTargets is not null)
        {
            _softTargets.AsSpan(row * Classes, Classes).CopyTo(target);
            return;
        }

        target.Fill(_smoothing / Classes);
        target[label] += 1 - _smoothing;
    }

    private void Softmax(int start, int end, int worker)
    {
        for (int n = start; n < end; n++)
            SoftmaxCrossEntropy.Softmax(new Span<float>(_network.Output + ((nint)n * Classes), Classes));
    }
}
