namespace Misread.Training;

/// <summary>
/// Every setting of a <see cref="TrainingRecipe"/> besides its network. To add one, add a property there and a line here: its option, its
/// validation, its place in <c>run.json</c> and in checkpoints, and the command line that makes the run again follow.
/// </summary>
public static class TrainingSettings
{
    /// <summary>All of them, in the order of help and files.</summary>
    public static IReadOnlyList<TrainingSetting> All { get; } =
    [
        TrainingSetting.Whole(
            "seed", "Seed of weights, shuffling and splits; the same seed gives the same bits", int.MinValue, int.MaxValue,
            r => r.Seed, (r, v) => r with { Seed = v }),
        TrainingSetting.Whole(
            "members", "Train N networks, with seeds that follow each other, and average their probabilities", 1, 1_000,
            r => r.Members, (r, v) => r with { Members = v }, decidesWeights: false),
        TrainingSetting.Whole("epochs", "Passes over the training images", 1, 100_000, r => r.Epochs, (r, v) => r with { Epochs = v }),
        TrainingSetting.Whole("batch-size", "Images a training step", 1, 65_536, r => r.BatchSize, (r, v) => r with { BatchSize = v }),
        TrainingSetting.Whole(
            "train-size", "Train on the first N training images only", 1, int.MaxValue, r => r.TrainSize, (r, v) => r with { TrainSize = v }),
        TrainingSetting.Real(
            "learning-rate", "Step size of the optimizer", "a number greater than 0", v => v > 0,
            r => r.LearningRate, (r, v) => r with { LearningRate = v }),
        TrainingSetting.Word(
            "schedule", "How the learning rate runs", SettingNames.Schedules, r => r.Schedule, (r, v) => r with { Schedule = v }),
        TrainingSetting.Word(
            "optimizer", "What updates the weights", SettingNames.Optimizers, r => r.Optimizer, (r, v) => r with { Optimizer = v }),
        TrainingSetting.Real(
            "weight-decay", "Weight decay", "a number of 0 or more", v => v >= 0, r => r.WeightDecay, (r, v) => r with { WeightDecay = v }),
        TrainingSetting.Real(
            "label-smoothing", "Label smoothing", "a number from 0 to less than 1", v => v is >= 0 and < 1,
            r => r.LabelSmoothing, (r, v) => r with { LabelSmoothing = v }),
        TrainingSetting.Distortions(
            "augment", "Distort training images at random", r => r.Augmentation, (r, v) => r with { Augmentation = v }),
        TrainingSetting.Real(
            "validation-split", "Share of the training images held out for validation", "a number from 0 to less than 1", v => v is >= 0 and < 1,
            r => r.ValidationSplit, (r, v) => r with { ValidationSplit = v }),
        TrainingSetting.Whole(
            "patience", "Stop after N epochs without a lower validation loss and keep the best weights", 1, 100_000,
            r => r.Patience, (r, v) => r with { Patience = v }),
        TrainingSetting.Real(
            "average-weights", "Share of the steps, at the end, whose weights are averaged", "a number from 0 to 1", v => v is >= 0 and <= 1,
            r => r.AverageWeights, (r, v) => r with { AverageWeights = v }),
        TrainingSetting.Whole(
            "test-time-shift", "Predict by the mean over an image and its copies moved N pixels to four sides; 0: the image alone", 0, 1_000,
            r => r.TestTimeShift, (r, v) => r with { TestTimeShift = v }, decidesWeights: false),
    ];
}
