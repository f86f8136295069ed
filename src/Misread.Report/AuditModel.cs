using Misread.Audit;

namespace Misread.Report;

/// <summary>What the page of an audit says, computed once.</summary>
internal sealed class AuditModel
{
    /// <summary>Images at the head of the page.</summary>
    public const int MaxLead = 12;

    /// <summary>Classes of the table of health, the noisiest of them.</summary>
    public const int MaxClasses = 50;

    /// <summary>Above so many classes there is no matrix of pairs.</summary>
    public const int MaxMatrix = 30;

    /// <summary>About the width of an image at the head of the page, in CSS pixels.</summary>
    private const int LeadWidth = 140;

    /// <summary>How much larger than elsewhere photographs are shown at the head of the page.</summary>
    private const double LeadScale = 1.5;

    private readonly Thumbnail? _thumbnail;
    private readonly Thumbnail? _leadThumbnail;
    private readonly Photographs? _photographs;

    public AuditModel(AuditReport report)
    {
        Report = report;
        if (report.Images is { } images && Photographs.Are(images))
        {
            _photographs = new Photographs(images, report.Findings.Select(f => f.Number).Take(MaxLead).Concat(Others(report)).Concat(report.Findings.Select(f => f.Number)).Distinct(), Gallery.MaxImages);
        }
        else if (report.Images is { } pixels)
        {
            _thumbnail = new Thumbnail(pixels.Width, pixels.Height, pixels.MaxValue);
            _leadThumbnail = new Thumbnail(pixels.Width, pixels.Height, pixels.MaxValue, LeadWidth);
        }

        Errors = [.. report.Findings.Where(f => f.Kind == report.Kinds[0].Name)];
        Lead = [.. Errors.Take(MaxLead)];
        Shown = Math.Min(report.Findings.Count, _photographs?.Count ?? Math.Min(Gallery.MaxImages, Gallery.MaxPixels / (_thumbnail?.Area ?? 1)));
        ILookup<string, AuditFinding> shown = report.Findings.Take(Shown).ToLookup(f => f.Kind, StringComparer.Ordinal);
        ILookup<string, AuditFinding> all = report.Findings.ToLookup(f => f.Kind, StringComparer.Ordinal);
        Groups = [.. report.Kinds.Where(k => all.Contains(k.Name)).Select(k => new AuditGroup(k, all[k.Name].Count(), [.. shown[k.Name]]))];
        Pairs =
        [
            .. Errors.GroupBy(f => (f.Given, f.Suggested))
                .Select(g => new ConfusionPair(g.Key.Given, g.Key.Suggested, g.Count()))
                .OrderByDescending(p => p.Count).ThenBy(p => p.Label).ThenBy(p => p.Predicted),
        ];
    }

    public AuditReport Report { get; }

    public LabelHealth Health => Report.Health;

    /// <summary>The counts at the head of the page, as the terminal and the summary have them.</summary>
    public AuditCounts Counts => new(Report.Kinds.Count > 1 ? Errors.Count : null, Health.Issues, Health.EstimatedErrors);

    public IReadOnlyList<string> ClassNames => Report.ClassNames;

    /// <summary>Whether class names need lines of their own rather than a place in one.</summary>
    public bool HasLongNames => ClassNames.Any(n => n.Length > 3);

    /// <summary>The likely label errors, the worst first.</summary>
    public IReadOnlyList<AuditFinding> Errors { get; }

    /// <summary>Those at the head of the page.</summary>
    public IReadOnlyList<AuditFinding> Lead { get; }

    /// <summary>Findings by kind; of each the worst, as many as there is room for.</summary>
    public IReadOnlyList<AuditGroup> Groups { get; }

    /// <summary>Findings on the page: the worst of all kinds.</summary>
    public int Shown { get; }

    /// <summary>How many likely errors bear one label and should bear one other, the most frequent first.</summary>
    public IReadOnlyList<ConfusionPair> Pairs { get; }

    /// <summary>An image at the head of the page; <see langword="null"/> where there are none.</summary>
    public ShownImage? LeadImage(AuditFinding finding) => Of(finding.Number, _leadThumbnail, LeadScale);

    /// <summary>An image elsewhere; <see langword="null"/> where there are none.</summary>
    public ShownImage? Image(AuditFinding finding) => Of(finding.Number, _thumbnail, larger: 1);

    private static IEnumerable<int> Others(AuditReport report) => report.Sections.SelectMany(s => s.Pictures).SelectMany(p => p.Numbers);

    /// <summary>An image by its number; <see langword="null"/> where there are none.</summary>
    public ShownImage? Image(int number) => Of(number, _thumbnail, larger: 1);

    private ShownImage? Of(int number, Thumbnail? thumbnail, double larger) =>
        _photographs is { } photographs
            ? photographs.Has(number) ? photographs.Of(number, larger) : null
            : thumbnail?.Show(Report.Images!.Image(number));
}

/// <summary>The findings of a kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Shown">Those on the page, the worst first.</param>
internal sealed record AuditGroup(AuditKind Kind, int Total, IReadOnlyList<AuditFinding> Shown);
