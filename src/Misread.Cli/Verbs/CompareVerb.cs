using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Misread.Cli.Jobs;
using Misread.Data;
using Misread.IO;
using Misread.Runs;
using Spectre.Console;

namespace Misread.Cli.Verbs;

/// <summary><c>misread compare</c>: what one run reads right that another misreads, and whether that is more than chance.</summary>
internal sealed class CompareVerb : Verb
{
    private const int DefaultListed = 10;

    private static readonly Argument<string> First = new("a") { HelpName = "A", Description = "Folder of a run." };

    private static readonly Argument<string> Second = new("b") { HelpName = "B", Description = "Folder of another run; images are joined by id, classes by name." };

    private static readonly Option<string?> Split = new("--split")
    {
        HelpName = "NAME",
        Description = "Compare all images of this split, trained on or not (default: the test images that neither run was trained on, or where there are none, all such images).",
    };

    private static readonly Option<int?> Top = Ranged.Whole("--top", "List the first N lost images (default: 10; files and --json hold all).", 1, int.MaxValue);

    public CompareVerb()
        : base("compare", "Compares two runs image by image: gained, lost and shared errors, with McNemar's exact test.")
    {
        Define(Work, First, Second, Split, Top, CommonOptions.Out, CommonOptions.Force);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread compare runs/mnist-mlp runs/mnist-cnn-small", "which images the second run gained and lost"),
        new("misread compare runs/before runs/after --out compared", "with every such image as a PNG, index.csv and contact sheets"),
        new("misread compare runs/before runs/after --split train --json", "on the training images; one JSON object"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        RunFolder a = RunFolder.Open(parsed.GetValue(First)!);
        RunFolder b = RunFolder.Open(parsed.GetValue(Second)!);
        using RunDestination? destination = RunDestination.IfGiven(parsed);
        destination?.Protect(a.Path, b.Path, DatasetArgument.LocationOf(a), DatasetArgument.LocationOf(b));
        RunComparison comparison = Compare(a, b, parsed.GetValue(Split), output, cancel);
        CompareSummary summary = CompareSummary.From(comparison, a.Path, b.Path, destination?.Folder);
        if (destination is not null)
        {
            destination.Write(folder =>
            {
                ComparisonFolder.Write(folder, comparison);
                File.WriteAllText(Path.Combine(folder, "comparison.json"), JsonSerializer.Serialize(summary, CompareJson.Default.CompareSummary) + "\n");
            });
        }

        if (output.Json)
            Output.Object(summary, CompareJson.Default.CompareSummary);
        else
            Show(comparison, summary, parsed.GetValue(Top) ?? DefaultListed, output);
        return ExitCode.Done;
    }

    private static RunComparison Compare(RunFolder a, RunFolder b, string? split, Output output, CancellationToken cancel)
    {
        if (a.Info.Dataset.Sha256 != b.Info.Dataset.Sha256)
        {
            throw new DataFormatException(
                $"{a.Path} was made on {a.Info.Dataset.Name} with checksum {a.Info.Dataset.Sha256[..12]}…, {b.Path} on {b.Info.Dataset.Name} with {b.Info.Dataset.Sha256[..12]}…; expected the same images and labels: 'misread evaluate {b.Path} --dataset {a.Info.Dataset.Source} --out FOLDER' predicts those of the first with the model of the second.");
        }

        Dataset data = DatasetArgument.Open(a.Info.Dataset.Source, output, cancel).Data;
        Run first = a.Load(data);
        Run second = b.Load(data);
        if (split is not null && !first.Data.Splits.Contains(split, StringComparer.Ordinal))
            throw new UsageException($"--split {split}: expected one of {string.Join(", ", first.Data.Splits)}{Spelling.Suggest(split, first.Data.Splits)}.");
        RunComparison comparison = Of(a, b, first, second, split) ?? throw new UsageException(split is null
            ? $"there is no labelled image that neither {a.Path} nor {b.Path} was trained on; --split NAME compares a split all the same."
            : $"--split {split}: no image of it bears a label.");
        Tell(comparison.FirstOnly, a, b);
        Tell(comparison.SecondOnly, b, a);
        return comparison;
    }

    private static RunComparison? Of(RunFolder a, RunFolder b, Run first, Run second, string? split)
    {
        try
        {
            return RunComparison.From(first, second, split);
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{a.Path} and {b.Path} cannot be compared: {TrainingArguments.Sentence(e)}", e);
        }
    }

    private static void Tell(int images, RunFolder of, RunFolder other)
    {
        if (images > 0)
            Output.Notice($"{Count.Of(images, "image")} of {of.Path} left out: {other.Path} has no prediction of {(images == 1 ? "it" : "them")}.");
    }

    private static void Show(RunComparison c, CompareSummary s, int top, Output output)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        output.Line(string.Create(plain, $"A  {100 * s.AccuracyA,6:F2} %  {s.ErrorsA,6:N0} misread  {s.A}"));
        output.Line(string.Create(plain, $"B  {100 * s.AccuracyB,6:F2} %  {s.ErrorsB,6:N0} misread  {s.B}"));
        output.Line(string.Create(plain, $"on {Count.Of(s.Count, "image")}: {Compared(s)}"));
        output.Line();
        output.Line(string.Create(plain, $"gained  {s.Gained,6:N0}   A misread, B right"));
        output.Line(string.Create(plain, $"lost    {s.Lost,6:N0}   A right, B misread"));
        output.Line(string.Create(plain, $"shared  {s.Shared,6:N0}   both misread: {s.SharedAlike:N0} as the same class, {s.Shared - s.SharedAlike:N0} as another"));
        output.Line();
        output.Line(string.Create(plain, $"accuracy of B less A    {100 * s.Difference:+0.00;−0.00;0.00} points, 95 % interval {100 * s.DifferenceLow:+0.00;−0.00;0.00} … {100 * s.DifferenceHigh:+0.00;−0.00;0.00}"));
        output.Line(string.Create(plain, $"McNemar's exact test    p {(s.PValue < 1e-300 ? "< 1E-300" : string.Create(plain, $"= {s.PValue:G3}"))}: {Meaning(s)}"));
        if (s.Lost > 0)
        {
            output.Table(LostTable(c, top));
            if (s.Lost > top)
                output.Line(string.Create(plain, $"… and {s.Lost - top:N0} more lost; --top N lists N."));
        }

        if (s.Out is not null)
            output.Line($"written to {s.Out}: {string.Join(", ", Directory.EnumerateFileSystemEntries(s.Out).Select(e => Path.GetFileName(e)).Where(n => n[0] != '.').Order(StringComparer.Ordinal))}");
        output.Next(s.Out is null ? "the same with --out FOLDER exports the images" : $"misread errors {TrainingArguments.Quoted(s.B)} --select top-errors");
    }

    private static string Compared(CompareSummary s) => s switch
    {
        { SeenA: 0, SeenB: 0, ComparedOn: "unseen" } => "all that neither run was trained on",
        { SeenA: 0, SeenB: 0 } => $"{s.ComparedOn}, which neither run was trained on",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"{s.ComparedOn}; A was trained on {s.SeenA:N0} of them, B on {s.SeenB:N0}, so this is no measure of either on new images"),
    };

    private static string Meaning(CompareSummary s)
    {
        int changed = s.Gained + s.Lost;
        return changed == 0
            ? "the runs misread the same images"
            : string.Create(CultureInfo.InvariantCulture, $"how often a fair coin thrown {changed:N0} times comes out as unevenly as {s.Gained:N0} to {s.Lost:N0}");
    }

    private static Table LostTable(RunComparison c, int top)
    {
        Table table = new Table().Border(TableBorder.Simple).BorderColor(Color.Grey);
        foreach ((string title, bool number) in (ReadOnlySpan<(string, bool)>)[("lost", false), ("label", false), ("A read", false), ("p", true), ("B read", false), ("p", true)])
            table.AddColumn(new TableColumn(title) { Alignment = number ? Justify.Right : Justify.Left });
        (Dataset data, Predictions a, Predictions b) = (c.First.Data, c.First.Predictions, c.Second.Predictions);
        foreach (int row in c.Result.Lost.Take(top))
        {
            table.AddRow(
                new Text(data.Id(row)),
                new Text(data.ClassNames[data.Label(row)]),
                new Text(data.ClassNames[a.Predicted(row)]),
                new Text(a.Confidence(row).ToString("F4", CultureInfo.InvariantCulture)),
                new Text(data.ClassNames[b.Predicted(row)], new Style(Color.Orange1)),
                new Text(b.Confidence(row).ToString("F4", CultureInfo.InvariantCulture)));
        }

        return table;
    }
}
