using Misread.Data;
using Misread.Formats;
using Misread.IO;

namespace Misread.Training;

/// <summary>What was learned from the network of one fold.</summary>
/// <param name="Held">Rows that it has not seen.</param>
/// <param name="Probabilities"><c>[held, K]</c>.</param>
/// <param name="Dynamics"><c>[rest, 7]</c> how the other rows fared, in ascending order, NaN for one that was not trained on; or none.</param>
/// <param name="Examined"><c>[held, C]</c> what the examination found; or none.</param>
internal sealed record Fold(int[] Held, float[] Probabilities, float[]? Dynamics, float[]? Examined)
{
    private const string DynamicsPart = "dynamics";
    private const string ExaminedPart = "examined";

    /// <summary>The fold as it is kept, or <see langword="null"/> when it is not done.</summary>
    /// <exception cref="DataFormatException">A file is malformed.</exception>
    public static Fold? Find(PartStore store, int seed, int fold, int[] held, Dataset data, CrossValidationOptions options)
    {
        if (store.Find(seed, fold, "", held.Length, data.ClassCount) is not { } probabilities)
            return null;
        bool records = options.Training.RecordDynamics && data.ClassCount > 1;
        float[]? dynamics = records ? store.Find(seed, fold, DynamicsPart, data.Count - held.Length, DynamicsScores.Columns) : null;
        float[]? examined = options.Examination is { } asked ? store.Find(seed, fold, ExaminedPart, held.Length, asked.Columns) : null;
        return (records && dynamics is null) || (options.Examination is not null && examined is null)
            ? null
            : new Fold(held, probabilities, dynamics, examined);
    }

    /// <summary>Trains the fold's network and asks it.</summary>
    public static Fold Train(int[] held, Dataset data, TrainingOptions training, FoldExamination? examination, IProgress<TrainingProgress>? progress, CancellationToken cancel)
    {
        int[] rest = RestOf(held, data.Count);
        TrainingResult result = Trainer.Fit(data.Subset(rest), training, progress, cancel: cancel);
        float[] probabilities = result.Model.PredictProbabilities(data.Subset(held), training.Threads, cancel);
        float[]? dynamics = null;
        if (result.Dynamics is { } recorded)
        {
            dynamics = new float[rest.Length * DynamicsScores.Columns];
            for (int i = 0; i < rest.Length; i++)
                DynamicsScores.Write(recorded[i], dynamics.AsSpan(i * DynamicsScores.Columns, DynamicsScores.Columns));
        }

        float[]? examined = null;
        if (examination is not null)
        {
            int[] seen = [.. result.SeenRows.Select(i => rest[i])];
            examined = examination.Ask(new TrainedFold(data, result.Model, seen, held, training.Threads), cancel);
            if (examined.Length != held.Length * examination.Columns)
                throw new InvalidOperationException($"the examination {examination.Name} gave {examined.Length} numbers, expected {held.Length} × {examination.Columns}");
        }

        return new Fold(held, probabilities, dynamics, examined);
    }

    /// <summary>Keeps the fold.</summary>
    public void Keep(PartStore store, int seed, int fold, int classes, FoldExamination? examination)
    {
        if (Dynamics is not null)
            store.Keep(seed, fold, DynamicsPart, Dynamics, DynamicsScores.Columns);
        if (Examined is not null)
            store.Keep(seed, fold, ExaminedPart, Examined, examination!.Columns);
        store.Keep(seed, fold, "", Probabilities, classes);
    }

    /// <summary>Puts values of the held-out rows of a seed's folds, <c>[held, columns]</c> each, in the order of the data.</summary>
    public static float[] Join(ReadOnlySpan<Fold> folds, Func<Fold, float[]> part, int count, int columns)
    {
        float[] all = new float[checked(count * columns)];
        foreach (Fold fold in folds)
        {
            float[] values = part(fold);
            for (int i = 0; i < fold.Held.Length; i++)
                values.AsSpan(i * columns, columns).CopyTo(all.AsSpan(fold.Held[i] * columns));
        }

        return all;
    }

    /// <summary>How each row fared, on average over the networks that were trained on it.</summary>
    public static DynamicsScores?[] MeanDynamics(ReadOnlySpan<Fold> folds, int count)
    {
        var found = new List<DynamicsScores>[count];
        for (int i = 0; i < count; i++)
            found[i] = [];
        foreach (Fold fold in folds)
        {
            int[] rest = RestOf(fold.Held, count);
            for (int i = 0; i < rest.Length; i++)
            {
                if (DynamicsScores.Read(fold.Dynamics.AsSpan(i * DynamicsScores.Columns, DynamicsScores.Columns)) is { } scores)
                    found[rest[i]].Add(scores);
            }
        }

        return [.. found.Select(f => f.Count == 0 ? (DynamicsScores?)null : DynamicsScores.Mean(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(f)))];
    }

    private static int[] RestOf(int[] held, int count)
    {
        var isHeld = new bool[count];
        foreach (int row in held)
            isHeld[row] = true;
        return [.. Enumerable.Range(0, count).Where(i => !isHeld[i])];
    }
}
