using Misread.Charts;
using Misread.Data;
using Misread.Evaluation;
using Misread.Training;

namespace Misread.Tests.Charts;

/// <summary>Every plot with invented but plausible data, for any number of classes; the same at every run.</summary>
internal static class PlotSamples
{
    public static readonly string[] Kinds = ["confusion", "confusion-normalized", "curves", "reliability", "per-class", "confidence", "samples"];

    public static readonly int[] ClassCounts = [2, 10, 26];

    public static PlotScene Create(string kind, int classes, PlotTheme theme, int scale = 1) => kind switch
    {
        "confusion" => ConfusionMatrixPlot.Create(Confusion(classes, scale), theme: theme),
        "confusion-normalized" => ConfusionMatrixPlot.Create(Confusion(classes, scale), normalized: true, theme),
        "curves" => LearningCurvesPlot.Create(History(classes == 2 ? 1 : classes == 10 ? 5 : 87), theme),
        "reliability" => ReliabilityPlot.Create(Calibration.Reliability(Predictions(classes)), theme),
        "per-class" => PerClassPlot.Create(Metrics.From(Predictions(classes)), theme),
        "confidence" => ConfidencePlot.Create(Predictions(classes), theme),
        _ => SamplesPlot.Create(Images(classes), 5, theme),
    };

    /// <summary>Digits for 10 classes; else names of every length, some of them hostile.</summary>
    public static string[] Names(int classes) => [.. Enumerable.Range(0, classes).Select(k => classes == 10 ? $"{k}" : (k % 5) switch
    {
        0 => $"{(char)('A' + k)}",
        1 => $"</text><script>alert({k})</script>",
        2 => $"class {k} with a name that is far too long for any axis",
        3 => $"数字 {k}\n\0\"&'",
        _ => $"WWWWWWWWWWWWWWWWWWWW {k}",
    })];

    /// <summary>A diagonal of about a hundred times the errors, or more.</summary>
    public static ConfusionMatrix Confusion(int classes, int scale)
    {
        var random = new Random(classes);
        int[] counts = new int[classes * classes];
        for (int i = 0; i < counts.Length; i++)
            counts[i] = i / classes == i % classes ? scale * random.Next(880, 1020) : random.Next(3) == 0 ? 0 : scale * random.Next(12);
        return ConfusionMatrix.FromCounts(Names(classes), counts);
    }

    public static EpochRecord[] History(int epochs, bool validation = true) => [.. Enumerable.Range(1, epochs).Select(e => new EpochRecord(
        e,
        1e-3,
        0.02 + (0.6 / e),
        0.995 - (0.09 / e),
        validation ? 0.06 + (0.3 / e) + (e % 3 * 0.01) : null,
        validation ? 0.985 - (0.05 / e) : null,
        0.2))];

    public static Predictions Predictions(int classes, int count = 900)
    {
        var random = new Random(classes);
        var labels = new int[count];
        var probabilities = new float[count * classes];
        for (int i = 0; i < count; i++)
        {
            labels[i] = random.Next(classes);
            int top = random.Next(20) == 0 ? random.Next(classes) : labels[i];
            float confidence = 1 - ((float)Math.Pow(random.NextDouble(), 4) * 0.5f);
            for (int k = 0; k < classes; k++)
                probabilities[(i * classes) + k] = k == top ? confidence : (1 - confidence) / (classes - 1);
        }

        return new Predictions(
            [.. Enumerable.Range(0, count).Select(i => $"invented/test/{i:D5}")],
            labels,
            probabilities,
            [.. Enumerable.Repeat(PredictionOrigin.HeldOut, count)],
            Names(classes));
    }

    private static Dataset Images(int classes)
    {
        var pixels = new byte[classes * 8 * 64];
        new Random(classes).NextBytes(pixels);
        return Dataset.Create(
            "invented", "test", 8, 8, [.. pixels.Select(p => (byte)(p % 17))], [.. Enumerable.Range(0, classes * 8).Select(i => i % classes)], Names(classes), maxValue: 16);
    }
}
