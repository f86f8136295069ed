using System.Globalization;
using Misread.Audit;
using Misread.Findings;

namespace Misread.Runs;

/// <summary>Findings as sentences: terminal, JSON and page tell the same ones.</summary>
public static class FindingsText
{
    private const int MostGroups = 5;

    private static CultureInfo Plain => CultureInfo.InvariantCulture;

    /// <summary>How many wrong labels are left, as far as the review goes, and what to do about it.</summary>
    public static IReadOnlyList<string> Budget(ReviewStatus s)
    {
        ArgumentNullException.ThrowIfNull(s);
        string stop = s.MayStop ? "You may stop." : $"Before you stop: {string.Join("; ", s.Missing)}.";
        if (s.Reviewed == 0)
        {
            string none = string.Create(
                Plain, $"None of {s.Images:N0} images is reviewed, so nothing bounds how many are wrong; {s.Left.Expected:N0} are expected before a look.");
            return [none, stop];
        }

        string left = string.Create(Plain, $"{s.Reviewed:N0} of {s.Images:N0} images are reviewed, {s.Found:N0} of them wrong; of the others {s.Left.Low:N0} … {s.Left.High:N0} may be (expected {s.Left.Expected:N0}).");
        string accuracy = string.Create(Plain, $"Accuracy on right labels: {100 * s.Accuracy.Low:F1} … {100 * s.Accuracy.High:F1} %.");
        string next = string.Create(Plain, $"Of the next {s.Next.Images} in the queue {s.Next.Low} … {s.Next.High} are likely wrong.");
        return [left, accuracy, next, stop];
    }

    /// <summary>The groups, most excess errors first; or that none stands up and what would have been found.</summary>
    public static IReadOnlyList<string> Groups(FailingGroupsResult result, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(classNames);
        if (result.Groups.Count > 0)
            return [.. result.Groups.Take(MostGroups).Select(g => Group(g, classNames))];
        double least = result.LeastRatio(0.05);
        string could = double.IsFinite(least)
            ? string.Create(Plain, $"a twentieth of the images would have been found if it were misread {least:F1} times as often as the rest")
            : "there are no errors to find any by";
        return [string.Create(Plain, $"No group stands up, of {result.Looked:N0} that were looked at; {could}. Not found is not: not there.")];
    }

    /// <summary>One group in a sentence.</summary>
    public static string Group(FailingGroup g, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(g);
        ArgumentNullException.ThrowIfNull(classNames);
        string name = g.Candidate.Name;
        if (g.Candidate.Kind is GroupKind.Cluster or GroupKind.Ball)
            name = g.Traits.Count > 0 ? $"{string.Join(", ", g.Traits)} ({name})" : $"{name} (no property stands out: look)";
        string classes = g.Candidate.Kind != GroupKind.Class && g.Classes.Count is > 0 and <= 3 ? $", mostly {string.Join(", ", g.Classes.Select(k => classNames[k]))}" : "";
        string readAs = g.ReadAs < 0 ? "" : $", most often as {classNames[g.ReadAs]}";
        string times = g.Ratio is { } r ? string.Create(Plain, $"misread {r.Ratio:F1} times as often ({r.Low:F1} … {r.High:F1})") : string.Create(Plain, $"misread {g.Errors:N0} times, expected {g.Expected:F1}");
        return string.Create(Plain, $"{name}{classes}: {times}{readAs}; {g.Errors:N0} errors among {g.Images:N0} images of the half that was not searched, p = {g.AdjustedPValue:G2}.");
    }

    /// <summary>Properties that tell labels apart, and odd images by what they are.</summary>
    public static IReadOnlyList<string> Quality(IReadOnlyList<OddImage> odd, IReadOnlyList<Shortcut> shortcuts)
    {
        ArgumentNullException.ThrowIfNull(odd);
        ArgumentNullException.ThrowIfNull(shortcuts);
        IEnumerable<string> alarms = shortcuts.Where(s => s.Verdict == ShortcutVerdict.Shortcut).Select(Shortcut);
        string[] differ = [.. shortcuts.Where(s => s.Verdict == ShortcutVerdict.Differs).Select(s => s.Property.Name)];
        string[] counts = [.. odd.CountBy(o => o.Word).OrderByDescending(c => c.Value).Select(c => string.Create(Plain, $"{c.Value:N0} {c.Key}"))];
        return
        [
            .. alarms,
            .. counts.Length == 0 ? [] : new[] { $"Odd beside the others: {string.Join(", ", counts)}." },
            .. differ.Length == 0 ? [] : new[] { $"Differs between classes, which is no fault by itself: {string.Join(", ", differ)}." },
        ];
    }

    /// <summary>Copies and leaks.</summary>
    public static IReadOnlyList<string> Copies(IReadOnlyList<ImageCopy> copies, Leaks? leaks, Func<ImageCopy, bool> labelsDiffer)
    {
        ArgumentNullException.ThrowIfNull(copies);
        ArgumentNullException.ThrowIfNull(labelsDiffer);
        if (copies.Count == 0)
            return [];
        var text = new List<string> { string.Create(Plain, $"{copies.Count:N0} pairs of copies, {copies.Count(labelsDiffer):N0} under two labels.") };
        if (leaks is { Leaked.Count: > 0 })
        {
            text.Add(string.Create(
                Plain,
                $"{leaks.Leaked.Count:N0} test images are copies of training images. Accuracy {100 * leaks.All.Accuracy:F2} %, without them {100 * leaks.Rest.Accuracy:F2} % ({100 * leaks.RestInterval.Low:F2} … {100 * leaks.RestInterval.High:F2}); worth {100 * leaks.Worth.Difference:F2} points ({100 * leaks.Worth.Low:F2} … {100 * leaks.Worth.High:F2})."));
        }

        return text;
    }

    private static string Shortcut(Shortcut s)
    {
        string harm = double.IsNaN(s.AgreeAccuracy) || double.IsNaN(s.DisagreeAccuracy)
            ? ""
            : string.Create(Plain, $"; the model reads {100 * s.AgreeAccuracy:F1} % right where it agrees with the label, {100 * s.DisagreeAccuracy:F1} % where not");
        return string.Create(Plain, $"{s.Property.Name} alone tells the label: balanced accuracy {s.BalancedAccuracy:F3}, by chance {s.Chance:F3}{harm}.");
    }
}
