namespace Misread.Training;

/// <summary>What a training leaves.</summary>
/// <param name="Model">The trained network: of the last epoch, of the best with early stopping, or the average of the last steps; or an ensemble.</param>
/// <param name="History">One record an epoch; of an ensemble, the means over its members, and the sum of their seconds.</param>
/// <param name="SeenRows">Rows of the training data set that gradients were computed on, ascending.</param>
/// <param name="BestEpoch">With early stopping, the epoch whose weights were kept; otherwise the last.</param>
/// <param name="Seconds">Time of all epochs, those before a resume included.</param>
/// <param name="Resumed">Whether the training continued a checkpoint.</param>
/// <param name="Dynamics">How each row fared, <see langword="null"/> for one that was not trained on, if <see cref="TrainingOptions.RecordDynamics"/> asked for it and there are two classes or more; of an ensemble, the means over its members.</param>
public sealed record TrainingResult(
    Classifier Model,
    IReadOnlyList<EpochRecord> History,
    IReadOnlyList<int> SeenRows,
    int BestEpoch,
    double Seconds,
    bool Resumed,
    IReadOnlyList<DynamicsScores?>? Dynamics = null);
