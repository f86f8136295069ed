using Misread.Data;
using Misread.Formats;

namespace Misread.Training;

/// <summary>
/// Trains the members of an ensemble one after the other, with seeds that follow each other: each is exactly the network
/// that its seed trains alone, with the layers of its place in the ensemble. Each is a part of the checkpoint of its own, and is kept
/// until all are trained: a resumed training only reads those that are finished.
/// </summary>
internal static class EnsembleTrainer
{
    public static TrainingResult Fit(
        Dataset train,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        float[]? softTargets,
        int validationRows,
        PartStore? store,
        CancellationToken cancel)
    {
        var members = new TrainingResult[options.Members];
        for (int m = 0; m < members.Length; m++)
        {
            TrainingOptions own = options with
            {
                Members = 1,
                Seed = unchecked(options.Seed + m),
            };
            MemberProgress? told = progress is null ? null : new MemberProgress(progress, m, options.Members);
            members[m] = Trainer.FitMember(train, own, m, told, softTargets, validationRows, store, cancel);
        }

        return new TrainingResult(
            new Classifier([.. members.Select(m => m.Model.Network)], train.ClassNames) { TestTimeShift = options.TestTimeShift, Frame = members[0].Model.Frame },
            [.. members[0].History.Select((_, epoch) => Mean([.. members.Select(m => m.History[epoch])]))],
            [.. members.SelectMany(m => m.SeenRows).Distinct().Order()],
            options.Epochs,
            members.Sum(m => m.Seconds),
            members.Any(m => m.Resumed),
            members[0].Dynamics is null ? null : [.. Enumerable.Range(0, train.Count).Select(row => Mean([.. members.Select(m => m.Dynamics![row])]))]);
    }

    private static DynamicsScores? Mean(DynamicsScores?[] ofMembers) => ofMembers.OfType<DynamicsScores>().ToArray() is { Length: > 0 } found ? DynamicsScores.Mean(found) : null;

    private static EpochRecord Mean(EpochRecord[] records) => records[0] with
    {
        TrainLoss = records.Average(r => r.TrainLoss),
        TrainAccuracy = records.Average(r => r.TrainAccuracy),
        ValidationLoss = records.Average(r => r.ValidationLoss),
        ValidationAccuracy = records.Average(r => r.ValidationAccuracy),
        Seconds = records.Sum(r => r.Seconds),
    };

    private sealed class MemberProgress(IProgress<TrainingProgress> told, int member, int members) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            double behind = (double)(members - 1 - member) * value.Epochs * value.ImagesPerEpoch;
            told.Report(value with
            {
                Member = member + 1,
                Members = members,
                Remaining = value.Remaining + TimeSpan.FromSeconds(behind / Math.Max(1, value.ImagesPerSecond)),
            });
        }
    }
}
