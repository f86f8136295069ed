using Misread.Data;
using Misread.IO;
using Misread.Runs;
using Misread.Training;

namespace Misread.Experiments;

/// <summary>What a run was trained on, how, and what it may be judged on: where a retraining starts from.</summary>
/// <param name="Data">Every image, with a split <c>test</c>.</param>
/// <param name="HeldOut">How that split was drawn, when the data set had none of its own.</param>
/// <param name="TrainRows">Rows that the run was trained on, ascending; none of the split <c>test</c>.</param>
/// <param name="TestRows">Labelled rows of the split <c>test</c>, ascending; nothing is trained on or mined from them.</param>
/// <param name="Training">
/// The run's settings, seed included, without a validation split: early stopping would give each arm another number of
/// steps, so a run that stopped early is repeated with as many epochs as it kept.
/// </param>
/// <param name="OutOfFold">Predictions of every row of <paramref name="Data"/> by networks that had not seen it, or <see langword="null"/> when the run has none.</param>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record RetrainSource(
    Dataset Data,
    HeldOutInfo? HeldOut,
    IReadOnlyList<int> TrainRows,
    IReadOnlyList<int> TestRows,
    TrainingOptions Training,
    Predictions? OutOfFold)
{
    /// <summary>Takes a run apart.</summary>
    /// <param name="run">A run that was trained, or predicted out-of-fold, on <see cref="Run.Data"/>.</param>
    /// <param name="heldOut">How the test split of the run's data was drawn, as its <see cref="DatasetInfo.HeldOut"/> says.</param>
    /// <exception cref="DataFormatException">The run was not trained on these images, or there is nothing to judge by.</exception>
    public static RetrainSource From(Run run, HeldOutInfo? heldOut)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Training is not { } info)
            throw new DataFormatException("the run holds predictions that came from elsewhere, and no settings to train with again; expected one that 'misread run' left.");
        if (run.Data.ClassCount < 2)
            throw new DataFormatException($"{run.Data.Name} has one class; there is nothing to tell apart.");
        bool outOfFold = info.Folds is not null;
        Dataset data = run.Data;
        if (outOfFold)
            (data, heldOut) = Divided(data, info.ToOptions().Seed);
        int[] train = [.. MainJob.TrainRows(data).Where(i => outOfFold || run.Predictions.Origin(i) == PredictionOrigin.TrainSeen)];
        if (outOfFold && info.Images < LeastInFolds(data.Count, info.Folds!.Value))
            train = [.. train.Take(info.Images)];
        if (train.Length == 0)
            throw new DataFormatException($"the run's model was not trained on images of {data.Name}, so there are none to train on again; expected a run that 'misread run' left.");
        int[] test = [.. Enumerable.Range(0, data.Count).Where(i =>
            data.Split(i) == MainJob.TestSplit && data.Label(i) >= 0 && run.Predictions.Origin(i) != PredictionOrigin.TrainSeen)];
        if (test.Length == 0)
            throw new DataFormatException($"{data.Name} has no labelled test image, so nothing can be said about whether retraining helps.");
        TrainingOptions settings = info.ToOptions();
        TrainingOptions training = settings with
        {
            Epochs = settings.Patience is null ? settings.Epochs : info.BestEpoch,
            Patience = null,
            ValidationSplit = 0,
            TrainSize = null,
        };
        return new RetrainSource(data, heldOut, train, test, training, outOfFold ? run.Predictions : null);
    }

    private static (Dataset Data, HeldOutInfo? HeldOut) Divided(Dataset data, int seed)
    {
        try
        {
            return MainJob.WithTestSplit(data, seed);
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{data.Name}: {data.Count} images are too few to hold some out for testing; expected at least 3.", e);
        }
    }

    /// <summary>Images outside the largest fold: what <c>run.json</c> calls the training size when none was asked for.</summary>
    private static int LeastInFolds(int count, int folds) => count - ((count + folds - 1) / folds);
}
