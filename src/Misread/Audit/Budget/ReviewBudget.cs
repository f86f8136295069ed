using Misread.Numerics;

namespace Misread.Audit;

/// <summary>
/// While a person reviews labels: what to look at next, how many wrong labels are left, and when to stop. Needs nothing but
/// scores and verdicts.
/// </summary>
/// <remarks>
/// <para>
/// The queue alone says nothing about what it has not reached, so some actions are probes of the rest that chance chose: single
/// cards among the misread, sheets among the others, where image and label agree and many are seen at a glance. Which
/// stratum is probed next is where its upper end has most to gain.
/// </para>
/// <para>
/// The log is the state: the same frame, options and log give the same bits, and a verdict is taken back by replaying the log
/// without it (<see cref="Replay"/>), since probabilities of probes depend on what was seen before them. Strata with
/// separate intervals: J. Spertus, P. Stark, "Sweeter than SUITE", E-Vote-ID 2022; the intervals: <see cref="ErrorCount"/>.
/// </para>
/// <para>Not thread-safe.</para>
/// </remarks>
public sealed class ReviewBudget
{
    private const long PermutationStream = 0x5045_524D;

    private static readonly double[] ShareAtFirst = [0.5, 0.05, 0.05];

    private readonly List<ReviewEntry> _log = [];
    private readonly int[][] _permutations;
    private readonly int[] _at = new int[3];
    private readonly bool[] _reviewed;
    private readonly ReviewEstimates _estimates;
    private int _front;
    private int _actions;
    private int _probeActions;
    private int _sheetImages;
    private int _controls;
    private ReviewAction? _due;

    /// <summary>Begins a review.</summary>
    /// <param name="frame">The images.</param>
    /// <param name="options">Settings; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public ReviewBudget(ReviewFrame frame, ReviewOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(frame);
        (Frame, Options) = (frame, options ?? new ReviewOptions());
        Options.Validate();
        _reviewed = new bool[frame.Count];
        _estimates = new ReviewEstimates(frame, Options);
        _permutations = [.. Enum.GetValues<ReviewStratum>().Select(Permutation)];
    }

    /// <summary>The images.</summary>
    public ReviewFrame Frame { get; }

    /// <summary>The settings.</summary>
    public ReviewOptions Options { get; }

    /// <summary>Every verdict, the oldest first.</summary>
    public IReadOnlyList<ReviewEntry> Log => _log;

    /// <summary>A review that has come as far as a log tells.</summary>
    /// <exception cref="ArgumentException">The log is not one of this frame and seed.</exception>
    public static ReviewBudget Replay(ReviewFrame frame, IEnumerable<ReviewEntry> log, ReviewOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        var budget = new ReviewBudget(frame, options);
        foreach (ReviewEntry entry in log)
            budget.Record(entry);
        return budget;
    }

    /// <summary>Whether an image was looked at.</summary>
    public bool IsReviewed(int image) => _reviewed[image];

    /// <summary>What to look at next; the same until a verdict is recorded. It has no images when all were looked at.</summary>
    public ReviewAction Next() => _due ??= Choose();

    /// <summary>Records a verdict on an image.</summary>
    /// <param name="entry">The verdict. A probe must be the one that is due in its stratum: the first of its permutation that was not looked at.</param>
    /// <exception cref="ArgumentOutOfRangeException">The image is none of the frame.</exception>
    /// <exception cref="ArgumentException">The image was looked at before (a control: was not), or is not the probe that is due.</exception>
    public void Record(ReviewEntry entry)
    {
        if ((uint)entry.Image >= (uint)Frame.Count)
            throw new ArgumentOutOfRangeException(nameof(entry), entry.Image, $"expected an image from 0 to {Frame.Count - 1}");
        bool isControl = entry.Kind == ReviewKind.Control;
        if (_reviewed[entry.Image] != isControl)
            throw new ArgumentException($"image {entry.Image} was {(isControl ? "not yet" : "already")} looked at", nameof(entry));
        ReviewStratum stratum = Frame.Stratum(entry.Image);
        if (entry.Kind == ReviewKind.Probe && DueProbe(stratum) != entry.Image)
            throw new ArgumentException($"image {entry.Image} is not the probe that is due, {DueProbe(stratum)}: chosen ones are no probes", nameof(entry));
        _log.Add(entry);
        _due = null;
        _estimates.Add(entry);
        if (isControl)
        {
            _controls++;
            return;
        }

        _reviewed[entry.Image] = true;
        Count(entry.Kind, stratum);
    }

    /// <summary>Records a sheet as it was shown by <see cref="Next"/>.</summary>
    /// <param name="sheet">The sheet.</param>
    /// <param name="clicked">The images that were said to bear a wrong label, controls that were noticed included.</param>
    public void RecordSheet(ReviewAction sheet, IReadOnlyCollection<int> clicked)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        ArgumentNullException.ThrowIfNull(clicked);
        foreach (int image in sheet.Images)
            Record(new ReviewEntry(image, ReviewKind.Probe, clicked.Contains(image)));
        foreach (int image in sheet.Controls)
            Record(new ReviewEntry(image, ReviewKind.Control, clicked.Contains(image)));
    }

    /// <summary>Where the review stands.</summary>
    public ReviewStatus Status() => _estimates.Status(NextOfQueue(NextForecast.Ahead));

    private ReviewAction Choose()
    {
        if (IsProbeDue() && MostToGain() is { } stratum)
            return Probe(stratum);
        return NextOfQueue(1) is [int image]
            ? new ReviewAction(ReviewKind.Queue, Frame.Stratum(image), [image], [])
            : new ReviewAction(ReviewKind.Queue, ReviewStratum.Rest, [], []);
    }

    /// <summary>Whether the next action makes up the share of probes: with a fifth, each fifth one.</summary>
    private bool IsProbeDue() => (_actions + 1) * Options.Probes >= _probeActions + 1 - 1e-9;

    private ReviewAction Probe(ReviewStratum stratum)
    {
        // A sheet of which only some verdicts were recorded goes on with the others.
        int size = stratum == ReviewStratum.Misread ? 1 : Options.SheetSize - _sheetImages;
        int[] permutation = _permutations[(int)stratum];
        int[] images = [.. permutation.Skip(_at[(int)stratum]).Where(i => !_reviewed[i]).Take(size)];
        return new ReviewAction(ReviewKind.Probe, stratum, images, stratum == ReviewStratum.Misread ? [] : Controls(images.Length));
    }

    private int[] Controls(int images)
    {
        int due = (int)Math.Floor((_estimates.SheetImages + images) * Options.Controls) - _controls;
        int[] right = [.. _log.Where(e => e.Kind != ReviewKind.Control && !e.LabelWrong).Select(e => e.Image)];
        var random = new Prng(Options.Seed, PermutationStream, -1, _log.Count);
        return due <= 0 || right.Length == 0 ? [] : [.. Enumerable.Range(0, due).Select(_ => right[random.Next(right.Length)]).Distinct()];
    }

    private ReviewStratum? MostToGain()
    {
        ReviewStratum? best = null;
        double most = 0;
        foreach (ReviewStratum stratum in Enum.GetValues<ReviewStratum>())
        {
            ErrorCount count = _estimates.Errors(stratum);
            if (count.Left == 0)
                continue;
            double size = stratum == ReviewStratum.Misread ? 1 : Options.SheetSize;
            double upper = count.Probes == 0 ? count.Count * ShareAtFirst[(int)stratum] : _estimates.UpperLeft(stratum);
            double gain = upper * size / (count.Probes + size);
            if (best is null || gain > most)
                (best, most) = (stratum, gain);
        }

        return best;
    }

    private void Count(ReviewKind kind, ReviewStratum stratum)
    {
        if (kind == ReviewKind.Probe && stratum != ReviewStratum.Misread)
        {
            _sheetImages = (_sheetImages + 1) % Options.SheetSize;
            if (_sheetImages != 1 && Options.SheetSize > 1)
                return;
        }

        _actions++;
        _probeActions += kind == ReviewKind.Probe ? 1 : 0;
    }

    private int DueProbe(ReviewStratum stratum)
    {
        int[] permutation = _permutations[(int)stratum];
        ref int at = ref _at[(int)stratum];
        while (at < permutation.Length && _reviewed[permutation[at]])
            at++;
        return at < permutation.Length ? permutation[at] : -1;
    }

    private List<int> NextOfQueue(int count)
    {
        while (_front < Frame.Count && _reviewed[Frame.Queue[_front]])
            _front++;
        var next = new List<int>(count);
        for (int at = _front; at < Frame.Count && next.Count < count; at++)
        {
            if (!_reviewed[Frame.Queue[at]])
                next.Add(Frame.Queue[at]);
        }

        return next;
    }

    private int[] Permutation(ReviewStratum stratum)
    {
        int[] rows = [.. Frame.Rows(stratum)];
        new Prng(Options.Seed, PermutationStream, (long)stratum).Shuffle<int>(rows);
        return rows;
    }
}
