namespace Misread.Runs;

/// <summary>What <c>run.json</c> must say for the code behind it: values that are JSON and yet no values of a run are told here.</summary>
internal static class RunInfoCheck
{
    /// <summary>The first fault, without the file's name and a full stop; <see langword="null"/> if there is none.</summary>
    public static string? Fault(RunInfo run) => Dataset(run.Dataset) ?? Training(run.Training) ?? Figures(run);

    private static string? Dataset(DatasetInfo data)
    {
        // 0 × 0 are images of several sizes.
        if (data.Name.Length == 0 || data.Source.Length == 0)
            return "expected a name and a source of the data set, found an empty one";
        if (data.Count < 1 || data.Height < 0 || data.Width < 0 || (data.Height == 0) != (data.Width == 0) || data.Splits.Values.Any(n => n < 0))
            return $"expected images of 1 × 1 or more, found {data.Count} of {data.Height} × {data.Width}";
        if (data.ClassNames.Count == 0 || data.ClassNames.Any(string.IsNullOrEmpty))
            return "expected the name of every class in class_names";
        if (data.Division is { Leaks: < 0 } or { UntrainedClasses: null } or { Notices: null })
            return "expected in division a number of leaks of 0 or more, and lists of untrained_classes and notices";
        if (data.HeldOut is { Share: not (> 0 and < 1) } drawn)
            return $"expected a held_out share between 0 and 1, found {drawn.Share}";
        return null;
    }

    private static string? Training(TrainingInfo? training)
    {
        if (training is null)
            return null;
        if (training.Folds is < 2 || training.Seeds is < 1)
            return "expected 2 folds or more and 1 seed or more in training";
        if (training.Folds > 10_000 || training.Seeds > 10_000)
            return "expected at most 10,000 folds and seeds in training";
        if (training.Parameters < 0 || training.ImagesSeen < 0 || training.EpochsTrained < 0 || training.BestEpoch < 0)
            return "expected parameters, images_seen, epochs_trained and best_epoch of 0 or more in training";
        return null;
    }

    private static string? Figures(RunInfo run)
    {
        if (run.Accuracy is not (null or >= 0 and <= 1))
            return $"expected an accuracy of 0 … 1, found {run.Accuracy}";
        if (run.Errors is < 0 || run.Fingerprint is { Count: < 0 })
            return "expected numbers of errors of 0 or more";
        (double load, double train, double predict, double total) = run.Seconds;
        return new[] { load, train, predict, total }.All(s => s >= 0 && double.IsFinite(s)) ? null : "expected seconds of 0 or more";
    }
}
