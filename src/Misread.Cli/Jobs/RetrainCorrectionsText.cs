using System.Globalization;
using Misread.Cli.Verbs;
using Misread.Experiments;
using Spectre.Console;

namespace Misread.Cli.Jobs;

/// <summary>What a person reads when corrections were tried.</summary>
internal static class RetrainCorrectionsText
{
    private static CultureInfo Plain => CultureInfo.InvariantCulture;

    public static void Write(CorrectionResult result, CorrectionSummary s, Output output)
    {
        Row(output, "corrected", string.Create(Plain, $"{s.Relabelled:N0} labels and {s.Excluded:N0} images left out of {s.TrainImages:N0} training images; {s.TestRelabelled:N0} and {s.TestExcluded:N0} of {s.TestImages:N0} test images"));
        Row(output, "trained", string.Create(Plain, $"{s.Model}, {s.Arms.Count} arms × {s.Seeds.Count} seeds, {s.Steps:N0} steps each"));
        output.Line();
        output.Screen.Write(ArmTable(result, s));
        output.Screen.Write(ControlTable(s));
        output.Line($"{s.Verdict}: {s.Reason}");
        foreach (string caveat in s.Caveats)
            output.Line(caveat);
        output.Line();
        Row(output, "time", string.Create(Plain, $"{s.Seconds:F1} s"));
        Row(output, "written to", s.Out);
        output.Next($"misread compare {TrainingArguments.Quoted(s.Run)} {TrainingArguments.Quoted(Path.Combine(s.Out, RetrainJob.KeptRun))}");
    }

    private static Table ArmTable(CorrectionResult result, CorrectionSummary s)
    {
        CorrectionComparison first = result.Controls[0];
        Table table = Columns(
            "misread, mean",
            string.Create(Plain, $"original labels, {first.Original.Images:N0}"),
            string.Create(Plain, $"corrected, {first.Corrected.Images:N0}"),
            string.Create(Plain, $"untouched, {first.Untouched.Images:N0}"));
        foreach (CorrectionArmSummary arm in s.Arms)
            table.AddRow(new Text(arm.Arm), Mean(arm.Original), Mean(arm.Corrected), Mean(arm.Untouched));
        return table;

        static Text Mean(double value) => new(value.ToString("F1", Plain));
    }

    private static Table ControlTable(CorrectionSummary s)
    {
        Table table = Columns("corrected less", "original labels", "corrected", "untouched", "95 % interval", "verdict");
        foreach (CorrectionControlSummary c in s.Controls)
        {
            table.AddRow(
                new Text(c.Control),
                new Text(Signed(c.Original.Difference)),
                new Text(Signed(c.Corrected.Difference)),
                new Text(Signed(c.Untouched.Difference)),
                new Text($"{Signed(c.Untouched.Low)} … {Signed(c.Untouched.High)}"),
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
