using System.Globalization;
using Misread.Data;
using Misread.Findings;

namespace Misread.Audit;

/// <summary>What a reader of an audit must know before its findings, as sentences: the same on the terminal, the page and in the summary.</summary>
public static class AuditNotes
{
    private const int Listed = 10;

    /// <summary>The sentences; none where all is well.</summary>
    /// <param name="opinion">How often the networks read what is labelled.</param>
    /// <param name="evidence">All that is known, or <see langword="null"/>.</param>
    /// <param name="verdicts">The verdicts on it, or <see langword="null"/>.</param>
    public static IReadOnlyList<string> Of(NetworkOpinion opinion, AuditEvidence? evidence, AuditVerdicts? verdicts)
    {
        ArgumentNullException.ThrowIfNull(opinion);
        var notes = new List<string>();
        if (opinion.IsTooWeak)
            notes.Add($"{char.ToUpperInvariant(opinion.Warning[0])}{opinion.Warning[1..]}");
        if (evidence is not null && verdicts is { Unknown.Count: > 0 })
            notes.Add(Unknown(verdicts.Unknown, evidence.Predictions));
        if (evidence is not null && Untrained(evidence.Predictions) is { Length: > 0 } untrained)
            notes.Add($"No image of {List(untrained, evidence.Predictions)} was trained on, so that none of them can be read.");
        DuplicatePair[] leaks = [.. (evidence?.Duplicates ?? []).Where(pair => pair.CrossesSplits)];
        if (leaks.Length > 0)
            notes.Add(Leaks(leaks, evidence!.Predictions));
        return notes;
    }

    private static string Unknown(IReadOnlyList<int> classes, Predictions p)
    {
        string which = classes.Count == 1 ? "One class cannot be judged" : Text($"{classes.Count:N0} classes cannot be judged");
        return $"{which}, of three images or fewer or never considered by the networks: {List(classes, p)}. None of their labels is called an error.";
    }

    private static string Leaks(DuplicatePair[] leaks, Predictions p)
    {
        string pairs = leaks.Length == 1 ? "One pair of near-duplicates lies" : Text($"{leaks.Length:N0} pairs of near-duplicates lie");
        return $"{pairs} on both sides of a split: {p.Id(leaks[0].First)} and {p.Id(leaks[0].Second)}{(leaks.Length == 1 ? "" : ", say")}. "
            + "A test that holds images of the training measures memory; duplicates.csv of the run lists them all.";
    }

    /// <summary>Classes that bear labels, none of them trained on, in a run that was trained on some rows.</summary>
    private static int[] Untrained(Predictions p)
    {
        bool[] labelled = new bool[p.ClassCount];
        bool[] trained = new bool[p.ClassCount];
        for (int i = 0; i < p.Count; i++)
        {
            if (p.Label(i) < 0)
                continue;
            labelled[p.Label(i)] = true;
            trained[p.Label(i)] |= p.Origin(i) == PredictionOrigin.TrainSeen;
        }

        return trained.Any(t => t) ? [.. Enumerable.Range(0, labelled.Length).Where(k => labelled[k] && !trained[k])] : [];
    }

    private static string List(IReadOnlyList<int> classes, Predictions p)
    {
        IEnumerable<string> names = classes.Take(Listed).Select(k => p.ClassNames[k]);
        return string.Join(", ", names) + (classes.Count > Listed ? Text($" and {classes.Count - Listed:N0} more") : "");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
