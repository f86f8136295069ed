using Misread.Audit;
using Misread.Imaging;

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

    private readonly Thumbnail? _thumbnail;

    public AuditModel(AuditReport report)
    {
        Report = report;
        if (report.Images is { } images)
        {
            _thumbnail = new Thumbnail(images.Width, images.Height, images.MaxValue);
            LeadImage = new Thumbnail(images.Width, images.Height, images.MaxValue, LeadWidth);
        }

        Errors = [.. report.Findings.Where(f => f.Kind == report.Kinds[0].Name)];
        Lead = [.. Errors.Take(MaxLead)];
        Shown = Math.Min(report.Findings.Count, Math.Min(Gallery.MaxImages, Gallery.MaxPixels / (_thumbnail?.Area ?? 1)));
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

    /// <summary>How images are shown at the head; <see langword="null"/> without images.</summary>
    public Thumbnail? LeadImage { get; }

    /// <summary>How images are shown elsewhere; <see langword="null"/> without images.</summary>
    public Thumbnail? Image => _thumbnail;

    /// <summary>An image as a <c>data:</c> address, dark ink on white.</summary>
    public string Address(AuditFinding finding) =>
        $"data:image/png;base64,{Convert.ToBase64String(PngEncoder.Encode(_thumbnail!.Of(Report.Images!.Image(finding.Number))))}";
}

/// <summary>The findings of a kind.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Total">How many there are.</param>
/// <param name="Shown">Those on the page, the worst first.</param>
internal sealed record AuditGroup(AuditKind Kind, int Total, IReadOnlyList<AuditFinding> Shown);
