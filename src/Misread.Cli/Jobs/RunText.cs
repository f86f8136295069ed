using System.Globalization;
using Misread.Audit;
using Misread.Cli.Verbs;
using Misread.Cli.Views;
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
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"time         {s.Total:F2} s  (load {s.Load:F2} · train {s.Train:F2} · predict {s.Predict:F2} · write {s.Total - s.Load - s.Train - s.Predict:F2})"));
        output.Line($"written to   {outcome.Folder}");
        output.Next($"misread errors {TrainingArguments.Quoted(outcome.Folder)} --select top-errors");
    }

    /// <summary>The confusion matrix and the worst errors of the images that the headline is measured on.</summary>
    private static void Pictures(Run run, Output output)
    {
        if (run.Metrics is not { Headline.Errors: > 0 })
            return;
        output.Line();
        TerminalViews.ConfusionMatrix(run.Confusion, output.Screen);
        output.Line();
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
        string what = $"{metrics.EvaluatedOn} accuracy";
        output.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}   {100 * headline.Accuracy:F2} %  (95 % interval {100 * headline.AccuracyLow:F2} … {100 * headline.AccuracyHigh:F2} %; {headline.Errors:N0} of {headline.Count:N0} misread)"));
        string parts = string.Join(" · ", metrics.Parts.Select(p => string.Create(
            CultureInfo.InvariantCulture, $"{p.Split} {p.Origin} {p.Errors:N0} of {p.Count:N0}")));
        output.Line(string.Create(CultureInfo.InvariantCulture, $"fingerprint  {run.Fingerprint.Count:N0} of {run.Data.Count:N0} images misread  ({parts})"));
    }
}
