using System.CommandLine;
using System.Diagnostics;
using Misread.Cli.Verbs;
using Misread.Data;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>What <c>run --predictions</c> does: somebody's predictions become a run folder.</summary>
internal static class GivenRunJob
{
    /// <summary>The split that somebody's model was trained on.</summary>
    public static Option<string?> TrainedOn { get; } = new("--trained-on")
    {
        HelpName = "SPLIT",
        Description = "With --predictions: the split that the model was trained on, or none (default: not known, and said so).",
    };

    /// <summary>Options that go with predictions.</summary>
    public static IReadOnlyList<Option> Options { get; } = [AuditVerb.Predictions, AuditVerb.Labels, AuditVerb.Softmax, TrainedOn];

    public static RunOutcome Run(ParseResult parsed, IReadOnlyList<Symbol> idle, Output output, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        if (idle.OfType<Option>().FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } training)
            throw new UsageException($"{training.Name} trains a model, but --predictions brings what another one said; drop one of them.");
        string file = parsed.GetValue(AuditVerb.Predictions)!;
        string? labels = parsed.GetValue(AuditVerb.Labels);
        bool softmax = parsed.GetValue(AuditVerb.Softmax);
        LoadedDataset loaded = DatasetArgument.Open(parsed, output, cancel);
        using var destination = RunDestination.From(parsed, $"{loaded.Data.Name}-predictions");
        destination.Protect([loaded.Location, .. AuditInput.FilesOf(file), .. AuditInput.FilesOf(labels)]);
        using var source = ProbabilitySource.Open(file, labels, softmax, loaded.Data);
        using var joined = JoinedProbabilities.From(source, loaded.Data);
        foreach (string notice in joined.Notices)
            Output.Notice(notice);
        string? trainedOn = parsed.GetValue(TrainedOn);
        Run run = GivenRun.From(joined, trainedOn);
        if (trainedOn is null)
            Output.Notice("it is not known which images the model was trained on; if it was on some of these, its figures flatter it there. Name their split with --trained-on, or none.");
        int threads = parsed.GetValue(CommonOptions.Threads) ?? Environment.ProcessorCount;
        string reproduce = string.Join(' ', Arguments(loaded.Source, file, labels, softmax, trainedOn));
        DatasetInfo described = RunInfoBuilder.Describe(loaded.Data, loaded.Source, null) with { ClassNames = [.. run.Data.ClassNames] };
        var given = new GivenInfo(Path.GetFullPath(file), joined.Join.How, joined.Count, joined.IsTopOnly, joined.Notices, trainedOn);
        RunInfo info = RunPages.WriteFolder(destination.Write, run, threads, () => RunInfoBuilder.From(
            run, described, Verb.Program, reproduce, threads, new SecondsInfo(Math.Round(loaded.Seconds, 3), 0, 0, Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 3))) with
        { Given = given });
        return new RunOutcome(run, info, destination.Folder);
    }

    private static IEnumerable<string> Arguments(string source, string file, string? labels, bool softmax, string? trainedOn)
    {
        yield return $"misread run --dataset {TrainingArguments.Quoted(source)} --predictions {TrainingArguments.Quoted(file)}";
        if (labels is not null)
            yield return $"--labels {TrainingArguments.Quoted(labels)}";
        if (softmax)
            yield return "--softmax";
        if (trainedOn is not null)
            yield return $"--trained-on {TrainingArguments.Quoted(trainedOn)}";
    }
}
