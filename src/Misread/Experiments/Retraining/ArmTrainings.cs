using Misread.Data;
using Misread.Formats;
using Misread.Training;

namespace Misread.Experiments;

/// <summary>The networks of an experiment: every arm with every seed, at the same settings, read on the same test images.</summary>
/// <param name="Arms">Their names, the one that is handed on first.</param>
/// <param name="Seeds">Networks of each arm.</param>
/// <param name="Training">The settings; network s has the seed <see cref="RetrainOptions.SeedOf"/> tells.</param>
/// <param name="Images">What an arm is trained on, by its number in <paramref name="Arms"/> and the seed.</param>
/// <param name="Test">What every network reads.</param>
/// <param name="Threads">Threads, at least 1; the result does not depend on it.</param>
/// <param name="Store">Where finished trainings are kept, if anywhere.</param>
internal sealed record ArmTrainings(
    IReadOnlyList<string> Arms, int Seeds, TrainingOptions Training, Func<int, int, Dataset> Images, Dataset Test, int Threads, PartStore? Store)
{
    /// <summary>Trains every arm with every seed and reads the test images.</summary>
    /// <param name="progress">Told of every network that is done, from several threads.</param>
    /// <param name="cancel">Ends the work after the current steps; trainings that are done stay in the store.</param>
    /// <returns>The networks, seed by seed, in each the arms in their order; and the first arm's model with the first seed.</returns>
    public (ArmNetwork[] Networks, Classifier Kept, IReadOnlyList<EpochRecord> History) Run(IProgress<RetrainProgress>? progress, CancellationToken cancel)
    {
        var networks = new ArmNetwork[Arms.Count * Seeds];
        (Classifier Model, IReadOnlyList<EpochRecord> History)? kept = null;
        int done = 0;
        int parallel = Math.Min(Threads, networks.Length);
        Parallel.For(0, networks.Length, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancel }, job =>
        {
            int arm = job % Arms.Count;
            int seed = RetrainOptions.SeedOf(Training, job / Arms.Count);
            bool handedOn = job == 0;
            float[] probabilities = Found(arm, seed, handedOn) ?? Train(arm, seed, handedOn);
            networks[job] = new ArmNetwork(arm, seed, Predictions(probabilities));
            progress?.Report(new RetrainProgress(Arms[arm], seed, Interlocked.Increment(ref done), networks.Length));
        });
        return (networks, kept!.Value.Model, kept.Value.History);

        float[]? Found(int arm, int seed, bool handedOn)
        {
            float[]? probabilities = Store?.Find(Arms[arm], seed, Test.Count, Test.ClassCount);
            if (probabilities is null || !handedOn)
                return probabilities;
            kept = Store!.FindModel();
            return kept is null ? null : probabilities;
        }

        float[] Train(int arm, int seed, bool handedOn)
        {
            TrainingOptions training = Training with { Seed = seed, Threads = Math.Max(1, Threads / parallel) };
            TrainingResult result = Trainer.Fit(Images(arm, seed), training, cancel: cancel);
            if (handedOn)
            {
                Store?.KeepModel(result.Model, result.History);
                kept = (result.Model, result.History);
            }

            float[] probabilities = result.Model.PredictProbabilities(Test, training.Threads, cancel);
            Store?.Keep(Arms[arm], seed, probabilities, Test.ClassCount);
            return probabilities;
        }
    }

    private Predictions Predictions(float[] probabilities) => new(
        [.. Enumerable.Range(0, Test.Count).Select(Test.Id)],
        Test.Labels(),
        probabilities,
        [.. Enumerable.Repeat(PredictionOrigin.HeldOut, Test.Count)],
        Test.ClassNames);
}

/// <summary>A network of an experiment.</summary>
/// <param name="Arm">Number of its arm.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Test">What it says of the test images.</param>
internal sealed record ArmNetwork(int Arm, int Seed, Predictions Test);
