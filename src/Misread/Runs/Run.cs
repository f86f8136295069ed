using Misread.Data;
using Misread.Evaluation;
using Misread.Findings;
using Misread.Training;

namespace Misread.Runs;

/// <summary>
/// A finished run: a data set, what a model says of every image of it, and how that came about. It is what a run folder
/// holds; reports, plots and findings are functions of it.
/// </summary>
/// <remarks>Immutable and thread-safe but for <see cref="Model"/>.</remarks>
public sealed class Run
{
    private readonly Lazy<RunMetrics?> _metrics;
    private readonly Lazy<IReadOnlyList<FingerprintEntry>> _fingerprint;

    /// <summary>Joins the parts of a run.</summary>
    /// <param name="data">Every image.</param>
    /// <param name="predictions">What the model says of each, row by row.</param>
    /// <param name="history">The epochs of the training; empty when there was none.</param>
    /// <param name="training">How the model was trained, or <see langword="null"/>.</param>
    /// <param name="model">The model, or <see langword="null"/> when the predictions are not of one model.</param>
    public Run(
        Dataset data, Predictions predictions, IReadOnlyList<EpochRecord> history, TrainingInfo? training = null, Classifier? model = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(history);
        Data = data;
        Predictions = predictions;
        History = history;
        Training = training;
        Model = model;
        _metrics = new(() => RunMetrics.From(Data, Predictions));
        _fingerprint = new(() => Findings.Fingerprint.From(Data, Predictions));
    }

    /// <summary>Every image.</summary>
    public Dataset Data { get; }

    /// <summary>What the model says of each image, row by row.</summary>
    public Predictions Predictions { get; }

    /// <summary>The epochs of the training, in order.</summary>
    public IReadOnlyList<EpochRecord> History { get; }

    /// <summary>How the model was trained, or <see langword="null"/> when the predictions came from elsewhere.</summary>
    public TrainingInfo? Training { get; }

    /// <summary>The model, or <see langword="null"/> when the predictions are not of one model.</summary>
    public Classifier? Model { get; }

    /// <summary>The figures, or <see langword="null"/> when no image bears a label. Computed once.</summary>
    public RunMetrics? Metrics => _metrics.Value;

    /// <summary>Every misread image, in the order of the data set. Computed once.</summary>
    public IReadOnlyList<FingerprintEntry> Fingerprint => _fingerprint.Value;

    /// <summary>Rows of the images that the headline figures are measured on; empty when no image bears a label.</summary>
    public int[] HeadlineRows => RunMetrics.HeadlineRows(Data, Predictions)?.Rows ?? [];

    /// <summary>The confusion matrix of the headline's images.</summary>
    public ConfusionMatrix Confusion => ConfusionMatrix.From(Predictions.Subset(HeadlineRows));
}
