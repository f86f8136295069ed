using Misread.Data;
using Misread.Findings;
using Misread.Runs;

namespace Misread.Report;

/// <summary>
/// The misread images that the page shows. Past a bound of images and pixels only the worst are shown, so that a bad model
/// or big images do not make a page that no browser opens.
/// </summary>
internal sealed class Gallery
{
    /// <summary>The greatest number of images shown.</summary>
    public const int MaxImages = 2_000;

    /// <summary>Images at the head of the page.</summary>
    private const int MaxWorst = 10;

    /// <summary>The greatest number of pixels shown, all images together; at worst a page of 5 MB.</summary>
    internal const int MaxPixels = 2_250_000;

    private readonly Dataset _data;
    private readonly Thumbnail? _thumbnail;
    private readonly Photographs? _photographs;

    public Gallery(Run run)
    {
        _data = run.Data;
        Total = run.Fingerprint.Count;
        FingerprintEntry[] worst = [.. run.Fingerprint.OrderBy(e => e.LabelProbability - e.Confidence)];
        Worst = [.. worst.Where(Headline(run).Contains).Take(MaxWorst)];
        if (Photographs.Are(_data))
            _photographs = new Photographs(_data, [.. Worst.Concat(worst).Select(e => e.Row)], MaxImages);
        else
            _thumbnail = new Thumbnail(_data.Width, _data.Height, _data.MaxValue);
        int most = _thumbnail is null ? MaxImages : Math.Min(MaxImages, MaxPixels / _thumbnail.Area);
        FingerprintEntry[] shown = [.. worst.Where(e => _photographs?.Has(e.Row) ?? true).Take(most).OrderBy(e => e.Number)];
        Shown = shown.Length;
        Groups =
        [
            .. shown.GroupBy(e => (e.Label, e.Predicted))
                .OrderByDescending(g => g.Count())
                .ThenBy(g => g.Key)
                .Select(g => new GalleryGroup(g.Key.Label, g.Key.Predicted, [.. g])),
        ];
    }

    /// <summary>Images of the fingerprint.</summary>
    public int Total { get; }

    /// <summary>Images on the page; fewer than <see cref="Total"/> when there are too many.</summary>
    public int Shown { get; }

    /// <summary>The worst errors among the headline's images.</summary>
    public IReadOnlyList<FingerprintEntry> Worst { get; }

    /// <summary>The images by label and what was read instead, the most frequent first.</summary>
    public IReadOnlyList<GalleryGroup> Groups { get; }

    /// <summary>Whether the images of a confusion are on the page.</summary>
    public bool Has(int label, int predicted) => Groups.Any(g => g.Label == label && g.Predicted == predicted);

    /// <summary>An image as it is shown: a photograph as it is, anything else as dark ink on white.</summary>
    public ShownImage Image(int row) => _photographs?.Of(row) ?? _thumbnail!.Show(_data.Image(row));

    /// <summary>Where the original file stands beside the page; <see langword="null"/> where the images are no files.</summary>
    public string? Original(FingerprintEntry entry) =>
        _photographs is null || !_data.HasFiles ? null : $"{RunFolder.FingerprintName}/{Uri.EscapeDataString(entry.FileName)}";

    private static HashSet<FingerprintEntry> Headline(Run run)
    {
        HashSet<int> rows = [.. run.HeadlineRows];
        return [.. run.Fingerprint.Where(e => rows.Contains(e.Row))];
    }
}

/// <summary>The images of one label that were read as one other class, in the order of the data set.</summary>
internal sealed record GalleryGroup(int Label, int Predicted, IReadOnlyList<FingerprintEntry> Entries)
{
    /// <summary>What a link to the group ends in.</summary>
    public string Anchor => AnchorOf(Label, Predicted);

    /// <summary>What a link to a group ends in.</summary>
    public static string AnchorOf(int label, int predicted) => $"pair-{label}-{predicted}";
}
