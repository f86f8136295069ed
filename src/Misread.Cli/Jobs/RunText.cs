using System.Globalization;
using Misread.Cli.Verbs;
using Misread.Cli.Views;
using Misread.Findings;
using Misread.Report;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>What a person reads when a run is done.</summary>
internal static class RunText
{
    private const int WorstShown = 4;

    public static void Write(RunOutcome outcome, Output output)
    {
        Figures(outcome.Run, output);
        if (output.IsTerminal)
            Pictures(outcome.Run, output);
        SecondsInfo s = outcome.Info.Seconds;
        Row(output, "time", string.Create(
            CultureInfo.InvariantCulture,
            $"{s.Total:F2} s  (load {s.Load:F2} · train {s.Train:F2} · predict {s.Predict:F2} · write {s.Total - s.Load - s.Train - s.Predict:F2})"));
        Row(output, "written to", outcome.Folder);
        string folder = TrainingArguments.Quoted(outcome.Folder);
        if (File.Exists(Path.Combine(outcome.Folder, ReportPage.FileName)))
            Row(output, "to look at", Path.Combine(outcome.Folder, ReportPage.FileName));
        output.Next(outcome.Info.Training?.Folds is null ? $"misread errors {folder} --select top-errors" : $"misread audit {folder}");
    }

    /// <summary>The confusion matrix and the worst errors of the images that the headline is measured on.</summary>
    private static void Pictures(Run run, Output output)
    {
        if (run.Metrics is not { Headline.Errors: > 0 })
            return;
        output.Line();
        TerminalViews.ConfusionMatrix(run.Confusion, output.Screen);
        output.Line();
        output.Line("furthest from their labels:");
        HashSet<int> headline = [.. run.HeadlineRows];
        int[] worst = Selection.Rows(run.Data, run.Predictions, SelectionKind.TopErrors);
        TerminalViews.Digits(run, [.. worst.Where(headline.Contains).Take(WorstShown)], output.Screen);
    }

    /// <summary>The headline, and the misread images of each part of the data set.</summary>
    public static void Figures(Run run, Output output)
    {
        if (run.Metrics is not { } metrics)
        {
            output.Line("no image bears a label, so nothing can be said about accuracy.");
            return;
        }

        var headline = metrics.Headline;
        Row(output, "accuracy", string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * headline.Accuracy:F2} % of {headline.Count:N0} {metrics.EvaluatedOn} images  (95 % interval {100 * headline.AccuracyLow:F2} … {100 * headline.AccuracyHigh:F2} %; {headline.Errors:N0} misread)"));
        Row(output, "fingerprint", string.Create(CultureInfo.InvariantCulture, $"{run.Fingerprint.Count:N0} of {run.Data.Count:N0} images misread"));
        foreach (PartMetrics part in metrics.Parts)
        {
            Row(output, "", string.Create(
                CultureInfo.InvariantCulture, $"{part.Errors,7:N0} of {part.Count,6:N0}  {100 * (1 - part.Accuracy),5:F2} %  {part.Split}, {part.Origin}"));
        }
    }

    private static void Row(Output output, string name, string text) => output.Line($"{name,-13}{text}");
}
