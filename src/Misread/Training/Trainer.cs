using System.Diagnostics;
using Misread.Data;
using Misread.Formats;
using Misread.IO;
using Misread.Nn;
using Misread.Numerics;

namespace Misread.Training;

/// <summary>Trains a preset, or a network of one's own, on a data set.</summary>
/// <remarks>
/// The same data, settings and instruction set give the same bits at any number of threads, whether or not the training
/// was interrupted and resumed on the way.
/// </remarks>
public sealed class Trainer
{
    private readonly Dataset _data;
    private readonly TrainingOptions _options;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly Sequential _network;
    private readonly Optimizer _optimizer;
    private const string CheckpointExtension = ".safetensors";

    private readonly BatchRunner _batches;
    private readonly WeightAverage? _average;
    private readonly TrainingDynamics? _dynamics;
    private readonly ThreadTeam _team;
    private readonly int[] _trainRows;
    private readonly int[] _validationRows;
    private readonly string _identity;
    private readonly string? _checkpoint;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private Checkpoint _state;
    private float[][]? _best;
    private TimeSpan _lastReport;
    private TimeSpan _lastCheckpoint;
    private long _imagesThisProcess;

    private Trainer(
        Sequential network,
        string model,
        Dataset data,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        ThreadTeam team,
        float[]? softTargets,
        int validationRows,
        string? checkpoint)
    {
        _data = data;
        _checkpoint = checkpoint;
        _options = options;
        _progress = progress;
        _team = team;
        _network = network;
        (_trainRows, _validationRows) = validationRows > 0 ? GivenRows(data, options, validationRows) : SplitRows(data, options);
        _optimizer = options.CreateOptimizer();
        _optimizer.Allocate(_network.Values.Length);
        _dynamics = options.RecordDynamics && data.ClassCount > 1
            ? new TrainingDynamics(data.Labels(), data.ClassCount, trained: _trainRows.Length)
            : null;
        _average = options.AverageWeights == 0 ? null : new WeightAverage(_network.Values.Length, options.AverageWeights, options.Epochs * StepsPerEpoch);
        _batches = new BatchRunner(
            _network, data, team, Math.Min(options.BatchSize, _trainRows.Length), options, softTargets, _dynamics);
        _identity = $"model={model} {options.Identity}";
        _state = new Checkpoint { Identity = _identity, History = [] };
    }

    private int StepsPerEpoch => (_trainRows.Length + _options.BatchSize - 1) / _options.BatchSize;

    /// <summary>Trains the preset <see cref="TrainingRecipe.Model"/> from its initial weights, or an ensemble of it.</summary>
    /// <param name="train">Training images, all labelled.</param>
    /// <param name="options">Settings.</param>
    /// <param name="progress">Told about ten times a second, and at the end of every epoch.</param>
    /// <param name="softTargets">Target distributions <c>[N,K]</c> for all rows of <paramref name="train"/>, in place of their labels; accuracy still counts labels.</param>
    /// <param name="validationRows">How many rows at the end of <paramref name="train"/> are given for validation and never trained on; 0 to draw <see cref="TrainingRecipe.ValidationSplit"/>.</param>
    /// <param name="cancel">Ends the training after the current step; the checkpoint, if there is one, is written first.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the data do not fit: no images, an image without a label, images too small for the model.</exception>
    /// <exception cref="TrainingException">The loss is no longer finite.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    /// <exception cref="DataFormatException">The checkpoint to be resumed is malformed or belongs to another training.</exception>
    /// <exception cref="IOException">The checkpoint cannot be read or written.</exception>
    public static TrainingResult Fit(
        Dataset train,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress = null,
        float[]? softTargets = null,
        int validationRows = 0,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        using PartStore? store = OpenStore(options.Model, train, options, validationRows);
        return options.Members > 1
            ? EnsembleTrainer.Fit(train, options, progress, softTargets, validationRows, store, cancel)
            : FitMember(train, options, member: 0, progress, softTargets, validationRows, store, cancel);
    }

    /// <summary>Trains one network of an ensemble, whose seed <paramref name="options"/> tell.</summary>
    internal static TrainingResult FitMember(
        Dataset train,
        TrainingOptions options,
        int member,
        IProgress<TrainingProgress>? progress,
        float[]? softTargets,
        int validationRows,
        PartStore? store,
        CancellationToken cancel)
    {
        Sequential network = ModelPresets.Create(options.Model, new Shape(train.Height, train.Width, train.Channels), train.ClassCount, member);
        network.Initialize(options.Seed);
        string? checkpoint = store?.PathOf(Part(member), CheckpointExtension);
        return Fit(network, options.Model, train, options, progress, softTargets, validationRows, checkpoint, cancel);
    }

    /// <summary>
    /// Trains a network of one's own, beginning at the weights that it has: call <see cref="Sequential.Initialize"/> first,
    /// or pass a trained one to train it further. <see cref="TrainingRecipe.Model"/> and
    /// <see cref="TrainingRecipe.Members"/> are not looked at.
    /// </summary>
    /// <param name="network">From an image, its channels as the data set has them, to one logit a class; its weights change.</param>
    /// <param name="train">Training images, all labelled.</param>
    /// <param name="options">Settings.</param>
    /// <param name="progress">Told about ten times a second, and at the end of every epoch.</param>
    /// <param name="softTargets">Target distributions <c>[N,K]</c> for all rows of <paramref name="train"/>, in place of their labels; accuracy still counts labels.</param>
    /// <param name="cancel">Ends the training after the current step; the checkpoint, if there is one, is written first.</param>
    /// <exception cref="ArgumentException">As with the other overload, or the network's input or output does not fit the images or classes.</exception>
    /// <exception cref="TrainingException">The loss is no longer finite.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    /// <exception cref="DataFormatException">The checkpoint to be resumed is malformed or belongs to another training.</exception>
    /// <exception cref="IOException">The checkpoint cannot be read or written.</exception>
    public static TrainingResult Fit(
        Sequential network,
        Dataset train,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress = null,
        float[]? softTargets = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (network.InputShape != new Shape(train.Height, train.Width, train.Channels) || network.OutputShape.Size != train.ClassCount)
            throw new ArgumentException($"a network from {network.InputShape} to {network.OutputShape} values does not fit images of {train.Height}×{train.Width}×{train.Channels} and {train.ClassCount} classes", nameof(network));
        string model = LayerText.Format(network.Layers);
        using PartStore? store = OpenStore(model, train, options, validationRows: 0);
        return Fit(network, model, train, options, progress, softTargets, validationRows: 0, store?.PathOf(Part(0), CheckpointExtension), cancel);
    }

    private static TrainingResult Fit(
        Sequential network,
        string model,
        Dataset train,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        float[]? softTargets,
        int validationRows,
        string? checkpoint,
        CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(validationRows);
        if (train.Count <= validationRows)
            throw new ArgumentException("there are no training images", nameof(train));
        if (!train.IsLabelled)
            throw new ArgumentException("every training image needs a label", nameof(train));
        if (options.TestTimeShift >= Math.Min(train.Height, train.Width))
            throw new ArgumentException($"a test-time shift of {options.TestTimeShift} pixels leaves nothing of images of {train.Width}×{train.Height}", nameof(options));
        if (softTargets is not null && softTargets.Length != (long)train.Count * train.ClassCount)
            throw new ArgumentException($"expected {train.Count} × {train.ClassCount} target probabilities, found {softTargets.Length}", nameof(softTargets));
        using var team = new ThreadTeam(options.Threads);
        return new Trainer(network, model, train, options, progress, team, softTargets, validationRows, checkpoint).Run(cancel);
    }

    private static (int[] Train, int[] Validation) GivenRows(Dataset data, TrainingOptions options, int validationRows)
    {
        int train = data.Count - validationRows;
        return ([.. Enumerable.Range(0, Math.Min(options.TrainSize ?? train, train))], [.. Enumerable.Range(train, validationRows)]);
    }

    private static PartStore? OpenStore(string model, Dataset train, TrainingOptions options, int validationRows)
    {
        if (options.CheckpointFolder is null)
            return null;
        var store = PartStore.Open(options.CheckpointFolder, Checkpoint.IdentityOf(model, options, train, validationRows));
        if (!options.Resume)
            store.Clear();
        return store;
    }

    private static string Part(int member) => $"network-{member + 1}";

    private static (int[] Train, int[] Validation) SplitRows(Dataset data, TrainingOptions options)
    {
        int count = Math.Min(options.TrainSize ?? data.Count, data.Count);
        int held = (int)(count * options.ValidationSplit);
        int[] order = held > 0 ? new Prng(options.Seed, Streams.ValidationSplit).Permutation(count) : [.. Enumerable.Range(0, count)];
        return ([.. order[held..].Order()], [.. order[..held].Order()]);
    }

    private TrainingResult Run(CancellationToken cancel)
    {
        bool resumed = _options.Resume && File.Exists(_checkpoint);
        if (resumed)
            _state = Checkpoint.Read(_checkpoint!, _identity, StepsPerEpoch, _network, _optimizer, _average, out _best);
        if (resumed && _dynamics is not null)
            Checkpoint.ReadDynamics(_checkpoint!, _dynamics, _state.Epoch, Math.Min(_state.Step * _options.BatchSize, _trainRows.Length));
        while (_state.Epoch < _options.Epochs && !HasStopped())
        {
            RunEpoch(cancel);
            WriteCheckpoint();
        }

        int bestEpoch = _state.Epoch;
        if (_best is not null)
        {
            bestEpoch = _state.BestEpoch;
            int i = 0;
            foreach ((_, Parameter parameter) in _network.Parameters())
                _best[i++].CopyTo(parameter.Values);
        }

        if (_average is not null)
            TakeAverage(_average);

        var model = new Classifier(_network, _data.ClassNames) { TestTimeShift = _options.TestTimeShift, Frame = DatasetFrame.Of(_data) };
        return new TrainingResult(model, _state.History, _trainRows, bestEpoch, _state.History.Sum(e => e.Seconds), resumed, _dynamics?.All());
    }

    private void TakeAverage(WeightAverage average)
    {
        average.Mean.Span.CopyTo(_network.Values.Span);
        int[] order = (int[])_trainRows.Clone();
        new Prng(_options.Seed, Streams.Shuffle, _options.Epochs).Shuffle<int>(order);
        _batches.RecomputeStatistics(order);
    }

    private bool HasStopped() => _options.Patience is int patience && _state.Epoch - _state.BestEpoch >= patience && _state.Epoch > 0;

    private void RunEpoch(CancellationToken cancel)
    {
        int epoch = _state.Epoch;
        int[] order = (int[])_trainRows.Clone();
        new Prng(_options.Seed, Streams.Shuffle, epoch).Shuffle<int>(order);
        TimeSpan began = _clock.Elapsed - TimeSpan.FromSeconds(_state.Seconds);
        double loss = _state.Loss;
        int hits = _state.Hits;
        double rate = 0;
        for (int step = _state.Step; step < StepsPerEpoch; step++)
        {
            if (cancel.IsCancellationRequested || (_checkpoint is not null && _clock.Elapsed - _lastCheckpoint > _options.CheckpointEvery))
            {
                _state = _state with { Step = step, Loss = loss, Hits = hits, Seconds = (_clock.Elapsed - began).TotalSeconds };
                WriteCheckpoint();
                cancel.ThrowIfCancellationRequested();
            }

            int start = step * _options.BatchSize;
            int count = Math.Min(_options.BatchSize, order.Length - start);
            int globalStep = (epoch * StepsPerEpoch) + step;
            rate = Schedule.LearningRate(_options.Schedule, _options.LearningRate, globalStep, _options.Epochs * StepsPerEpoch);
            (double stepLoss, int stepHits) = _batches.Train(
                order.AsSpan(start, count), epoch, (uint)Prng.Hash(_options.Seed, Streams.Dropout, globalStep));
            if (!double.IsFinite(stepLoss))
                throw new TrainingException($"epoch {epoch + 1}, step {step + 1}: the loss is {stepLoss / count}; the training diverged. Try a lower --learning-rate than {_options.LearningRate}.");
            _optimizer.Step(_network.Values, _network.Gradients, rate, _team);
            _average?.Add(_network.Values, globalStep, _team);
            loss += stepLoss;
            hits += stepHits;
            _imagesThisProcess += count;
            if (_clock.Elapsed - _lastReport > _options.ReportEvery)
                Report(epoch, start + count, loss / (start + count), (double)hits / (start + count), null);
        }

        FinishEpoch(epoch, rate, loss / order.Length, (double)hits / order.Length, began);
    }

    private void FinishEpoch(int epoch, double rate, double loss, double accuracy, TimeSpan began)
    {
        _dynamics?.EndEpoch();
        (double? validationLoss, double? validationAccuracy) = Validate();
        var record = new EpochRecord(epoch + 1, rate, loss, accuracy, validationLoss, validationAccuracy, (_clock.Elapsed - began).TotalSeconds);
        int bestEpoch = _state.BestEpoch;
        if (_options.Patience is not null)
        {
            double lowest = bestEpoch == 0 ? double.PositiveInfinity : _state.History[bestEpoch - 1].ValidationLoss!.Value;
            if (validationLoss < lowest)
            {
                bestEpoch = epoch + 1;
                _best = [.. _network.Parameters().Select(p => p.Parameter.Values.ToArray())];
            }
        }

        _state = new Checkpoint
        {
            Identity = _identity,
            Epoch = epoch + 1,
            OptimizerSteps = _optimizer.Steps,
            BestEpoch = bestEpoch,
            History = [.. _state.History, record],
        };
        Report(epoch, _trainRows.Length, loss, accuracy, record);
    }

    private (double? Loss, double? Accuracy) Validate()
    {
        if (_validationRows.Length == 0)
            return (null, null);
        double loss = 0;
        int hits = 0;
        int batch = Math.Min(_options.BatchSize, _trainRows.Length);
        for (int start = 0; start < _validationRows.Length; start += batch)
        {
            (double batchLoss, int batchHits) = _batches.Evaluate(_validationRows.AsSpan(start, Math.Min(batch, _validationRows.Length - start)));
            loss += batchLoss;
            hits += batchHits;
        }

        return (loss / _validationRows.Length, (double)hits / _validationRows.Length);
    }

    private void WriteCheckpoint()
    {
        _lastCheckpoint = _clock.Elapsed;
        if (_checkpoint is not null)
            (_state with { OptimizerSteps = _optimizer.Steps }).Write(_checkpoint, _network, _optimizer, _average, _best, _dynamics);
    }

    private void Report(int epoch, int images, double loss, double accuracy, EpochRecord? finished)
    {
        _lastReport = _clock.Elapsed;
        if (_progress is null)
            return;
        double speed = _imagesThisProcess / Math.Max(1e-9, _clock.Elapsed.TotalSeconds);
        double left = ((double)(_options.Epochs - epoch) * _trainRows.Length) - images;
        _progress.Report(new TrainingProgress(
            epoch + 1, _options.Epochs, images, _trainRows.Length, loss, accuracy, speed, TimeSpan.FromSeconds(left / Math.Max(1, speed)), finished));
    }
}
