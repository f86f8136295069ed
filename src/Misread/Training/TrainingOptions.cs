using Misread.IO;
using Misread.Nn;

namespace Misread.Training;

/// <summary>A recipe, and how its training is run: on how many threads, with which checkpoint. The latter changes no bit of the result.</summary>
/// <remarks>Immutable.</remarks>
public sealed record TrainingOptions : TrainingRecipe
{
    /// <summary>Threads, 1 … 256; by default all processors. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

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

    /// <inheritdoc/>
    public override void Validate()
    {
        Guard.Range(Threads, 1, 256);
        base.Validate();
    }
}
