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
        Input input = Open(parsed, CommonOptions.Model, output, cancel);
        return Run(input, name => RunDestination.ForTraining(parsed, name), output, folds, seeds, cancel);
    }

    /// <summary>
    /// The folder below <c>runs/</c> of the same, with a model's option of one's own, for a verb that goes on with it: under <c>--resume</c>
    /// one that is finished already, if there is one of the same data and settings.
    /// </summary>
    public static string FolderOf(ParseResult parsed, Option<string> model, Output output, int folds, int seeds, CancellationToken cancel)
    {
        Input input = Open(parsed, model, output, cancel);
        bool resume = parsed.GetValue(CommonOptions.Resume);
        if (resume)
        {
            string reproduce = Reproduce(input, folds, seeds);
            string checksum = DatasetChecksum.Sha256(input.Data);
            string? finished = RunDestination.Known(NameOf(input)).FirstOrDefault(folder =>
                File.Exists(Path.Combine(folder, RunFolder.InfoFile))
                && RunFolder.Open(folder).Info is var info && info.Reproduce == reproduce && info.Dataset.Sha256 == checksum);
            if (finished is not null)
                return finished;
        }

        return Run(input, name => RunDestination.InRuns(name, resume), output, folds, seeds, cancel).Folder;
    }

    private static Input Open(ParseResult parsed, Option<string> model, Output output, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        LoadedDataset loaded = DatasetArgument.Open(parsed, output, cancel);
        Dataset data = NetworkView.Of(loaded.Data, cancel);
        return new Input(loaded, data, TrainingArguments.Fitting(parsed, model, data), began);
    }

    private static RunOutcome Run(
        Input input, Func<string, RunDestination> place, Output output, int folds, int seeds, CancellationToken cancel)
    {
        (LoadedDataset loaded, Dataset data, TrainingOptions training, long began) = input;
        using RunDestination destination = place(NameOf(input)).Protect(loaded.Location);
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
                Reproduce(input, folds, seeds),
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
            // Nothing was trained that could be gone on with.
            if (options.CheckpointFolder is { } kept && Directory.Exists(kept) && !Directory.EnumerateFiles(kept, "*.npy", SearchOption.AllDirectories).Any())
                PartStore.Finish(kept);
            throw new UsageException($"--model {options.Training.Model} with {options.Folds} folds does not fit {source}: {TrainingArguments.Sentence(e)}{TrainingArguments.OtherModels(options.Training.Model, data)}");
        }
        catch (OperationCanceledException)
        {
            Output.Notice($"the folds that are done are kept in {options.CheckpointFolder}; the same command with --resume goes on.");
            throw;
        }
    }

    private static string NameOf(Input input) => $"{input.Data.Name}-{input.Training.Model}-folds";

    private static string Reproduce(Input input, int folds, int seeds) =>
        $"{TrainingArguments.CommandLine("run", input.Loaded.Source, input.Training)} --cross-validate {folds}{(seeds > 1 ? $" --seeds {seeds}" : "")}";

    private static TrainingInfo Describe(Dataset data, CrossValidationOptions options)
    {
        TrainingOptions training = options.Training;
        int inFolds = data.Count - ((data.Count + options.Folds - 1) / options.Folds);
        var image = new Shape(data.Height, data.Width, data.Channels);
        int parameters = Enumerable.Range(0, training.Members).Sum(m => ModelPresets.Create(training.Model, image, data.ClassCount, m).ParameterCount);
        return TrainingInfo.Of(training, parameters, Math.Min(training.TrainSize ?? inFolds, inFolds)) with { Folds = options.Folds, Seeds = options.Seeds };
    }

    /// <summary>What is trained on, as it was read and as networks see it, and since when.</summary>
    private sealed record Input(LoadedDataset Loaded, Dataset Data, TrainingOptions Training, long Began);

    private static double Rounded(double seconds) => Math.Round(seconds, 3);
}
