using Misread.Data;
using Misread.Evaluation;

namespace Misread.Audit;

/// <summary>Classes of which networks cannot tell whether a label is right.</summary>
internal static class UnknownClasses
{
    /// <summary>The classes that bear labels but are too small to be judged, or are never given any probability; ascending.</summary>
    public static IReadOnlyList<int> Of(Predictions predictions)
    {
        int[] labels = new int[predictions.ClassCount];
        bool[] possible = new bool[predictions.ClassCount];
        for (int i = 0; i < predictions.Count; i++)
        {
            if (predictions.Label(i) >= 0)
                labels[predictions.Label(i)]++;
            ReadOnlySpan<float> p = predictions.Probabilities(i);
            for (int k = 0; k < p.Length; k++)
                possible[k] |= p[k] > 0;
        }

        return [.. Enumerable.Range(0, labels.Length).Where(k => labels[k] > 0 && (!possible[k] || IsTooSmall(labels[k])))];
    }

    /// <summary>Whether not even a class that is wholly read as labelled is surely read so more often than not.</summary>
    private static bool IsTooSmall(int count) => WilsonInterval.From(count, count).Low <= 0.5;
}
