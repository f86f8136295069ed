using System.Globalization;
using MathNet.Numerics.Distributions;
using Misread.Evaluation;

namespace Misread.Audit;

/// <summary>The counts of a review, and what they say.</summary>
internal sealed class ReviewEstimates
{
    private const int LeastOfQueue = 50;
    private const double MostExpected = 1.5;

    private readonly ReviewFrame _frame;
    private readonly ReviewOptions _options;
    private readonly ErrorCount[] _errors;
    private readonly ErrorCount _readRight;
    private readonly double[] _alpha;
    private readonly double _middle;
    private readonly double _spread;
    private readonly List<(double Suspicion, bool Wrong)> _verdicts = [];
    private readonly List<bool> _isQueue = [];
    private int _queue;
    private int _shown;
    private int _noticed;

    public ReviewEstimates(ReviewFrame frame, ReviewOptions options)
    {
        (_frame, _options) = (frame, options);
        int misread = frame.Rows(ReviewStratum.Misread).Count;
        _errors =
        [
            new ErrorCount(misread, ErrorPrior.AnyRate),
            new ErrorCount(frame.Rows(ReviewStratum.Doubtful).Count, ErrorPrior.Around(options.DoubtfulRate)),
            new ErrorCount(frame.Rows(ReviewStratum.Rest).Count, ErrorPrior.Around(options.RestRate)),
        ];
        _readRight = new ErrorCount(misread, ErrorPrior.AnyRate);
        _alpha = Alphas(_errors);
        IReadOnlyList<int> scale = misread > 0 ? frame.Rows(ReviewStratum.Misread) : frame.Queue;
        double[] scores = [.. scale.Select(frame.Suspicion).Order()];
        _middle = (scores[(scores.Length - 1) / 2] + scores[scores.Length / 2]) / 2;
        double mean = scores.Average();
        _spread = Math.Sqrt(scores.Average(s => (s - mean) * (s - mean))) + 1e-9;
    }

    /// <summary>Images that were seen on sheets.</summary>
    public int SheetImages => _errors[1].Probes + _errors[2].Probes;

    /// <summary>Wrong labels of a stratum.</summary>
    public ErrorCount Errors(ReviewStratum stratum) => _errors[(int)stratum];

    /// <summary>The upper end of the errors that are left in a stratum.</summary>
    public int UpperLeft(ReviewStratum stratum) =>
        _errors[(int)stratum].Interval(_alpha[(int)stratum]).High - _errors[(int)stratum].Found;

    /// <summary>Counts a verdict.</summary>
    public void Add(ReviewEntry entry)
    {
        if (entry.Kind == ReviewKind.Control)
        {
            _shown++;
            _noticed += entry.LabelWrong ? 1 : 0;
            return;
        }

        ReviewStratum stratum = _frame.Stratum(entry.Image);
        bool isProbe = entry.Kind == ReviewKind.Probe;
        Add(_errors[(int)stratum], isProbe, entry.LabelWrong);
        if (stratum == ReviewStratum.Misread)
            Add(_readRight, isProbe, entry is { LabelWrong: true, ReadingRight: true });
        bool isQueue = entry.Kind == ReviewKind.Queue;
        _queue += isQueue ? 1 : 0;
        if (!isQueue && stratum != ReviewStratum.Misread)
            return;
        _verdicts.Add((Standardised(entry.Image), entry.LabelWrong));
        _isQueue.Add(isQueue);
    }

    /// <summary>Where the review stands.</summary>
    /// <param name="next">What comes next in the queue.</param>
    public ReviewStatus Status(List<int> next)
    {
        ReviewAttention attention = Attention();
        double alpha = attention.IsAssumed ? 1 : 0.5;
        CountRange[] total = [.. _errors.Select((e, h) => Widened(e, _alpha[h] * alpha, h == 0 ? 1 : attention.Least))];
        StratumStatus[] strata = [.. Enum.GetValues<ReviewStratum>().Select(s => Stratum(s, total[(int)s]))];
        var left = new ErrorsLeft(strata.Sum(s => s.Left.Low), strata.Sum(s => s.Left.Expected), strata.Sum(s => s.Left.High));
        var forecast = NextForecast.Of(_verdicts, _isQueue, [.. next.Select(Standardised)], _options.Seed);
        double tolerance = _options.Tolerance ?? DefaultTolerance();
        return new ReviewStatus(
            _frame.Count,
            _errors.Sum(e => e.Reviewed),
            _errors.Sum(e => e.Found),
            left,
            Accuracy(total, _readRight.Interval(_alpha[0] * alpha)),
            forecast,
            strata,
            attention,
            tolerance,
            Missing(left, forecast, tolerance));
    }

    private static void Add(ErrorCount count, bool isProbe, bool wrong)
    {
        if (isProbe)
            count.AddProbe(wrong);
        else
            count.AddChosen(wrong);
    }

    /// <summary>.01, .01 and .03; what an empty stratum does not need goes to the last one that has images.</summary>
    private static double[] Alphas(ErrorCount[] strata)
    {
        double[] alphas = [0.01, 0.01, 0.03];
        int last = Array.FindLastIndex(strata, s => s.Count > 0);
        for (int h = 0; h < 3; h++)
        {
            if (strata[h].Count > 0)
                continue;
            alphas[last] += alphas[h];
            alphas[h] = 0.01;
        }

        return alphas;
    }

    /// <summary>The interval with what the person may have overlooked, among the reviewed too.</summary>
    private static CountRange Widened(ErrorCount count, double alpha, double seen)
    {
        CountRange range = count.Interval(alpha);
        return range with { High = (int)Math.Min(count.Count, Math.Ceiling(range.High / seen)) };
    }

    private ReviewAttention Attention()
    {
        double least = _shown < ReviewAttention.LeastControls ? 1 : _noticed == 0 ? 1e-9 : Beta.InvCDF(_noticed, _shown - _noticed + 1, 0.025);
        return new ReviewAttention(_shown, _noticed, least);
    }

    private StratumStatus Stratum(ReviewStratum stratum, CountRange total)
    {
        ErrorCount e = _errors[(int)stratum];
        var left = new ErrorsLeft(total.Low - e.Found, e.Mean - e.Found, total.High - e.Found);
        return new StratumStatus(stratum, e.Count, e.Reviewed, e.Found, e.Probes, e.ProbesFound, left);
    }

    /// <summary>Where image and label agree, wrong labels are read wrong; where they do not, it is right whose reading is the right label.</summary>
    private AccuracyRange Accuracy(CountRange[] wrong, CountRange readRight)
    {
        double agree = _errors[1].Count + _errors[2].Count;
        double n = _frame.Count;
        double expected = agree - _errors[1].Mean - _errors[2].Mean + _readRight.Mean;
        return new AccuracyRange(
            (agree - wrong[1].High - wrong[2].High + readRight.Low) / n,
            expected / n,
            (agree - wrong[1].Low - wrong[2].Low + readRight.High) / n);
    }

    private double DefaultTolerance()
    {
        var own = WilsonInterval.From(_frame.Count - _errors[0].Count, _frame.Count);
        return Math.Clamp((own.High - own.Low) / 2, 0.001, 0.01);
    }

    private List<string> Missing(ErrorsLeft left, NextForecast next, double tolerance)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        var missing = new List<string>();
        if (_queue < LeastOfQueue && next.Images > 0)
            missing.Add(string.Create(plain, $"{_queue} of at least {LeastOfQueue} images of the queue are reviewed"));
        if (next.Expected > MostExpected)
            missing.Add(string.Create(plain, $"of the next {next.Images} some {next.Expected:F0} are likely wrong"));
        int allowed = (int)(tolerance * _frame.Count);
        if (left.High <= allowed)
            return missing;
        int probes = (int)Math.Ceiling((tolerance < 0.002 ? 5 : 4) * _errors[2].Count / (tolerance * _frame.Count));
        int more = Math.Max(0, Math.Min(probes, _errors[2].Count) - _errors[2].Probes);
        string need = more > 0 ? string.Create(plain, $"; about {more:N0} more probes of the rest can show that") : "";
        missing.Add(string.Create(plain, $"up to {left.High:N0} wrong labels may be left, {allowed:N0} ({tolerance * 100:0.##} %) are allowed{need}"));
        return missing;
    }

    private double Standardised(int image) => (_frame.Suspicion(image) - _middle) / _spread;
}
