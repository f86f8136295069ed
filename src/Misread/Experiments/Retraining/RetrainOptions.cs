using Misread.IO;
using Misread.Training;

namespace Misread.Experiments;

/// <summary>How hard images are mined and what is done with them. Immutable.</summary>
public sealed record RetrainOptions
{
    /// <summary>Networks trained for each arm, 1 … 1,000, with the run's seed and those that follow it.</summary>
    public int Seeds { get; init; } = 5;

    /// <summary>
    /// How many hard images are copied: below 1 that share of the training images, from 1 on that number. A twentieth by
    /// default, which with <see cref="Copies"/> makes each epoch a fifth longer.
    /// </summary>
    public double Hard { get; init; } = 0.05;

    /// <summary>Copies of each hard image, 1 … 1,000.</summary>
    public int Copies { get; init; } = 4;

    /// <summary>How far copies are distorted; <see langword="null"/> for <see cref="DefaultAugmentation"/>.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>
    /// Whether the likely label errors among the training images are taken out of the arm <see cref="RetrainArm.HardAugmented"/>,
    /// and as many random images out of its controls.
    /// </summary>
    public bool DropIssues { get; init; }

    /// <summary>Whether <see cref="RetrainArm.Baseline"/> is trained too.</summary>
    public bool Baseline { get; init; }

    /// <summary>Folds of the cross-validation that mines, 2 or more, where the run is not itself out-of-fold.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Threads, 1 … 256; the result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Where finished trainings are kept, so that a stopped retraining goes on; <see langword="null"/> for nowhere.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>The arms, the judged one first.</summary>
    public IReadOnlyList<RetrainArm> Arms => Baseline
        ? [RetrainArm.HardAugmented, RetrainArm.RandomAugmented, RetrainArm.RandomRepeated, RetrainArm.Baseline]
        : [RetrainArm.HardAugmented, RetrainArm.RandomAugmented, RetrainArm.RandomRepeated];

    /// <summary>
    /// What a digit survives, in proportion to the side of the image: for 28 pixels shift 1 pixel, rotation 10 degrees,
    /// scale 0.1, elastic distortion α 20, σ 4 (about 0.8 pixels).
    /// </summary>
    /// <param name="height">Height of an image, in pixels.</param>
    /// <param name="width">Width of an image, in pixels.</param>
    public static Augmentation DefaultAugmentation(int height, int width)
    {
        double side = Math.Min(height, width) / 28.0;
        double sigma = Math.Clamp(Math.Round(4 * side, 2), 0.5, 100);
        return new Augmentation
        {
            Shift = Math.Min(1000, Math.Round(side, 2)),
            Rotation = 10,
            Scale = 0.1,
            Elastic = Math.Min(10_000, Math.Round(5 * sigma * side, 2)),
            ElasticSigma = sigma,
        };
    }

    /// <summary>The seed of network s: an ensemble uses up as many seeds as it has members, so that no two share one.</summary>
    internal static int SeedOf(TrainingOptions training, int s) => unchecked(training.Seed + (s * training.Members));

    /// <summary>The number of hard images that <see cref="Hard"/> asks for, at least 1.</summary>
    /// <param name="images">Number of training images.</param>
    public int HardCount(int images) => Hard < 1 ? Math.Max(1, (int)Math.Round(Hard * images, MidpointRounding.AwayFromZero)) : (int)Hard;

    /// <summary>Checks every number.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message names it.</exception>
    public void Validate()
    {
        Guard.Range(Seeds, 1, 1000);
        Guard.Range(Hard, double.Epsilon, int.MaxValue);
        if (Hard >= 1 && Hard != Math.Floor(Hard))
            throw new ArgumentException($"Hard is {Hard}, expected a share below 1 or a whole number");
        Guard.Range(Copies, 1, 1000);
        Guard.Range(Folds, 2, int.MaxValue);
        Guard.Range(Threads, 1, 256);
        Augmentation?.Validate();
    }
}
