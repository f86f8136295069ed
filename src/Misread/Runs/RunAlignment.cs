
namespace Misread.Runs;

/// <summary>Two runs row by row: the images that both have, by id, and the classes of both, by name.</summary>
/// <param name="First">The first run, of these images only.</param>
/// <param name="Second">The second run, in the order of the first.</param>
/// <param name="FirstOnly">Images that only the first run has.</param>
/// <param name="SecondOnly">Images that only the second run has.</param>
internal sealed record RunAlignment(Run First, Run Second, int FirstOnly, int SecondOnly)
{
    /// <summary>Aligns two runs; runs that are aligned already stay as they are.</summary>
    /// <exception cref="ArgumentException">They have no image in common.</exception>
    public static RunAlignment Of(Run first, Run second)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < second.Predictions.Count; i++)
            rows.TryAdd(second.Predictions.Id(i), i);
        int[] own = [.. Enumerable.Range(0, first.Predictions.Count).Where(i => rows.ContainsKey(first.Predictions.Id(i)))];
        if (own.Length == 0)
            throw new ArgumentException("the two runs have no image in common", nameof(second));
        int[] other = [.. own.Select(i => rows[first.Predictions.Id(i)])];
        string[] classes = [.. first.Predictions.ClassNames.Union(second.Predictions.ClassNames, StringComparer.Ordinal)];
        return new RunAlignment(
            Arranged(first, own, classes),
            Arranged(second, other, classes),
            first.Predictions.Count - own.Length,
            second.Predictions.Count - own.Length);
    }

    private static Run Arranged(Run run, int[] rows, string[] classes)
    {
        bool all = rows.Length == run.Predictions.Count && rows.Select((row, i) => row == i).All(same => same);
        if (all && run.Predictions.ClassNames.SequenceEqual(classes, StringComparer.Ordinal))
            return run;
        return new Run(
            run.Data.WithClassNames(classes).Subset(rows), run.Predictions.Subset(rows).WithClassNames(classes), run.History, run.Training, run.Model);
    }
}
