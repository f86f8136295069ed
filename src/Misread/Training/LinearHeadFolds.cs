using Misread.Numerics;

namespace Misread.Training;

/// <summary>What cross-validated heads say of every row.</summary>
/// <param name="Probabilities"><c>[N,K]</c>: of a labelled row, by a head that was not trained on it; of one without a label, by a head of all labelled rows.</param>
/// <param name="FoldOf"><c>[N]</c> the fold in which a row was held out; −1 for one without a label.</param>
/// <param name="Strengths">The strength that each fold's training rows chose.</param>
public sealed record LinearHeadResult(float[] Probabilities, int[] FoldOf, IReadOnlyList<double> Strengths);

/// <summary>Stratified K-fold cross-validation of a <see cref="LinearHead"/>; everything is chosen within the training rows of each fold.</summary>
public static class LinearHeadFolds
{
    private const long Stream = 0x464F4C44;

    /// <summary>Trains a head a fold and predicts every row.</summary>
    /// <param name="features"><c>[N,F]</c>, finite.</param>
    /// <param name="labels"><c>[N]</c>, 0 … K − 1, or −1 for none.</param>
    /// <param name="classes">K, at least 2.</param>
    /// <param name="folds">2 or more, at most the number of labelled rows.</param>
    /// <param name="options">Settings; their seed also divides the rows.</param>
    /// <param name="threads">Folds at a time, at least 1; the result does not depend on it.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="ArgumentException">Sizes disagree, a label is out of range, or a feature is not finite.</exception>
    public static LinearHeadResult Run(
        float[] features, int[] labels, int classes, int folds = 5, LinearHeadOptions? options = null, int threads = 1, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        options ??= new LinearHeadOptions();
        int width = labels.Length == 0 || features.Length % labels.Length != 0
            ? throw new ArgumentException($"{features.Length} features do not fit {labels.Length} labels", nameof(features))
            : features.Length / labels.Length;
        int[] foldOf = Deal(labels, classes, folds, options.Seed);
        float[] probabilities = new float[checked(labels.Length * classes)];
        double[] strengths = new double[folds];
        int jobs = foldOf.Contains(-1) ? folds + 1 : folds;
        try
        {
            Parallel.For(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, fold =>
            {
                int held = fold < folds ? fold : -1;
                int[] asked = [.. Enumerable.Range(0, labels.Length).Where(i => foldOf[i] == held)];
                int[] rest = [.. Enumerable.Range(0, labels.Length).Where(i => foldOf[i] != held && foldOf[i] >= 0)];
                LinearHead head = LinearHead.Fit(Rows(features, rest, width), [.. rest.Select(i => labels[i])], classes, options, cancel);
                float[] p = head.Predict(Rows(features, asked, width));
                for (int i = 0; i < asked.Length; i++)
                    p.AsSpan(i * classes, classes).CopyTo(probabilities.AsSpan(asked[i] * classes));
                if (fold < folds)
                    strengths[fold] = head.Strength;
            });
        }
        catch (AggregateException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return new LinearHeadResult(probabilities, foldOf, strengths);
    }

    private static int[] Deal(int[] labels, int classes, int folds, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(folds, labels.Count(k => k >= 0));
        int[] foldOf = new int[labels.Length];
        Array.Fill(foldOf, -1);
        int next = 0;
        for (int k = 0; k < classes; k++)
        {
            int[] rows = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == k)];
            new Prng(seed, Stream, k).Shuffle<int>(rows);
            foreach (int row in rows)
                foldOf[row] = next++ % folds;
        }

        return foldOf;
    }

    private static float[] Rows(float[] features, int[] rows, int width)
    {
        float[] part = new float[checked(rows.Length * width)];
        for (int i = 0; i < rows.Length; i++)
            features.AsSpan(rows[i] * width, width).CopyTo(part.AsSpan(i * width));
        return part;
    }
}
