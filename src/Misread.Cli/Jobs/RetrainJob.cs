using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Misread.Cli.Verbs;
using Misread.Data;
using Misread.Experiments;
using Misread.Formats;
using Misread.IO;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>What <c>retrain</c> does, from the run to the finished folder.</summary>
internal static class RetrainJob
{
    /// <summary>The folder of the network that is handed on, a run like any other.</summary>
    public const string KeptRun = "run";

    /// <summary>Mines, trains, judges, writes.</summary>
    public static (RetrainResult Result, RetrainSummary Summary) Run(
        RunFolder folder, RetrainOptions options, RunDestination destination, bool resume, Output output, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        string kept = options.CheckpointFolder!;
        NoticeFresh(kept, resume);
        LoadedDataset loaded = DatasetArgument.Open(folder.Info.Dataset.Source, output, cancel);
        destination.Protect(folder.Path, loaded.Location);
        loaded = loaded with { Data = NetworkView.Of(loaded.Data, cancel) };
        RetrainSource source = Source(folder, loaded.Data);
        RetrainResult result = Execute(folder, source, options, output, cancel);
        string reproduce = Reproduce(folder, options);
        RetrainSummary summary = null!;
        destination.Write(temporary =>
        {
            RetrainFolder.Write(temporary, result);
            WriteKept(temporary, folder, loaded, source, result.Kept, reproduce, options.Threads, began, cancel);
            double seconds = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 3);
            summary = RetrainSummary.From(result, folder, reproduce, seconds, destination.Folder);
            File.WriteAllText(Path.Combine(temporary, "retrain.json"), JsonSerializer.Serialize(summary, RetrainFileJson.Default.RetrainSummary) + "\n");
        });
        PartStore.Finish(kept);
        return (result, summary);
    }

    /// <summary>Says so when there is nothing to resume.</summary>
    public static void NoticeFresh(string kept, bool resume)
    {
        if (resume && !Directory.Exists(kept))
            Output.Notice($"there is no {kept} to resume; starting from the beginning.");
    }

    /// <summary>What a run was trained on and may be judged on.</summary>
    public static RetrainSource Source(RunFolder folder, Dataset data)
    {
        Run run = folder.Load(data);
        try
        {
            return RetrainSource.From(run, folder.Info.Dataset.HeldOut);
        }
        catch (DataFormatException e)
        {
            throw new DataFormatException($"{folder.Path}: {e.Message}", e);
        }
    }

    private static RetrainResult Execute(RunFolder folder, RetrainSource source, RetrainOptions options, Output output, CancellationToken cancel) =>
        Trained(folder, options.CheckpointFolder!, () =>
        {
            if (source.OutOfFold is null)
                output.Progress(string.Create(CultureInfo.InvariantCulture, $"mining: {source.TrainRows.Count:N0} training images over {options.Folds} folds"));
            var mined = HardImages.Mine(source, options, new CrossValidationDisplay(output), cancel);
            output.Progress(string.Create(CultureInfo.InvariantCulture, $"training: {options.Arms.Count} arms, {options.Seeds} seeds, {mined.Images.Count:N0} hard images"));
            return Retrainer.Run(source, mined, options, new RetrainDisplay(output), cancel);
        });

    /// <summary>Carries trainings out, and says what becomes of them when they cannot or shall not go on.</summary>
    public static T Trained<T>(RunFolder folder, string kept, Func<T> train)
    {
        try
        {
            return train();
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"{folder.Path} cannot be retrained: {TrainingArguments.Sentence(e)}");
        }
        catch (OperationCanceledException)
        {
            Output.Notice($"the trainings that are done are kept in {kept}; the same command with --resume goes on.");
            throw;
        }
    }

    /// <summary>Writes the network that is handed on as a run.</summary>
    public static void WriteKept(
        string temporary, RunFolder folder, LoadedDataset loaded, RetrainSource source, TrainedModel kept, string reproduce, int threads, long began, CancellationToken cancel)
    {
        long predicting = Stopwatch.GetTimestamp();
        Run run = MainJob.Predict(source.Data, kept, threads, cancel);
        double predicted = Stopwatch.GetElapsedTime(predicting).TotalSeconds;
        RunPages.WriteFolder(
            fill => AtomicFile.WriteFolder(Path.Combine(temporary, KeptRun), overwrite: false, fill),
            run,
            threads,
            () => RunInfoBuilder.From(
                run,
                RunInfoBuilder.Describe(run.Data, folder.Info.Dataset.Source, source.HeldOut),
                Verb.Program,
                reproduce,
                threads,
                new SecondsInfo(
                    Math.Round(loaded.Seconds, 3),
                    Math.Round(kept.Seconds, 3),
                    Math.Round(predicted, 3),
                    Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 3))),
            loaded.Truth);
    }

    private static string Reproduce(RunFolder folder, RetrainOptions options)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"misread retrain {TrainingArguments.Quoted(folder.Path)} --seeds {options.Seeds} --hard {options.Hard} --copies {options.Copies}");
        if (options.Augmentation is { } strength)
            text.Append(CultureInfo.InvariantCulture, $" --augment {strength}");
        if (options.DropIssues)
            text.Append(" --drop-issues");
        if (options.Baseline)
            text.Append(" --baseline");
        return text.ToString();
    }
}
