using Misread.Audit;
using Misread.Findings;
using Misread.Report;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>What an audit found beside single labels, as sections of its page: groups, causes, copies, what may be left.</summary>
internal static class AuditSections
{
    private const int MostRows = 5;
    private const int MostPictures = 12;

    public static IReadOnlyList<AuditSection> From(DataFindings f)
    {
        IReadOnlyList<string> names = f.Predictions.ClassNames;
        var sections = new List<AuditSection>
        {
            new("groups", "Groups that are misread more often", FindingsText.Groups(f.Groups, names), [.. f.Groups.Groups.Take(MostRows).Select(g => Pictures(f, g))], "groups.csv"),
        };
        IReadOnlyList<string> quality = FindingsText.Quality(f.Odd, f.Shortcuts);
        if (quality.Count > 0)
            sections.Add(new AuditSection("quality", "Odd images, and what tells labels apart", quality, [.. Odd(f)], "images.csv"));
        IReadOnlyList<string> copies = FindingsText.Copies(f.Copies, f.Leaks, c => f.Predictions.Label(c.First) != f.Predictions.Label(c.Second));
        if (copies.Count > 0)
            sections.Add(new AuditSection("copies", "Copies and leaks", copies, [.. f.Copies.Take(MostRows).Select(c => Pair(f, c))], "duplicates.csv"));
        ReviewStatus status = f.Budget.Status();
        sections.Add(new AuditSection("budget", "How many wrong labels may be left", FindingsText.Budget(status), [], "budget.json"));
        return sections;
    }

    private static AuditPictures Pictures(DataFindings f, FailingGroup group) =>
        new(group.Candidate.Name, [.. group.Examples.Take(MostPictures).Select(i => f.Numbers[i])]);

    private static IEnumerable<AuditPictures> Odd(DataFindings f) => f.Odd.GroupBy(o => o.Word, StringComparer.Ordinal)
        .OrderByDescending(g => g.Count()).Take(MostRows)
        .Select(g => new AuditPictures(g.Key, [.. g.Select(o => f.Numbers[o.Image]).Distinct().Take(MostPictures)]));

    private static AuditPictures Pair(DataFindings f, ImageCopy copy) =>
        new($"{copy.Kind.ToString().ToLowerInvariant()}: {f.Predictions.Id(copy.First)}, {f.Predictions.Id(copy.Second)}", [f.Numbers[copy.First], f.Numbers[copy.Second]]);
}
