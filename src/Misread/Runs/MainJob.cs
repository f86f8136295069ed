using Misread.Data;
using Misread.Training;

namespace Misread.Runs;

/// <summary>The main job: train on a data set's training images, then predict every image.</summary>
public static class MainJob
{
    /// <summary>The split that is never trained on.</summary>
    public const string TestSplit = "test";

    /// <summary>The share that is held out when a data set has no test split.</summary>
    public const double HeldOutShare = 0.2;

    /// <summary>Trains a model on the images that may be trained on.</summary>
    /// <param name="data">Images; those of the split <c>test</c> are held out (see <see cref="WithTestSplit"/>), those of a split <c>validation</c> are validated on.</param>
    /// <param name="options">Settings.</param>
    /// <param name="progress">Told how the training goes.</param>
    /// <param name="cancel">Ends the work; a checkpoint, if <paramref name="options"/> name one, is written first.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the data do not fit the model.</exception>
    /// <exception cref="TrainingException">The training diverged.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    public static TrainedModel Train(
        Dataset data, TrainingOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        int[] train = TrainRows(data);
        int[] validation = ValidationRows(data);
        int[] rows = [.. train, .. validation];
        TrainingResult result = Trainer.Fit(data.Subset(rows), options, progress, cancel: cancel, validationRows: validation.Length);
        TrainingInfo info = TrainingInfo.Of(options, result.Model.ParameterCount, result.SeenRows.Count) with
        {
            EpochsTrained = result.History.Count,
            BestEpoch = result.BestEpoch,
            Resumed = result.Resumed,
            ValidationImages = validation.Length == 0 ? null : validation.Length,
        };
        return new TrainedModel(result.Model, result.History, [.. result.SeenRows.Select(i => rows[i])], info, result.Seconds);
    }

    /// <summary>Predicts every image of the data set that a model was trained on.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="trained">The model; rows that it has seen are marked <see cref="PredictionOrigin.TrainSeen"/>, the others <see cref="PredictionOrigin.HeldOut"/>.</param>
    /// <param name="threads">Threads, at least 1; the result does not depend on it.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was set.</exception>
    public static Run Predict(Dataset data, TrainedModel trained, int threads, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(trained);
        var seen = new HashSet<int>(trained.SeenRows);
        Predictions predictions = trained.Model.Predict(
            data, i => seen.Contains(i) ? PredictionOrigin.TrainSeen : PredictionOrigin.HeldOut, threads, cancel);
        return new Run(data, predictions, trained.History, trained.Info, trained.Model);
    }

    /// <summary>
    /// Gives a data set labelled test images if it has none: a fifth of its images, drawn so that each class keeps its share. Those of
    /// a split <c>validation</c> stay what they are.
    /// </summary>
    /// <param name="data">The data set.</param>
    /// <param name="seed">Of the draw.</param>
    /// <returns>The data set with a test split, and how it was drawn (<see langword="null"/> when it had one).</returns>
    /// <exception cref="ArgumentException">There are too few images to divide.</exception>
    public static (Dataset Data, HeldOutInfo? HeldOut) WithTestSplit(Dataset data, int seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        IReadOnlyList<string> splits = data.Splits;
        return splits.Count > 1 && Enumerable.Range(0, data.Count).Any(i => data.Label(i) >= 0 && data.Split(i) == TestSplit)
            ? (data, null)
            : (DatasetSplit.HoldOut(data, HeldOutShare, seed), new HeldOutInfo(HeldOutShare, seed));
    }

    /// <summary>Rows that may be trained on: labelled, and of neither the split <c>test</c> nor <c>validation</c>.</summary>
    public static int[] TrainRows(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return [.. Enumerable.Range(0, data.Count).Where(i => data.Label(i) >= 0 && data.Split(i) is not (TestSplit or SplitNames.Validation))];
    }

    /// <summary>Labelled rows of the split <c>test</c>.</summary>
    public static int[] TestRows(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return [.. Enumerable.Range(0, data.Count).Where(i => data.Label(i) >= 0 && data.Split(i) == TestSplit)];
    }

    /// <summary>Labelled rows of a given split <c>validation</c>: they tell when to stop, and are never trained on.</summary>
    public static int[] ValidationRows(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return [.. Enumerable.Range(0, data.Count).Where(i => data.Label(i) >= 0 && data.Split(i) == SplitNames.Validation)];
    }
}

/// <summary>A model and how it came to be.</summary>
/// <param name="Model">The model.</param>
/// <param name="History">The epochs of the training.</param>
/// <param name="SeenRows">Rows of the data set that gradients were computed on.</param>
/// <param name="Info">The settings, and what came of them.</param>
/// <param name="Seconds">Time of all epochs, those before a resume included.</param>
public sealed record TrainedModel(
    Classifier Model, IReadOnlyList<EpochRecord> History, IReadOnlyList<int> SeenRows, TrainingInfo Info, double Seconds);
