using System.CommandLine;
using System.Diagnostics;
using Misread.Audit;
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
    public static RunOutcome Run(ParseResult parsed, Output output, int folds, int seeds, CancellationToken cancel)
    {
        var training = TrainingArguments.From(parsed);
        LoadedDataset loaded = DatasetArgument.Open(parsed, output, cancel);
        return Run(parsed, loaded, training, name => RunDestination.ForTraining(parsed, name), output, folds, seeds, cancel);
    }

    /// <summary>
    /// The folder below <c>runs/</c> of the same, for a verb that goes on with it: under <c>--resume</c> one that is finished already, if there is
    /// one of the same data and settings.
    /// </summary>
    public static string FolderOf(ParseResult parsed, TrainingOptions training, Output output, int folds, int seeds, CancellationToken cancel)
    {
        LoadedDataset loaded = DatasetArgument.Open(parsed, output, cancel);
        bool resume = parsed.GetValue(CommonOptions.Resume);
        if (resume)
        {
            string reproduce = Reproduce(loaded, training, folds, seeds);
            string checksum = DatasetChecksum.Sha256(loaded.Data);
            string? finished = RunDestination.Known(NameOf(loaded.Data, training)).FirstOrDefault(folder =>
                File.Exists(Path.Combine(folder, RunFolder.InfoFile))
                && RunFolder.Open(folder).Info is var info && info.Reproduce == reproduce && info.Dataset.Sha256 == checksum);
            if (finished is not null)
                return finished;
        }

        return Run(parsed, loaded, training, name => RunDestination.InRuns(name, resume), output, folds, seeds, cancel).Folder;
    }

    private static RunOutcome Run(
        ParseResult parsed,
        LoadedDataset loaded,
        TrainingOptions training,
        Func<string, RunDestination> place,
        Output output,
        int folds,
        int seeds,
        CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        Dataset data = loaded.Data;
        using RunDestination destination = place(NameOf(data, training)).Protect(loaded.Location);
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
                Reproduce(loaded, training, folds, seeds),
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

    private static string NameOf(Dataset data, TrainingOptions training) => $"{data.Name}-{training.Model}-folds";

    private static string Reproduce(LoadedDataset loaded, TrainingOptions training, int folds, int seeds) =>
        $"{TrainingArguments.CommandLine("run", loaded.Source, training)} --cross-validate {folds}{(seeds > 1 ? $" --seeds {seeds}" : "")}";

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
