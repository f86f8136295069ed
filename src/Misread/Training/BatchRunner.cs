using System.Runtime.Intrinsics.X86;
using Misread.Data;
using Misread.Nn;
using Misread.Numerics;

namespace Misread.Training;

/// <summary>
/// Takes batches of a data set through a network: pixels to floats in 0 … 1 (or as they are, where the network reads
/// pixels and most are 0), forward, softmax and loss, backward.
/// Allocates nothing after construction. Not thread-safe.
/// </summary>
internal sealed unsafe class BatchRunner
{
    private const int CacheLine = 64;

    /// <summary>How many images ahead of the one that is converted are fetched from memory.</summary>
    private const int Ahead = 2;

    private readonly Sequential _network;
    private readonly Dataset _data;
    private readonly Pass _pass;
    private readonly TeamTask _gather;
    private readonly TeamTask _convert;
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
    private readonly Distorter[] _distorters = [];
    private readonly Prng[] _randoms = [];
    private readonly byte[] _upright;
    private readonly byte[] _changed;
    private readonly int _seed;
    private int _epoch;

    /// <summary>Makes ready for predictions.</summary>
    public BatchRunner(Sequential network, Dataset data, ThreadTeam team, int batch)
        : this(network, data, team, batch, training: false)
    {
    }

    /// <summary>Makes ready for training.</summary>
    public BatchRunner(Sequential network, Dataset data, ThreadTeam team, int batch, TrainingOptions options, float[]? softTargets, TrainingDynamics? dynamics = null)
        : this(network, data, team, batch, training: true)
    {
        _smoothing = (float)options.LabelSmoothing;
        _softTargets = softTargets;
        _dynamics = dynamics;
        _seed = options.Seed;
        if (options.Augmentation.IsNone)
            return;
        _distorters = [.. Enumerable.Range(0, team.Size).Select(_ => new Distorter(options.Augmentation, data.Height, data.Width, data.Channels))];
        _randoms = [.. _distorters.Select(_ => new Prng(0))];
    }

    private BatchRunner(Sequential network, Dataset data, ThreadTeam team, int batch, bool training)
    {
        _network = network;
        _data = data;
        _pass = new Pass { Team = team };
        _scale = 1f / data.MaxValue;
        _rows = new int[batch];
        _upright = network.Deslants ? new byte[team.Size * network.InputShape.Size] : [];
        _changed = new byte[team.Size * network.InputShape.Size];
        _losses = new double[batch];
        _hits = new bool[batch];
        _targets = new float[batch * Classes];
        _gather = Gather;
        _convert = Convert;
        _loss = Loss;
        _softmax = Softmax;
        network.Allocate(batch, team.Size, training);
        network.Pixels?.SetScale(_scale);
    }

    /// <summary>How images are moved before they are looked at, outside training.</summary>
    public Move Move { get; init; }

    private int Classes => _network.OutputShape.Size;

    /// <summary>Forward and backward over a batch: gradients of its mean loss.</summary>
    /// <param name="rows">Rows of the data set.</param>
    /// <param name="epoch">Names the epoch, for augmentation.</param>
    /// <param name="key">Names the step, for dropout.</param>
    /// <returns>Sum of the rows' losses in nats (in row order), and how many were read right.</returns>
    public (double Loss, int Hits) Train(ReadOnlySpan<int> rows, int epoch, uint key)
    {
        _epoch = epoch;
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

    /// <summary>
    /// Takes the running statistics of batch normalisation anew, as the mean over batches, each weighted by its images
    /// (Izmailov et al. 2018, section 3.2): averaged weights need statistics of their own. Images are as predictions see them,
    /// neither distorted nor dropped out. Needs a network that was made ready for training.
    /// </summary>
    /// <param name="rows">Rows of the data set, in any order that mixes the classes.</param>
    public void RecomputeStatistics(ReadOnlySpan<int> rows)
    {
        for (int start = 0; start < rows.Length; start += _rows.Length)
        {
            ReadOnlySpan<int> batch = rows.Slice(start, Math.Min(_rows.Length, rows.Length - start));
            _pass.StatisticsWeight = (double)batch.Length / (start + batch.Length);
            Forward(batch, training: false);
        }

        _pass.StatisticsWeight = null;
    }

    private void Forward(ReadOnlySpan<int> rows, bool training)
    {
        rows.CopyTo(_rows);
        _pass.Batch = rows.Length;
        _pass.Training = training;
        _pass.Team.Run(rows.Length, _gather);
        _pass.FromPixels = _network.Pixels?.AreMostlyZero(rows.Length) ?? false;
        if (_network.Pixels is not null && !_pass.FromPixels)
            _pass.Team.Run(rows.Length, _convert);
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
        bool distort = _pass.Training && _distorters.Length > 0;
        bool move = !_pass.Training && !Move.IsNone;
        Span<byte> changed = _changed.AsSpan(worker * _network.InputShape.Size, _network.InputShape.Size);
        for (int n = start; n < end; n++)
        {
            if (n + Ahead < end)
                Prefetch(_data.Image(_rows[n + Ahead]));
            ReadOnlySpan<byte> image = _data.Image(_rows[n]);
            if (_network.Deslants)
            {
                Span<byte> upright = _upright.AsSpan(worker * image.Length, image.Length);
                Slant.Remove(image, _data.Width, upright);
                image = upright;
            }

            if (distort)
                Distort(image, _rows[n], worker, changed);
            else if (move)
                Move.Apply(image, _data.Width, _data.Channels, changed);
            if (distort || move)
                image = changed;
            if (_network.Pixels is null)
                Elementwise.Scale(image, _scale, Input(n));
            else
                image.CopyTo(_network.Pixels.Row(n));
        }
    }

    private void Convert(int start, int end, int worker)
    {
        for (int n = start; n < end; n++)
            Elementwise.Scale(_network.Pixels!.Row(n), _scale, Input(n));
    }

    private Span<float> Input(int row) => new(_network.Input + ((nint)row * _network.InputShape.Size), _network.InputShape.Size);

    // Rows lie anywhere in the data set, so the processor does not foresee which comes next.
    private static void Prefetch(ReadOnlySpan<byte> image)
    {
        if (!Sse.IsSupported)
            return;
        fixed (byte* first = image)
        {
            for (int i = 0; i < image.Length; i += CacheLine)
                Sse.Prefetch0(first + i);
        }
    }

    // What becomes of an image depends on the seed, the epoch and its row, not on its place in a batch or the thread.
    private void Distort(ReadOnlySpan<byte> image, int row, int worker, Span<byte> distorted)
    {
        _randoms[worker].Restart(_seed, Streams.Augmentation, _epoch, row);
        _distorters[worker].Apply(image, _randoms[worker], distorted);
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
            _losses[n] = SoftmaxCrossEntropy.Loss(gradient, target);
            if (_pass.Training)
            {
                _dynamics?.Record(_rows[n], logits, gradient, _hits[n]);
                SoftmaxCrossEntropy.Gradient(gradient, target, 1f / _pass.Batch);
            }
        }

        if (_pass.Training)
            _dynamics?.Passed(end - start);
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
