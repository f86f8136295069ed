namespace Misread.Training;

/// <summary>What an epoch came to: a row of the training history.</summary>
/// <param name="Epoch">Number, from 1.</param>
/// <param name="LearningRate">Learning rate of its last step.</param>
/// <param name="TrainLoss">Mean loss over the epoch's images, each at the weights of its step, in nats.</param>
/// <param name="TrainAccuracy">Share of the epoch's images that were read right, each at the weights of its step, 0 … 1.</param>
/// <param name="ValidationLoss">Mean loss of the validation images after the epoch, or null without a validation split.</param>
/// <param name="ValidationAccuracy">Share of the validation images that were read right, or null.</param>
/// <param name="Seconds">Time that the epoch took, validation included.</param>
public sealed record EpochRecord(
    int Epoch,
    double LearningRate,
    double TrainLoss,
    double TrainAccuracy,
    double? ValidationLoss,
    double? ValidationAccuracy,
    double Seconds);

/// <summary>How far a training is.</summary>
/// <param name="Epoch">Current epoch, from 1.</param>
/// <param name="Epochs">Epochs at most.</param>
/// <param name="Images">Images of this epoch that are done.</param>
/// <param name="ImagesPerEpoch">Images of an epoch.</param>
/// <param name="Loss">Mean loss of this epoch so far, in nats.</param>
/// <param name="Accuracy">Share of this epoch's images read right so far, 0 … 1.</param>
/// <param name="ImagesPerSecond">Images a second since the training began or was resumed.</param>
/// <param name="Remaining">Time left if all epochs are trained at that speed.</param>
/// <param name="Finished">The finished epoch's record, when this report ends an epoch; otherwise null.</param>
/// <param name="Member">Which network of an ensemble is being trained, from 1; <paramref name="Remaining"/> counts those behind it.</param>
/// <param name="Members">Networks of the ensemble; 1 otherwise.</param>
public sealed record TrainingProgress(
    int Epoch,
    int Epochs,
    int Images,
    int ImagesPerEpoch,
    double Loss,
    double Accuracy,
    double ImagesPerSecond,
    TimeSpan Remaining,
    EpochRecord? Finished = null,
    int Member = 1,
    int Members = 1);
