using System.CommandLine;
using System.Diagnostics;
using Misread.Cli.Verbs;
using Misread.Data;
using Misread.Formats;
using Misread.IO;
using Misread.Runs;
using Misread.Training;

namespace Misread.Cli.Jobs;

/// <summary>What <c>run</c> does, from the command line to the finished folder.</summary>
internal sealed class RunJob : IDisposable
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Output _output;
    private readonly TrainingOptions _options;
    private readonly LoadedDataset _loaded;
    private readonly Dataset _data;
    private readonly RunDestination _destination;
    private readonly DatasetInfo _dataset;

    private RunJob(ParseResult parsed, Output output, CancellationToken cancel)
    {
        _output = output;
        TrainingOptions options = TrainingArguments.From(parsed);
        LoadedDataset loaded = DatasetArgument.Open(parsed, output, cancel);
        _loaded = loaded with { Data = NetworkView.Of(loaded.Data, cancel) };
        (_data, HeldOutInfo? heldOut) = Divide(_loaded, options.Seed);
        _destination = RunDestination.ForTraining(parsed, $"{_loaded.Data.Name}-{options.Model}");
        _destination.Protect(_loaded.Location);
        bool resume = parsed.GetValue(CommonOptions.Resume);
        if (resume && !PartStore.IsTaken(_destination.CheckpointPath))
            Output.Notice($"there is no {_destination.CheckpointPath} to resume; starting from the beginning.");
        _options = options with { CheckpointFolder = _destination.CheckpointPath, Resume = resume };
        _dataset = RunInfoBuilder.Describe(_data, _loaded.Source, heldOut) with { Division = RunInfoBuilder.Divided(_data) };
        foreach (string sentence in _dataset.Division?.Notices ?? [])
            Output.Notice(sentence);
    }

    /// <summary>Trains, predicts, writes.</summary>
    public static RunOutcome Run(ParseResult parsed, Output output, CancellationToken cancel)
    {
        using var job = new RunJob(parsed, output, cancel);
        TrainedModel trained = job.Train(cancel);
        long began = Stopwatch.GetTimestamp();
        Run run = MainJob.Predict(job._data, trained, job._options.Threads, cancel);
        double predictSeconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        RunInfo info = RunPages.WriteFolder(job._destination.Write, run, job._options.Threads, () => RunInfoBuilder.From(
            run, job._dataset, Verb.Program, job.Reproduce("run"), job._options.Threads, job.Seconds(trained.Seconds, predictSeconds)), job._loaded.Truth);
        PartStore.Finish(job._destination.CheckpointPath);
        return new RunOutcome(run, info, job._destination.Folder);
    }

    /// <summary>Trains and writes the model only.</summary>
    public static (RunInfo Info, TrainedModel Trained, string Folder) TrainOnly(ParseResult parsed, Output output, CancellationToken cancel)
    {
        using var job = new RunJob(parsed, output, cancel);
        TrainedModel trained = job.Train(cancel);
        RunInfo info = null!;
        job._destination.Write(folder =>
        {
            RunFolder.WriteModel(folder, trained.Model, trained.History);
            info = new RunInfo
            {
                Program = Verb.Program,
                Created = DateTimeOffset.UtcNow,
                Reproduce = job.Reproduce("train"),
                Dataset = job._dataset,
                Training = trained.Info,
                Machine = RunInfoBuilder.ThisMachine(job._options.Threads),
                Seconds = job.Seconds(trained.Seconds, 0),
            };
            RunFolder.WriteInfo(folder, info);
        });
        PartStore.Finish(job._destination.CheckpointPath);
        return (info, trained, job._destination.Folder);
    }

    public void Dispose() => _destination.Dispose();

    private static (Dataset Data, HeldOutInfo? HeldOut) Divide(LoadedDataset loaded, int seed)
    {
        try
        {
            return MainJob.WithTestSplit(loaded.Data, seed);
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{loaded.Source}: {loaded.Data.Count} images are too few to hold some out for testing; expected at least 3.", e);
        }
    }

    private TrainedModel Train(CancellationToken cancel)
    {
        try
        {
            return MainJob.Train(_data, _options, new TrainingDisplay(_output), cancel);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--model {_options.Model} does not fit {_loaded.Source}: {TrainingArguments.Sentence(e)}{TrainingArguments.OtherModels(_options.Model, _data)}");
        }
        catch (OperationCanceledException)
        {
            _output.Progress("");
            Output.Notice($"the state of the training is kept in {_destination.CheckpointPath}; the same command with --resume goes on.");
            throw;
        }
    }

    private string Reproduce(string verb) => TrainingArguments.CommandLine(verb, _loaded.Source, _options);

    private SecondsInfo Seconds(double train, double predict) =>
        new(Rounded(_loaded.Seconds), Rounded(train), Rounded(predict), Rounded(Stopwatch.GetElapsedTime(_began).TotalSeconds));

    private static double Rounded(double seconds) => Math.Round(seconds, 3);
}
