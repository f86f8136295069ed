using System.Globalization;
using Misread.IO;
using Misread.Nn;

namespace Misread.Training;

/// <summary>Which optimizer trains.</summary>
public enum OptimizerKind
{
    /// <summary><see cref="Training.Sgd"/> with momentum 0.9, Nesterov's.</summary>
    Sgd,

    /// <summary><see cref="Training.RmsProp"/> with Keras's defaults.</summary>
    RmsProp,

    /// <summary><see cref="Training.Adam"/> with its defaults.</summary>
    Adam,

    /// <summary><see cref="Training.Adam"/> with decoupled weight decay.</summary>
    AdamW,
}

/// <summary>Everything that decides what a training computes, and where it keeps its checkpoint. Immutable.</summary>
public sealed record TrainingOptions
{
    /// <summary>A name of <see cref="ModelPresets"/>.</summary>
    public string Model { get; init; } = "cnn-small";

    /// <summary>Decides initial weights, shuffles, dropout, augmentation and the validation split.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>
    /// Networks that are trained, 1 (default) … 1,000, with the seeds <see cref="Seed"/>, <see cref="Seed"/> + 1 …; more than
    /// one are an ensemble: their probabilities are averaged. Member m has the layers of <see cref="ModelPresets.Create"/>'s m.
    /// </summary>
    public int Members { get; init; } = 1;

    /// <summary>Threads, 1 … 256; by default all processors. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Passes over the training images, 1 … 100,000 (at most, with <see cref="Patience"/>).</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Images a step, 1 … 65,536; the last step of an epoch takes what is left.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Trains on the first so many images, at least 1; by default, or when there are fewer, all.</summary>
    public int? TrainSize { get; init; }

    /// <summary>The (greatest) learning rate, greater than 0.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the learning rate runs.</summary>
    public ScheduleKind Schedule { get; init; }

    /// <summary>Which optimizer trains.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Weight decay λ, at least 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Label smoothing ε, 0 ≤ ε &lt; 1: the target is (1 − ε) · one-hot + ε / K (Szegedy et al. 2016, section 7).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>How training images are distorted, each anew in every epoch; validation images are not. Default: not at all.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.None;

    /// <summary>Share of the training images, chosen at random, that is held out for validation, 0 ≤ share &lt; 1.</summary>
    public double ValidationSplit { get; init; }

    /// <summary>
    /// Early stopping: ends the training after so many epochs without a lower validation loss, and takes back the weights
    /// of the best epoch. <see langword="null"/> for none.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>
    /// Share of the steps, at the end of the training, whose weights are averaged into the result, 0 (none, the default) … 1;
    /// statistics of batch normalisation are then taken anew from the training images, undistorted. Validation during the
    /// training is by the weights as they are.
    /// </summary>
    public double AverageWeights { get; init; }

    /// <summary>The trained model's <see cref="Classifier.TestTimeShift"/> in pixels, 0 (the default) … 1,000; it changes nothing in training.</summary>
    public int TestTimeShift { get; init; }

    /// <summary>
    /// Whether <see cref="TrainingResult.Dynamics"/> records how each row fares, as its batch passes in training: with the
    /// weights of that step, in training mode. It changes nothing else.
    /// </summary>
    public bool RecordDynamics { get; init; }

    /// <summary>
    /// Folder in which the state is kept after every epoch (and within long ones), a <see cref="Formats.PartStore"/> of a part for each member
    /// of an ensemble; <see langword="null"/> for none.
    /// </summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>
    /// Whether what this very training kept in <see cref="CheckpointFolder"/> is continued; otherwise it is replaced. What another one kept
    /// there is refused.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Time between checkpoints within an epoch.</summary>
    internal TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time between reports of progress.</summary>
    internal TimeSpan ReportEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The settings with which a preset was published; those of <c>fast</c> and <c>accurate</c> were chosen on validation images.</summary>
    /// <param name="model">A name of <see cref="ModelPresets"/>.</param>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    public static TrainingOptions ForPreset(string model)
    {
        _ = ModelPresets.Describe(model);
        var options = new TrainingOptions { Model = model };
        return model switch
        {
            "cnn-small" => options with { Epochs = 5, BatchSize = 32, TrainSize = 20_000 },
            "mlp" => options with { Epochs = 10, BatchSize = 512 },
            "cnn" => options with
            {
                Epochs = 150,
                BatchSize = 256,
                Optimizer = OptimizerKind.RmsProp,
                LearningRate = 1e-4,
                ValidationSplit = 0.2,
                Patience = 5,
            },
            "fast" => options with { Epochs = 4, BatchSize = 64, LearningRate = 0.01, Schedule = ScheduleKind.OneCycle },
            "accurate" => Accurate(options),
            "ensemble" => Accurate(options) with { Members = 9 },
            _ => options,
        };
    }

    private static TrainingOptions Accurate(TrainingOptions options) => options with
    {
        Epochs = 20,
        BatchSize = 64,
        LearningRate = 0.005,
        Schedule = ScheduleKind.OneCycle,
        Augmentation = new Augmentation { Shift = 1, Rotation = 10, Scale = 0.1, Elastic = 16 },
        AverageWeights = 0.2,
        TestTimeShift = 1,
    };

    /// <summary>Checks every number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="ArgumentException">The model is unknown, or settings contradict each other.</exception>
    public void Validate()
    {
        _ = ModelPresets.Describe(Model);
        Guard.Range(Threads, 1, 256);
        Guard.Range(Members, 1, 1000);
        Guard.Range(Epochs, 1, 100_000);
        Guard.Range(BatchSize, 1, 65_536);
        if (TrainSize is int size)
            Guard.Range(size, 1, int.MaxValue, nameof(TrainSize));
        Guard.Positive(LearningRate);
        Guard.NotNegative(WeightDecay);
        Guard.Fraction(LabelSmoothing);
        ArgumentNullException.ThrowIfNull(Augmentation);
        Augmentation.Validate();
        Guard.Fraction(ValidationSplit);
        Guard.Range(AverageWeights, 0, 1);
        Guard.Range(TestTimeShift, 0, 1_000);
        if (Patience is int patience)
        {
            if (Members > 1)
                throw new ArgumentException("early stopping and ensembles exclude each other", nameof(Patience));
            if (AverageWeights > 0)
                throw new ArgumentException("early stopping and averaged weights exclude each other", nameof(Patience));
            Guard.Range(patience, 1, 100_000, nameof(Patience));
            if (ValidationSplit == 0)
                throw new ArgumentException("early stopping needs a validation split", nameof(Patience));
        }
    }

    /// <summary>The settings, besides the model and the members, that decide the bits of the result, as text: what a checkpoint is compared by.</summary>
    internal string Identity => string.Create(
        CultureInfo.InvariantCulture,
        $"seed={Seed} epochs={Epochs} batch-size={BatchSize} train-size={TrainSize} learning-rate={LearningRate} schedule={Schedule} optimizer={Optimizer} weight-decay={WeightDecay} label-smoothing={LabelSmoothing} augment={Augmentation} validation-split={ValidationSplit} patience={Patience} average-weights={AverageWeights}");

    internal Optimizer CreateOptimizer() => Optimizer switch
    {
        OptimizerKind.Sgd => new Sgd(weightDecay: WeightDecay),
        OptimizerKind.RmsProp => new RmsProp(weightDecay: WeightDecay),
        OptimizerKind.Adam => new Adam(weightDecay: WeightDecay),
        OptimizerKind.AdamW => new Adam(weightDecay: WeightDecay, decoupled: true),
        _ => throw new ArgumentOutOfRangeException(nameof(Optimizer), Optimizer, "unknown optimizer"),
    };
}
