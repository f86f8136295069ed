using Misread.Data;
using Misread.Evaluation;
using Misread.Runs;

namespace Misread.Report;

/// <summary>What the page says, computed once. Figures are of the headline's images unless they say otherwise.</summary>
internal sealed class ReportModel
{
    /// <summary>Bars of a confidence histogram.</summary>
    private const int HistogramBins = 20;

    public ReportModel(Run run, RunInfo info)
    {
        Run = run;
        Info = info;
        Metrics = run.Metrics;
        Gallery = new Gallery(run);
        int[] rows = run.HeadlineRows;
        Predictions headline = run.Predictions.Subset(rows);
        Confusion = ConfusionMatrix.From(headline);
        Pairs = [.. PairsOf(Confusion)];
        Reliability = rows.Length > 0 ? Calibration.Reliability(headline) : [];
        RightConfidence = Histogram(headline, misread: false);
        MisreadConfidence = Histogram(headline, misread: true);
    }

    public Run Run { get; }

    public RunInfo Info { get; }

    /// <summary>Null when no image bears a label.</summary>
    public RunMetrics? Metrics { get; }

    public Gallery Gallery { get; }

    public ConfusionMatrix Confusion { get; }

    /// <summary>Which label was read as which other class, most frequent first.</summary>
    public IReadOnlyList<ConfusionPair> Pairs { get; }

    public IReadOnlyList<ReliabilityBin> Reliability { get; }

    /// <summary>Number of right images by confidence, in bins of equal width from 0 to 1.</summary>
    public int[] RightConfidence { get; }

    /// <summary>Number of misread images by confidence, in the same bins.</summary>
    public int[] MisreadConfidence { get; }

    public IReadOnlyList<string> ClassNames => Run.Data.ClassNames;

    /// <summary>Whether class names need lines of their own rather than a place in one.</summary>
    public bool HasLongNames => ClassNames.Any(n => n.Length > 3);

    public string ModelName => Info.Training?.Model ?? "predictions";

    /// <summary>What the headline was measured on, as a noun phrase without an article: <c>test images</c>.</summary>
    public string EvaluatedOn => Metrics?.EvaluatedOn switch
    {
        null => "images",
        "train-seen" => "training images",
        "given" => "images with given predictions",
        var name => $"{name} images",
    };

    private static IEnumerable<ConfusionPair> PairsOf(ConfusionMatrix confusion) =>
        from label in Enumerable.Range(0, confusion.ClassCount)
        from predicted in Enumerable.Range(0, confusion.ClassCount)
        let count = confusion[label, predicted]
        where label != predicted && count > 0
        orderby count descending
        select new ConfusionPair(label, predicted, count);

    private static int[] Histogram(Predictions predictions, bool misread)
    {
        int[] counts = new int[HistogramBins];
        for (int i = 0; i < predictions.Count; i++)
        {
            if (predictions.IsMisread(i) == misread)
                counts[Math.Clamp((int)(predictions.Confidence(i) * HistogramBins), 0, HistogramBins - 1)]++;
        }

        return counts;
    }
}

/// <summary>How often images of one label were read as one other class.</summary>
internal sealed record ConfusionPair(int Label, int Predicted, int Count);
