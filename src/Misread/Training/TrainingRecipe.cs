using Misread.Nn;

namespace Misread.Training;

/// <summary>Everything that decides what a training computes: the same recipe, data and instruction set give the same bits.</summary>
/// <remarks>Immutable. Each setting is declared, with its name, range and help, in <see cref="TrainingSettings"/>.</remarks>
public record TrainingRecipe
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

    /// <summary>Checks every number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    /// <exception cref="ArgumentException">The model is unknown, or settings contradict each other.</exception>
    public virtual void Validate()
    {
        _ = ModelPresets.Describe(Model);
        ArgumentNullException.ThrowIfNull(Augmentation);
        foreach (TrainingSetting setting in TrainingSettings.All)
            setting.Check(this);
        if (Patience is null)
            return;
        if (Members > 1)
            throw new ArgumentException("early stopping and ensembles exclude each other", nameof(Patience));
        if (AverageWeights > 0)
            throw new ArgumentException("early stopping and averaged weights exclude each other", nameof(Patience));
        if (ValidationSplit == 0)
            throw new ArgumentException("early stopping needs a validation split", nameof(Patience));
    }

    /// <summary>The settings that decide the weights of a network, as text: what a checkpoint is compared by.</summary>
    internal string Identity =>
        string.Join(' ', TrainingSettings.All.Where(s => s.DecidesWeights).Select(s => s.Identity(this)));

    internal Optimizer CreateOptimizer() => Optimizer switch
    {
        OptimizerKind.Sgd => new Sgd(weightDecay: WeightDecay),
        OptimizerKind.RmsProp => new RmsProp(weightDecay: WeightDecay),
        OptimizerKind.Adam => new Adam(weightDecay: WeightDecay),
        OptimizerKind.AdamW => new Adam(weightDecay: WeightDecay, decoupled: true),
        _ => throw new ArgumentOutOfRangeException(nameof(Optimizer), Optimizer, "unknown optimizer"),
    };
}
