using Misread.Numerics;

namespace Misread.Training;

/// <summary>Chooses the strength of a head's regularisation: the one with the least log loss in a cross-validation of the training rows.</summary>
internal static class LinearHeadStrength
{
    private const long Stream = 0x48454144;
    private const double Floor = 1e-12;

    public static double Choose(float[] features, int[] labels, int classes, LinearHeadOptions options, CancellationToken cancel)
    {
        double[] strengths = [.. options.Strengths.OrderDescending()];
        if (strengths.Length == 1)
            return strengths[0];
        int width = features.Length / labels.Length;
        int[] rows = [.. FoldsOf(labels, classes, options.Seed).Take(options.ChoiceRows)];
        double[] loss = new double[strengths.Length];
        for (int fold = 0; fold < options.InnerFolds; fold++)
        {
            int[] held = [.. rows.Where((_, i) => i % options.InnerFolds == fold)];
            int[] rest = [.. rows.Where((_, i) => i % options.InnerFolds != fold)];
            float[] asked = new float[held.Length * width];
            for (int i = 0; i < held.Length; i++)
                features.AsSpan(held[i] * width, width).CopyTo(asked.AsSpan(i * width));
            LinearHead[] heads = LinearHead.FitAt(features, labels, rest, classes, strengths, cancel);
            for (int s = 0; s < heads.Length; s++)
            {
                float[] p = heads[s].Predict(asked);
                for (int i = 0; i < held.Length; i++)
                    loss[s] -= Math.Log(Math.Max(p[(i * classes) + labels[held[i]]], Floor));
            }
        }

        return strengths[Array.IndexOf(loss, loss.Min())];
    }

    // Dealt one after the other into folds, these rows give each fold its share of every class.
    private static IEnumerable<int> FoldsOf(int[] labels, int classes, long seed)
    {
        var byClass = new List<int>[classes];
        for (int k = 0; k < classes; k++)
            byClass[k] = [];
        for (int i = 0; i < labels.Length; i++)
            byClass[labels[i]].Add(i);
        int[][] shuffled = [.. byClass.Select(rows => rows.ToArray())];
        for (int k = 0; k < classes; k++)
            new Prng(seed, Stream, k).Shuffle<int>(shuffled[k]);

        // Cut short, they keep the classes' shares: rows in the order of their place within their class.
        return shuffled.SelectMany(rows => rows.Select((row, i) => (row, place: (i + 0.5) / rows.Length)))
            .OrderBy(r => r.place).ThenBy(r => r.row).Select(r => r.row);
    }
}
