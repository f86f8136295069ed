using System.Diagnostics;
using System.Globalization;
using Misread.Cli.Verbs;
using Misread.Data;
using Misread.Experiments;
using Misread.Formats;
using Misread.Runs;

namespace Misread.Cli.Jobs;

/// <summary>What <c>retrain --corrections</c> does, from the run and the record to the finished folder.</summary>
internal static class RetrainCorrectionsJob
{
    /// <summary>Trains, judges, writes.</summary>
    public static (CorrectionResult Result, CorrectionSummary Summary) Run(
        RunFolder folder, string path, int seeds, int threads, RunDestination destination, bool resume, Output output, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        IReadOnlyList<Correction> corrections = CorrectionLog.Read(path);
        RetrainJob.NoticeFresh(destination.CheckpointPath, resume);
        LoadedDataset loaded = DatasetArgument.Open(folder.Info.Dataset.Source, output, cancel);
        destination.Protect(folder.Path, loaded.Location, path);
        loaded = loaded with { Data = NetworkView.Of(loaded.Data, cancel) };
        RetrainSource source = RetrainJob.Source(folder, loaded.Data);
        var run = CorrectedRun.From(source, corrections, path);
        output.Progress(string.Create(
            CultureInfo.InvariantCulture,
            $"training: {run.Arms.Count} arms, {seeds} seeds, {run.Relabelled.Count:N0} labels corrected and {run.Excluded.Count:N0} images excluded"));
        CorrectionResult result = RetrainJob.Trained(
            folder, destination.CheckpointPath, () => CorrectionTrial.Run(run, seeds, threads, destination.CheckpointPath, new RetrainDisplay(output), cancel));
        string reproduce = string.Create(
            CultureInfo.InvariantCulture, $"misread retrain {TrainingArguments.Quoted(folder.Path)} --corrections {TrainingArguments.Quoted(path)} --seeds {seeds}");
        var summary = CorrectionSummary.From(result, Verb.Program, reproduce, folder.Path, path, destination.Folder);
        destination.Write(temporary =>
        {
            CorrectionFolder.Write(temporary, result, corrections);
            RetrainJob.WriteKept(temporary, folder, loaded, source, result.Kept, reproduce, threads, began, cancel);
            File.WriteAllText(Path.Combine(temporary, "retrain.json"), summary.ToJson());
        });
        PartStore.Finish(destination.CheckpointPath);
        return (result, summary);
    }
}
