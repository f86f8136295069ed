using Misread.Audit;
using Misread.Data;
using Misread.Findings;
using Misread.Geometry;
using Misread.Imaging;

namespace Misread.Runs;

/// <summary>
/// What an audit tells beside its verdicts: how many wrong labels may be left, which groups of images the model fails on, which
/// images are odd, what tells labels apart without being the picture, and whether the test images leak.
/// </summary>
/// <remarks>Rows are those of the audited predictions. The same input gives the same bits at any number of threads. Immutable by agreement.</remarks>
public sealed class DataFindings
{
    // Larger images are looked at as photographs, of which pixels are no features.
    private const int GlyphSide = 64;
    private const int LeastCopySide = 48;
    private const int AlignedSide = 256;
    private const int Components = 50;

    // Of glyphs these say no more than how much ink there is.
    private static readonly string[] TellInk = ["brightness", "edge", "mode_share", "clipped_dark", "clipped_light"];

    private DataFindings(AuditEvidence evidence, Dataset? images, int[] numbers, ReviewBudget budget)
    {
        (Predictions, Images, Numbers, Budget) = (evidence.Predictions, images, numbers, budget);
    }

    /// <summary>What was audited.</summary>
    public Predictions Predictions { get; }

    /// <summary>The images, or <see langword="null"/> when they are not at hand; then there are only groups by class, and the budget.</summary>
    public Dataset? Images { get; }

    /// <summary>The image of each row in <see cref="Images"/>.</summary>
    public IReadOnlyList<int> Numbers { get; }

    /// <summary>The review as far as decisions tell.</summary>
    public ReviewBudget Budget { get; }

    /// <summary><c>[N]</c> properties of the images, in the order of <see cref="ImageProperty.All"/>; empty without images.</summary>
    public IReadOnlyList<double[]> Properties { get; private init; } = [];

    /// <summary>Whether properties of glyphs count.</summary>
    public bool AreGlyphs { get; private init; }

    /// <summary>Images that are odd beside the others.</summary>
    public IReadOnlyList<OddImage> Odd { get; private init; } = [];

    /// <summary>Properties that tell labels apart.</summary>
    public IReadOnlyList<Shortcut> Shortcuts { get; private init; } = [];

    /// <summary>Groups that are misread more often than others.</summary>
    public required FailingGroupsResult Groups { get; init; }

    /// <summary>Copies among the images: found here, or near-duplicates that the run kept.</summary>
    public IReadOnlyList<ImageCopy> Copies { get; private init; } = [];

    /// <summary>Copies of training images among the test images; <see langword="null"/> without both splits.</summary>
    public Leaks? Leaks { get; private init; }

    /// <summary>Finds them.</summary>
    /// <param name="evidence">What is known of the audited rows.</param>
    /// <param name="quality">Quality of the labels by the verdicts.</param>
    /// <param name="images">The images; <see langword="null"/> when they are not at hand.</param>
    /// <param name="number">The image of a row.</param>
    /// <param name="decisions">Labels that a person decided on, the oldest first; <see langword="null"/> for none.</param>
    /// <param name="seed">Of all that is drawn.</param>
    /// <param name="threads">Threads; 0 for all.</param>
    /// <param name="cancel">Ends the work.</param>
    public static DataFindings Of(
        AuditEvidence evidence,
        LabelQuality quality,
        Dataset? images,
        Func<int, int> number,
        IReadOnlyList<Correction>? decisions = null,
        int seed = 42,
        int threads = 0,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(quality);
        ArgumentNullException.ThrowIfNull(number);
        threads = threads > 0 ? threads : Environment.ProcessorCount;
        Predictions p = evidence.Predictions;
        int[] rows = [.. Enumerable.Range(0, p.Count)];
        int[] numbers = [.. rows.Select(number)];

        // What a network was trained on it reads too well for its errors to tell anything.
        int[] labels = [.. rows.Select(i => p.Origin(i) == PredictionOrigin.TrainSeen ? -1 : p.Label(i))];
        int[] predicted = [.. rows.Select(p.Predicted)];
        bool[] misread = [.. rows.Select(p.IsMisread)];
        Measured[] measured = images is null ? [] : Measure(images, numbers, threads, cancel);
        double[][] properties = [.. measured.Select(m => m.Properties)];
        bool glyphs = OddImages.AreGlyphs(properties);
        IReadOnlyList<ImageCopy> copies = CopiesOf(evidence, images, numbers, measured, threads, cancel);
        FailingGroupsResult groups = GroupsOf(p, images, numbers, labels, predicted, misread, properties, glyphs, copies, seed, cancel);
        return new DataFindings(evidence, images, numbers, BudgetOf(p, quality, decisions, seed))
        {
            Properties = properties,
            AreGlyphs = glyphs,
            Odd = OddImages.Find(properties, glyphs),
            Shortcuts = properties.Length == 0 ? [] : Misread.Findings.Shortcuts.Find(
                properties, [.. rows.Select(p.Label)], p.ClassCount, misread, glyphs, seed: seed, threads: threads),
            Groups = groups,
            Copies = copies,
            Leaks = LeaksOf(copies, images, numbers, p, misread),
        };
    }

    /// <summary>Properties and fingerprint of an image.</summary>
    private sealed record Measured(double[] Properties, PerceptualHash Hash, string Digest);

    private static Measured[] Measure(Dataset images, int[] numbers, int threads, CancellationToken cancel)
    {
        var measured = new Measured[numbers.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        Parallel.For(0, numbers.Length, parallel, i =>
        {
            Bitmap picture = images.Picture(numbers[i]);
            byte[] file = images.HasFiles ? images.FileBytes(numbers[i]) : [];
            var facts = new ImageFileFacts(picture.Width, picture.Height, file.Length, JpegQuality.Of(file));
            string digest = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(picture.Pixels));
            measured[i] = new Measured(ImageProperties.Of(picture, facts), PerceptualHash.Of(picture), digest);
        });
        return measured;
    }

    private static IReadOnlyList<ImageCopy> CopiesOf(
        AuditEvidence evidence, Dataset? images, int[] numbers, Measured[] measured, int threads, CancellationToken cancel)
    {
        if (evidence.Duplicates is { } kept)
        {
            return [.. kept.Select(d => new ImageCopy(
                d.First, d.Second, d.Distance == 0 ? CopyKind.Exact : CopyKind.Same, new Alignment(1, 1, 1, false))).OrderBy(c => c.First).ThenBy(c => c.Second)];
        }

        return images is null || IsSmall(images, LeastCopySide - 1) ? [] : ImageCopies.Find(
            [.. measured.Select(m => m.Hash)],
            [],
            i => AlignedImage.Of(images.Thumbnail(numbers[i], AlignedSide)),
            i => measured[i].Digest,
            threads,
            cancel);
    }

    /// <summary>Whether the images are pixels in memory, no files, of at most so many a side.</summary>
    private static bool IsSmall(Dataset images, int side) =>
        images is { IsPacked: true, IsResized: false } && Math.Max(images.Width, images.Height) <= side;

    private static FailingGroupsResult GroupsOf(
        Predictions p,
        Dataset? images,
        int[] numbers,
        int[] labels,
        int[] predicted,
        bool[] misread,
        double[][] properties,
        bool glyphs,
        IReadOnlyList<ImageCopy> copies,
        int seed,
        CancellationToken cancel)
    {
        var split = GroupSplit.Of(labels, misread, CopyGroups.Of(p.Count, copies), seed);
        GroupProperty[] named = properties.Length == 0
            ? []
            : [.. ImageProperty.All.Index().Where(a => glyphs ? !TellInk.Contains(a.Item.Name) : a.Item.Kind != PropertyKind.Glyph).Select(a =>
                new GroupProperty(a.Item.Name, a.Item.LowWord, a.Item.HighWord, [.. properties.Select(v => v[a.Index])]))];
        var candidates = new List<GroupCandidate>(GroupCandidates.OfClasses(labels, p.ClassNames));
        foreach (GroupProperty property in named)
            candidates.AddRange(GroupCandidates.OfProperty(property, split));
        for (int c = 0; c < (images?.Columns.Count ?? 0); c++)
            candidates.AddRange(GroupCandidates.OfMetadata(images!.Columns[c], [.. numbers.Select(n => images.Value(n, c))]));
        if (images is not null && IsSmall(images, GlyphSide) && p.Count > Components)
        {
            var pixels = FeatureMatrix.OfPixels(images.Subset(numbers));
            FeatureMatrix features = Pca.Fit(pixels, Math.Min(Components, Math.Min(pixels.Dimensions, pixels.Count))).Transform(pixels);
            candidates.AddRange(GroupCandidates.OfClusters(features, labels, split, seed, cancel));
            candidates.AddRange(GroupCandidates.OfBalls(features, labels, misread, split));
        }

        return FailingGroups.Find(candidates, labels, predicted, split, named);
    }

    private static ReviewBudget BudgetOf(Predictions p, LabelQuality quality, IReadOnlyList<Correction>? decisions, int seed)
    {
        bool[] misread = [.. Enumerable.Range(0, p.Count).Select(p.IsMisread)];
        var budget = new ReviewBudget(ReviewFrame.Of([.. quality.Values.Select(q => -q)], misread), new ReviewOptions { Seed = seed });
        if (decisions is null)
            return budget;
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < p.Count; i++)
            rows[p.Id(i)] = i;
        foreach (Correction c in decisions.GroupBy(c => c.Id, StringComparer.Ordinal).Select(g => g.Last()))
        {
            if (!rows.TryGetValue(c.Id, out int row))
                continue;
            bool readRight = !c.IsUndo && c.Label == p.ClassNames[p.Predicted(row)];
            budget.Record(new ReviewEntry(row, ReviewKind.Search, !c.IsUndo, readRight));
        }

        return budget;
    }

    private static Leaks? LeaksOf(IReadOnlyList<ImageCopy> copies, Dataset? images, int[] numbers, Predictions p, bool[] misread)
    {
        if (images is null)
            return null;
        bool[] isTest = [.. numbers.Select(n => images.Split(n) == SplitNames.Test)];
        bool[] judged = [.. isTest.Select((t, i) => t && p.Label(i) >= 0)];
        return judged.Contains(true) && isTest.Contains(false)
            ? Leaks.Of(copies, judged, [.. isTest.Select(t => !t)], misread)
            : null;
    }
}
