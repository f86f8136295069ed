using Misread.Data;
using Misread.Evaluation;
using Misread.Findings;

namespace Misread.Audit;

/// <summary>One verdict for each suspicious image, with its evidence in words.</summary>
/// <remarks>
/// Suspicious are the rows read otherwise than labelled, those whose label is more likely wrong than right, near-duplicates under
/// different labels, outliers, and whatever else the caller flags. Immutable and thread-safe; the same evidence gives the same verdicts.
/// </remarks>
public sealed class AuditVerdicts
{
    private const int CalibrationFolds = 5;

    private readonly AuditEvidence _evidence;
    private readonly HashSet<int>? _flagged;
    private readonly HashSet<int> _unknown;
    private readonly Dictionary<int, Twin> _twins;
    private readonly double _fence;

    private AuditVerdicts(AuditEvidence evidence, IEnumerable<int>? flagged)
    {
        _evidence = evidence;
        _flagged = flagged?.ToHashSet();
        Unknown = UnknownClasses.Of(evidence.Predictions);
        _unknown = [.. Unknown];
        Quality = LabelQuality.Of(evidence);
        int labelled = Enumerable.Range(0, evidence.Count).Count(i => evidence.Predictions.Label(i) >= 0);
        Calibration = labelled < 2 ? null : TemperatureScaling.CrossFit(evidence.Predictions, Math.Min(CalibrationFolds, labelled));
        _twins = Twins(evidence);
        _fence = Fence(evidence.Neighbours);
        var suspicious = new HashSet<int>(_flagged ?? []);
        for (int i = 0; i < evidence.Count; i++)
        {
            if (evidence.Predictions.Label(i) < 0)
                suspicious.Remove(i);
            else if (IsSuspicious(i))
                suspicious.Add(i);
        }

        Verdicts = [.. suspicious.Order().Select(Judge).OrderBy(v => v.Quality)];
        Counts = [.. Enum.GetValues<VerdictKind>().Select(kind => Verdicts.Count(v => v.Kind == kind))];
    }

    /// <summary>The verdicts, worst first: by <see cref="ImageVerdict.Quality"/>, rows of equal quality by number.</summary>
    public IReadOnlyList<ImageVerdict> Verdicts { get; }

    /// <summary>How many images got each verdict, in the order of <see cref="VerdictKind"/>.</summary>
    public IReadOnlyList<int> Counts { get; }

    /// <summary>
    /// Classes that bear labels but cannot be judged, ascending: of so few images that even if all were read as labelled, the Wilson 95 % interval
    /// of that share would reach down to ½ (three or fewer), or whose probability is 0 in every row, so that the networks do not
    /// know them. None of their labels is called an error.
    /// </summary>
    public IReadOnlyList<int> Unknown { get; }

    /// <summary>The combined ranking of all rows.</summary>
    public LabelQuality Quality { get; }

    /// <summary>
    /// What temperature scaling made of the probabilities, fitted out-of-fold, with the expected calibration error before and after;
    /// <see langword="null"/> for fewer than two labelled rows.
    /// </summary>
    public TemperatureResult? Calibration { get; }

    /// <summary>Judges every suspicious image.</summary>
    /// <param name="evidence">All that is known; of two classes or more.</param>
    /// <param name="flagged">
    /// The issues of confident learning, which are judged too; or <see langword="null"/> when it was not asked. Where the evidence is
    /// probabilities alone, they (and not <see cref="Quality"/>) decide which misread rows are a <see cref="VerdictKind.LabelError"/>.
    /// </param>
    /// <exception cref="ArgumentException">There are fewer than two classes.</exception>
    public static AuditVerdicts From(AuditEvidence evidence, IEnumerable<int>? flagged = null)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return new AuditVerdicts(evidence, flagged);
    }

    /// <summary>Judges one image, suspicious or not.</summary>
    /// <param name="row">A row that bears a label.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row, or it bears no label.</exception>
    public ImageVerdict Judge(int row)
    {
        if ((uint)row >= (uint)_evidence.Count || _evidence.Predictions.Label(row) < 0)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"expected a labelled row of 0 … {_evidence.Count - 1}");
        Predictions p = _evidence.Predictions;
        VerdictFacts facts = FactsOf(row);
        VerdictKind kind = VerdictRules.Judge(facts);
        string text = VerdictText.Of(kind, facts, p.ClassNames);
        return new ImageVerdict(row, p.Id(row), facts.Given, VerdictRules.Suggest(facts), facts.Probabilities, kind, facts.Quality, text);
    }

    private bool IsSuspicious(int row) =>
        _evidence.Predictions.IsMisread(row) || Quality.Values[row] < 0.5 || _twins.ContainsKey(row)
        || (_evidence.Neighbours is not null && VerdictRules.Judge(FactsOf(row)) == VerdictKind.Outlier);

    private VerdictFacts FactsOf(int row)
    {
        Predictions p = _evidence.Predictions;
        int given = p.Label(row);
        IReadOnlyList<Predictions> networks = _evidence.BySeed.Count > 1 ? _evidence.BySeed : [p];
        int[] reads = new int[p.ClassCount];
        foreach (Predictions network in networks)
            reads[network.Predicted(row)]++;
        int misread = networks.Count - reads[given];
        int instead = misread == 0 ? -1 : MostOther(reads, given);
        NeighbourVotes? near = _evidence.Neighbours;
        ReadOnlySpan<int> votes = near is null ? new int[p.ClassCount] : near.Votes(row);
        int other = MostOther(votes, given);
        int read = p.Predicted(row);
        double remoteness = near?.OutlierScore(row) ?? 0;
        return new VerdictFacts(
            given,
            !_unknown.Contains(given),
            RunnerUp(p.Probabilities(row), given),
            (Calibration?.Calibrated ?? p).Probabilities(row).ToArray(),
            read,
            networks.Count,
            misread,
            instead,
            instead < 0 ? 0 : reads[instead],
            near?.Asked ?? 0,
            votes[given],
            votes[other],
            other,
            Quality.Values[row],
            near is null && _evidence.Dynamics is null ? _flagged?.Contains(row) : null,
            remoteness,
            remoteness > _fence,
            _evidence.Dynamics?[row] is { WasLearned: false },
            _twins.GetValueOrDefault(row));
    }

    private static int RunnerUp(ReadOnlySpan<float> probabilities, int given)
    {
        int best = given == 0 ? 1 : 0;
        for (int k = best + 1; k < probabilities.Length; k++)
            best = k != given && probabilities[k] > probabilities[best] ? k : best;
        return best;
    }

    private static int MostOther(ReadOnlySpan<int> counts, int given)
    {
        int best = given == 0 ? 1 : 0;
        for (int k = best + 1; k < counts.Length; k++)
            best = k != given && counts[k] > counts[best] ? k : best;
        return best;
    }

    private static Dictionary<int, Twin> Twins(AuditEvidence evidence)
    {
        var twins = new Dictionary<int, Twin>();
        Predictions p = evidence.Predictions;
        foreach (DuplicatePair pair in (evidence.Duplicates ?? []).Where(d => d.LabelsDiffer))
        {
            twins.TryAdd(pair.First, new Twin(p.Id(pair.Second), p.Label(pair.Second), pair.Distance == 0));
            twins.TryAdd(pair.Second, new Twin(p.Id(pair.First), p.Label(pair.First), pair.Distance == 0));
        }

        return twins;
    }

    private static double Fence(NeighbourVotes? neighbours)
    {
        if (neighbours is null)
            return double.PositiveInfinity;
        double[] scores = [.. Enumerable.Range(0, neighbours.Count).Select(neighbours.OutlierScore).Order()];
        double low = scores[scores.Length / 4];
        double high = scores[3 * scores.Length / 4];
        return high + (VerdictRules.OuterFence * (high - low));
    }
}
