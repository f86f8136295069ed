using System.CommandLine;
using System.Diagnostics;
using Misread.Cli.Jobs;
using Misread.Data;
using Misread.Evaluation;
using Misread.Runs;

namespace Misread.Cli.Verbs;

/// <summary><c>misread evaluate</c>: what a trained model makes of a data set.</summary>
internal sealed class EvaluateVerb : Verb
{
    private static readonly Argument<string?> Model = new("model")
    {
        HelpName = "RUN|MODEL",
        Description = "Folder of a run, or a .safetensors file (default: the newest run below runs/).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Data = new("--dataset")
    {
        HelpName = "NAME|PATH",
        Description = "Data set to evaluate on (default: the one that the run was made on).",
    };

    public EvaluateVerb()
        : base("evaluate", "Predicts a data set with a trained model and reports how well it is read.")
    {
        Define(Work, [Model, Data, .. DatasetRemedies.Options, CommonOptions.Threads, CommonOptions.Out, CommonOptions.Force]);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread evaluate runs/mnist-cnn-small", "accuracy, precision, recall and F1 on the test images"),
        new("misread evaluate runs/mnist-cnn-small --dataset my-images/ --out runs/mine", "on other images; leaves a run folder"),
        new("misread evaluate model.safetensors --dataset mnist --json", "one JSON object"),
        new("misread evaluate runs/mnist-cnn-small --dataset scans/ --invert", "dark ink on light, read by a model of light ink on dark"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        TrainedModelArgument model = TrainedModelArgument.Open(parsed.GetValue(Model));
        string source = parsed.GetValue(Data) ?? model.Folder?.Info.Dataset.Source
            ?? throw new UsageException($"{model.Path} does not say what it was trained on; add --dataset.");
        if (DatasetRemedies.AreGiven(parsed) && parsed.GetValue(CommonOptions.Out) is not null)
            throw new UsageException($"--out keeps what is said of the images of {source} as they are; write a data set that is right first, with 'misread data convert' and the same options, and evaluate that.");
        LoadedDataset loaded = DatasetArgument.Open(source, output, cancel, told: false);
        loaded = loaded with { Data = NetworkView.For(loaded.Data, model.Model.Network.InputShape, cancel) };
        loaded = DatasetArgument.Remedied(loaded, source, parsed);
        using RunDestination? destination = RunDestination.IfGiven(parsed);
        destination?.Protect(model.Path, loaded.Location, model.Folder is null ? null : DatasetArgument.LocationOf(model.Folder));
        int threads = parsed.GetValue(CommonOptions.Threads) ?? Environment.ProcessorCount;
        long predicting = Stopwatch.GetTimestamp();
        (Dataset data, Func<int, PredictionOrigin> origin) = model.Match(loaded.Data);
        // A data set may lack classes of the model, or number them otherwise: they are the same by name.
        Dataset named = data.ClassNames.All(name => model.Model.ClassNames.Contains(name, StringComparer.Ordinal)) ? data.WithClassNames(model.Model.ClassNames) : data;
        var run = new Run(named, Predict(model, loaded.Source, named, origin, threads, cancel), [], model.Folder?.Info.Training, model.Model);
        if (ModelFit.Check(model.Model, named, threads, cancel) is { } misfit)
            DatasetRemedies.Tell([misfit], TrainingArguments.Quoted(source), itself: destination is null);
        double predictSeconds = Stopwatch.GetElapsedTime(predicting).TotalSeconds;
        RunInfo info = RunInfoBuilder.From(
            run,
            RunInfoBuilder.Describe(data, loaded.Source, ReferenceEquals(data, loaded.Data) ? null : model.Folder!.Info.Dataset.HeldOut) with
            { ClassNames = [.. named.ClassNames] },
            Program,
            $"misread evaluate {TrainingArguments.Quoted(model.Path)} --dataset {TrainingArguments.Quoted(loaded.Source)}",
            threads,
            new SecondsInfo(Math.Round(loaded.Seconds, 3), 0, Math.Round(predictSeconds, 3), Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 3)));
        if (destination is not null)
            RunPages.WriteFolder(destination.Write, run, threads, () => info);
        var outcome = new RunOutcome(run, info, destination?.Folder ?? "");
        if (output.Json)
            Output.Object(RunSummary.From(outcome), RunSummaryJson.Default.RunSummary);
        else
            Write(outcome, output);
        return ExitCode.Done;
    }

    private static Predictions Predict(
        TrainedModelArgument model, string source, Dataset data, Func<int, PredictionOrigin> origin, int threads, CancellationToken cancel)
    {
        if (!data.ClassNames.SequenceEqual(model.Model.ClassNames, StringComparer.Ordinal))
        {
            throw new UsageException(
                $"{model.Path} reads the classes {Names(model.Model.ClassNames)}, but {source} has {Names(data.ClassNames)}; train on that data set first.");
        }

        try
        {
            return model.Model.Predict(data, origin, threads, cancel);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"{model.Path} does not fit {source}: {TrainingArguments.Sentence(e)}");
        }
    }

    private static void Write(RunOutcome outcome, Output output)
    {
        if (outcome.Run.Metrics is not null)
            output.Line(ClassificationReport.From(outcome.Run.Confusion).ToText(digits: 4));
        RunText.Figures(outcome.Run, output);
        if (outcome.Folder.Length > 0)
            output.Line($"written to   {outcome.Folder}");
        output.Next(outcome.Folder.Length > 0
            ? $"misread errors {TrainingArguments.Quoted(outcome.Folder)} --select top-errors"
            : "the same with --out FOLDER keeps the predictions and every misread image");
    }

    private static string Names(IReadOnlyList<string> names) =>
        names.Count <= 12 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(10))} … ({names.Count} in all)";
}
