using Misread.Data;

namespace Misread.Training;

/// <summary>What S networks that had not seen a row read in it.</summary>
/// <param name="Misread">How many of the S networks read it otherwise than labelled.</param>
/// <param name="Agreement">How many of those agree on the class that most of them read instead; 0 when none misreads it.</param>
/// <param name="Instead">That class, the lowest number if several; −1 when none misreads it.</param>
public readonly record struct SeedConsensus(int Misread, int Agreement, int Instead);

/// <summary>Out-of-fold predictions of every row, by each seed and together.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class CrossValidationResult
{
    internal CrossValidationResult(IReadOnlyList<Predictions> bySeed, double seconds)
    {
        BySeed = bySeed;
        Seconds = seconds;
        Predictions = Mean(bySeed);
    }

    /// <summary>The mean of the seeds' probabilities for every row, origin <see cref="PredictionOrigin.OutOfFold"/>.</summary>
    public Predictions Predictions { get; }

    /// <summary>The predictions of each seed.</summary>
    public IReadOnlyList<Predictions> BySeed { get; }

    /// <summary>
    /// <c>[N]</c>: how each row fared, the mean over the (K − 1)·S networks that were trained on its part (see
    /// <see cref="DynamicsScores.Mean"/>); <see langword="null"/> for a row that none was trained on, and as a whole when
    /// <see cref="TrainingOptions.RecordDynamics"/> did not ask for it.
    /// </summary>
    public IReadOnlyList<DynamicsScores?>? Dynamics { get; internal init; }

    /// <summary>What <see cref="CrossValidationOptions.Examination"/> found: for each seed <c>[N,C]</c>, row-major; empty without one.</summary>
    public IReadOnlyList<float[]> Examined { get; internal init; } = [];

    /// <summary>Time of the work in this process.</summary>
    public double Seconds { get; }

    /// <summary>How far the seeds agree that a row is misread, and on what it is.</summary>
    /// <param name="row">0 … N − 1.</param>
    public SeedConsensus Consensus(int row)
    {
        int[] votes = new int[Predictions.ClassCount];
        int misread = 0;
        foreach (Predictions seed in BySeed)
        {
            if (!seed.IsMisread(row))
                continue;
            misread++;
            votes[seed.Predicted(row)]++;
        }

        int most = votes.Max();
        return new SeedConsensus(misread, most, misread == 0 ? -1 : Array.IndexOf(votes, most));
    }

    private static Predictions Mean(IReadOnlyList<Predictions> bySeed)
    {
        Predictions first = bySeed[0];
        if (bySeed.Count == 1)
            return first;
        float[] mean = new float[first.Count * first.ClassCount];
        for (int i = 0; i < first.Count; i++)
        {
            for (int k = 0; k < first.ClassCount; k++)
            {
                double sum = 0;
                foreach (Predictions seed in bySeed)
                    sum += seed.Probabilities(i)[k];
                mean[(i * first.ClassCount) + k] = (float)(sum / bySeed.Count);
            }
        }

        return CrossValidation.OutOfFold(first.Count, first.Id, first.Label, mean, first.ClassNames);
    }
}
