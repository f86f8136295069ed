using System.Globalization;
using Misread.Cli.Verbs;
using Misread.Experiments;
using Spectre.Console;

namespace Misread.Cli.Jobs;

/// <summary>What a person reads when a retraining is done.</summary>
internal static class RetrainText
{
    private const int SeedsListed = 10;

    private static CultureInfo Plain => CultureInfo.InvariantCulture;

    public static void Write(RetrainResult result, RetrainSummary s, Output output)
    {
        Row(output, "mined", string.Create(Plain, $"{s.Mining.Hard:N0} hard of {s.TrainImages:N0} training images, self-confidence {s.Mining.LeastSelfConfidence:F4} … {s.Mining.GreatestSelfConfidence:F4}, {s.Mining.HardMisread:N0} of them misread"));
        Row(output, "", $"by {s.Mining.By}");
        if (result.Source.OutOfFold is not null && result.Source.HeldOut is null)
            Row(output, "", "whose folds held test images too: they had a say in which training images count as hard");
        Row(output, "left out", string.Create(Plain, $"{s.Mining.LeftOut:N0} as hard, but likely label errors ({s.Mining.LikelyLabelErrors:N0} in all{(s.Dropped > 0 ? ", dropped from the hard arm; from the others as many random images" : "; still trained on, once")})"));
        Row(output, "copies", string.Create(Plain, $"{s.Copies} of each: {s.Augmentation}"));
        RetrainArmSummary judged = s.Arms[0];
        Row(output, "trained", string.Create(Plain, $"{s.Model}, {s.Arms.Count} arms × {s.Seeds.Count} seeds: {judged.Images:N0} images × {s.Epochs} epochs, {judged.Steps:N0} steps each"));
        output.Line();
        output.Table(ArmTable(s));
        output.Table(ControlTable(s));
        output.Line($"{s.Verdict}: {s.Reason}");
        output.Line();
        Row(output, "time", string.Create(Plain, $"{s.Seconds:F1} s"));
        Row(output, "written to", s.Out);
        Row(output, "to look at", Path.Combine(s.Out, "hard.png"));
        output.Next($"misread compare {TrainingArguments.Quoted(s.Run)} {TrainingArguments.Quoted(Path.Combine(s.Out, RetrainJob.KeptRun))}");
    }

    /// <summary>Why the verdict is what it is, in a sentence or two.</summary>
    public static string Reason(RetrainResult result)
    {
        if (result.Options.Seeds < RetrainRule.LeastSeeds)
            return string.Create(Plain, $"{result.Options.Seeds} of at least {RetrainRule.LeastSeeds} seeds; --seeds {RetrainRule.LeastSeeds} or more.");
        IEnumerable<string> reasons = result.Controls
            .GroupBy(Finding, c => c.Control.ToName(), StringComparer.Ordinal)
            .Select(g => $"beside {string.Join(" and ", g)}, {g.Key}");
        return $"{string.Join("; ", reasons)}.";
    }

    private static string Finding(ControlComparison c)
    {
        var d = c.Comparison.Difference;
        string gain = string.Create(Plain, $"{RetrainRule.WorthHaving * 100:0.#} % fewer errors");
        return c.Verdict switch
        {
            RetrainVerdict.Helped => string.Create(Plain, $"{-d.Mean:F1} fewer errors a network ({-d.Mean / c.Comparison.FirstErrors:P0})"),
            RetrainVerdict.DidNotHelp when d.Low > 0 => string.Create(Plain, $"{d.Mean:F1} more errors a network"),
            RetrainVerdict.DidNotHelp => $"the interval rules out {gain}",
            _ when d.High < 0 => string.Create(Plain, $"fewer errors with these networks, but on too few images to speak of others (p = {c.Comparison.PValue:G2})"),
            _ => $"the interval holds both no gain and more than {gain}; more seeds would narrow it",
        };
    }

    private static Table ArmTable(RetrainSummary s)
    {
        string seeds = s.Seeds.Count > SeedsListed ? string.Create(Plain, $"seeds {s.Seeds[0]} … {s.Seeds[SeedsListed - 1]}, then arms.csv") : string.Create(Plain, $"seeds {s.Seeds[0]} … {s.Seeds[^1]}");
        Table table = Columns("arm", string.Create(Plain, $"misread of {s.TestImages:N0}"), "± sd", "accuracy", seeds);
        foreach (RetrainArmSummary arm in s.Arms)
        {
            table.AddRow(
                new Text(arm.Arm),
                new Text(arm.MeanErrors.ToString("F1", Plain)),
                new Text(arm.SdErrors?.ToString("F1", Plain) ?? ""),
                new Text(string.Create(Plain, $"{100 * (1 - (arm.MeanErrors / s.TestImages)):F2} %")),
                new Text(string.Join(' ', arm.Errors.Take(SeedsListed))));
        }

        return table;
    }

    private static Table ControlTable(RetrainSummary s)
    {
        Table table = Columns($"{s.Arms[0].Arm} less", "errors", "95 % interval", "images gained", "lost", "p", "verdict");
        foreach (RetrainControlSummary c in s.Controls)
        {
            table.AddRow(
                new Text(c.Control),
                new Text(Signed(c.Difference)),
                new Text($"{Signed(c.DifferenceLow)} … {Signed(c.DifferenceHigh)}"),
                new Text(c.Gained.ToString("N0", Plain)),
                new Text(c.Lost.ToString("N0", Plain)),
                new Text(c.PValue.ToString("G2", Plain)),
                new Text(c.Verdict));
        }

        return table;
    }

    private static Table Columns(string first, params ReadOnlySpan<string> others)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        table.AddColumn(new TableColumn(first));
        foreach (string title in others)
            table.AddColumn(new TableColumn(title) { Alignment = title == "verdict" ? Justify.Left : Justify.Right });
        return table;
    }

    private static string Signed(double value) => value.ToString("+0.0;−0.0;0.0", Plain);

    private static void Row(Output output, string name, string text) => output.Line($"{name,-13}{text}");
}
