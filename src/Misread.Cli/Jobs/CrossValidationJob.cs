using System.CommandLine;
using System.Diagnostics;
using Misread.Audit.Evidence;
using Misread.Cli.Verbs;
using Misread.Data;
using Misread.Formats;
using Misread.Nn;
using Misread.Runs;
using Misread.Training;

namespace Misread.Cli.Jobs;

/// <summary>What <c>run --cross-validate K</c> does: every labelled image predicted by networks that were not trained on it.</summary>
internal static class CrossValidationJob
{
    /// <summary>Trains K networks a seed, predicts, writes.</summary>
    public static RunOutcome Run(ParseResult parsed, Output output, int folds, int seeds, CancellationToken cancel) =>
        Run(parsed, TrainingArguments.From(parsed), name => RunDestination.ForTraining(parsed, name), output, folds, seeds, cancel);

    /// <summary>The same with settings of one's own, and where the verb wants it.</summary>
    public static RunOutcome Run(
        ParseResult parsed, TrainingOptions training, Func<string, RunDestination> place, Output output, int folds, int seeds, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        LoadedDataset loaded = DatasetArgument.Open(parsed, output, cancel);
        Dataset data = loaded.Data;
        using RunDestination destination = place($"{data.Name}-{training.Model}-folds").Protect(loaded.Location);
        string kept = destination.CheckpointPath;
        var options = new CrossValidationOptions
        {
            Training = training,
            Folds = folds,
            Seeds = seeds,
            Threads = training.Threads,
            CheckpointFolder = kept,
        };
        (CrossValidationResult result, AuditEvidence evidence) = Execute(data, loaded.Source, options, output, cancel);
        var run = new Run(data, result.Predictions, [], Describe(data, options));
        RunInfo info = RunPages.WriteFolder(
            destination.Write,
            run,
            training.Threads,
            () => RunInfoBuilder.From(
                run,
                RunInfoBuilder.Describe(data, loaded.Source),
                Verb.Program,
                $"{TrainingArguments.CommandLine("run", loaded.Source, training)} --cross-validate {folds}{(seeds > 1 ? $" --seeds {seeds}" : "")}",
                training.Threads,
                new SecondsInfo(Rounded(loaded.Seconds), Rounded(result.Seconds), 0, Rounded(Stopwatch.GetElapsedTime(began).TotalSeconds))),
            loaded.Truth,
            seeds > 1 ? result : null,
            evidence);
        PartStore.Finish(kept);
        return new RunOutcome(run, info, destination.Folder);
    }

    private static (CrossValidationResult Result, AuditEvidence Evidence) Execute(
        Dataset data, string source, CrossValidationOptions options, Output output, CancellationToken cancel)
    {
        try
        {
            return OutOfFoldEvidence.Collect(data, options, progress: new CrossValidationDisplay(output), cancel: cancel);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--model {options.Training.Model} with {options.Folds} folds does not fit {source}: {TrainingArguments.Sentence(e)}{TrainingArguments.OtherModels(options.Training.Model, data)}");
        }
        catch (OperationCanceledException)
        {
            Output.Notice($"the folds that are done are kept in {options.CheckpointFolder}; the same command with --resume goes on.");
            throw;
        }
    }

    private static TrainingInfo Describe(Dataset data, CrossValidationOptions options)
    {
        TrainingOptions training = options.Training;
        int inFolds = data.Count - ((data.Count + options.Folds - 1) / options.Folds);
        var image = new Shape(data.Height, data.Width, 1);
        int parameters = Enumerable.Range(0, training.Members).Sum(m => ModelPresets.Create(training.Model, image, data.ClassCount, m).ParameterCount);
        return TrainingInfo.Of(training, parameters, Math.Min(training.TrainSize ?? inFolds, inFolds)) with { Folds = options.Folds, Seeds = options.Seeds };
    }

    private static double Rounded(double seconds) => Math.Round(seconds, 3);
}
