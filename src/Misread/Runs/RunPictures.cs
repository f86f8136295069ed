using Misread.Charts;
using Misread.Evaluation;
using Misread.Imaging;
using Misread.IO;

namespace Misread.Runs;

/// <summary>The plots and contact sheets of a run folder.</summary>
public static class RunPictures
{
    /// <summary>
    /// Writes <c>confusion_matrix</c>, <c>confusion_matrix_normalized</c> and <c>learning_curves</c> as SVG and PNG,
    /// <c>reliability</c>, <c>per_class</c> and <c>confidence</c> as SVG, and the sheets of <see cref="RunSheets"/>. What
    /// there are no data for is left out.
    /// </summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="run">The run.</param>
    /// <param name="threads">Threads that draw, at least 1.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void WriteAll(string folder, Run run, int threads)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(run);
        Action[] work = [.. Plots(folder, run), .. RunSheets.Sheets(folder, run)];
        Parallel.Invoke(new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
    }

    private static IEnumerable<Action> Plots(string folder, Run run)
    {
        if (run.History.Count > 0)
            yield return () => Both(folder, "learning_curves", LearningCurvesPlot.Create(run.History));
        if (run.Metrics is not { } metrics)
            yield break;
        yield return () =>
        {
            ConfusionMatrix confusion = run.Confusion;
            Both(folder, "confusion_matrix", ConfusionMatrixPlot.Create(confusion));
            Both(folder, "confusion_matrix_normalized", ConfusionMatrixPlot.Create(confusion, normalized: true));
            Svg(folder, "per_class", PerClassPlot.Create(metrics.Headline));
        };
        yield return () =>
        {
            Data.Predictions headline = run.Predictions.Subset(run.HeadlineRows);
            if (headline.IsTopOnly)
                return;
            Svg(folder, "reliability", ReliabilityPlot.Create(Calibration.Reliability(headline)));
            Svg(folder, "confidence", ConfidencePlot.Create(headline));
        };
    }

    private static void Both(string folder, string name, PlotScene scene)
    {
        Svg(folder, name, scene);
        PngEncoder.Write(Path.Combine(folder, name + ".png"), scene.ToBitmap());
    }

    private static void Svg(string folder, string name, PlotScene scene) =>
        AtomicFile.WriteText(Path.Combine(folder, name + ".svg"), scene.ToSvg());
}
