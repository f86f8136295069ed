using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Misread.Cli.Verbs;
using Misread.Data;
using Misread.Onnx;
using Misread.Onnx.Features;
using Misread.Runs;
using Misread.Training;

namespace Misread.Cli.Jobs;

/// <summary>What <c>run --model FILE.onnx</c> and <c>run --model pretrained</c> do: a model that is not trained here reads every image.</summary>
internal static class ModelRunJob
{
    private const string Pretrained = "pretrained";
    private const int Folds = 5;

    private static readonly Option<string?> Preprocess = new("--preprocess")
    {
        HelpName = "NAME|FILE",
        Description = $"With --model FILE.onnx: how images are prepared: {string.Join(", ", PreprocessingNames.All)}, or a JSON file (default: what the model says of itself, else worked out on labelled images).",
    };

    private static readonly Option<string?> Classes = new("--classes")
    {
        HelpName = "FILE",
        Description = "With --model FILE.onnx: names of its classes in the order of its outputs, one a line or as JSON (default: what the model says of itself).",
    };

    private static readonly Option<string?> OutputKindName = Ranged.OneOfOrNone(
        "--outputs", "With --model FILE.onnx: what its output is (default: told from values)", "KIND", ["logits", "probabilities", "log-probabilities", "scores"]);

    private static readonly Option<string?> Features = new("--features")
    {
        HelpName = "FILE",
        Description = "With --model pretrained: features by your own network (FILE.onnx) or from an array [N,F] (FILE.npy), instead of ResNet-18's.",
    };

    /// <summary>Options that go with such a model.</summary>
    public static IReadOnlyList<Option> Options { get; } = [Preprocess, Classes, OutputKindName, Features];

    /// <summary>Whether <c>--model</c> names one.</summary>
    public static bool IsAsked(ParseResult parsed) => parsed.GetValue(CommonOptions.Model) is { } model && (model == Pretrained || IsFile(model));

    /// <summary>Predicts every image and writes the run folder.</summary>
    public static RunOutcome Run(ParseResult parsed, IReadOnlyList<Symbol> idle, Option<int?> crossValidate, Output output, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        string model = parsed.GetValue(CommonOptions.Model)!;
        bool own = IsFile(model);
        IEnumerable<Symbol> wrong = idle.Concat(own ? [Features, crossValidate, CommonOptions.Seed] : [Classes, OutputKindName, GivenRunJob.TrainedOn]);
        if (wrong.OfType<Option>().FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } option)
            throw new UsageException($"{option.Name} does not go with --model {model}.");
        LoadedDataset loaded = DatasetArgument.Open(parsed, output, cancel);
        using var destination = RunDestination.From(parsed, $"{loaded.Data.Name}-{Path.GetFileNameWithoutExtension(model)}");
        destination.Protect(loaded.Location, own ? model : null, parsed.GetValue(Features), parsed.GetValue(Preprocess), parsed.GetValue(Classes));
        int threads = parsed.GetValue(CommonOptions.Threads) ?? Environment.ProcessorCount;
        long predicting = Stopwatch.GetTimestamp();
        var progress = new Progress(output, loaded.Data.Count);
        (Run run, float[]? features, GivenInfo given) = own
            ? Ask(parsed, loaded.Data, model, threads, progress, cancel)
            : Head(parsed, loaded.Data, parsed.GetValue(crossValidate) ?? Folds, threads, progress, cancel);
        output.Progress("");
        double predict = Stopwatch.GetElapsedTime(predicting).TotalSeconds;
        foreach (string note in given.Notices)
            output.Line($"model        {note}");
        DatasetInfo described = RunInfoBuilder.Describe(loaded.Data, loaded.Source, null) with { ClassNames = [.. run.Data.ClassNames] };
        string reproduce = Reproduce(parsed, loaded.Source, model, crossValidate);
        RunInfo info = RunPages.WriteFolder(
            destination.Write,
            run,
            threads,
            () => RunInfoBuilder.From(run, described, Verb.Program, reproduce, threads, new SecondsInfo(Rounded(loaded.Seconds), 0, Rounded(predict), Rounded(Stopwatch.GetElapsedTime(began).TotalSeconds))) with { Given = given },
            features: features);
        return new RunOutcome(run, info, destination.Folder);
    }

    private static (Run Run, float[]? Features, GivenInfo Given) Ask(ParseResult parsed, Dataset data, string model, int threads, IProgress<int> progress, CancellationToken cancel)
    {
        string? trainedOn = parsed.GetValue(GivenRunJob.TrainedOn);
        GivenRun.CheckTrainedOn(data, trainedOn);
        var options = new OnnxJobOptions
        {
            Preprocessing = parsed.GetValue(Preprocess),
            ClassNames = parsed.GetValue(Classes) is { } file ? ClassNameFile.Read(file) : null,
            Outputs = parsed.GetValue(OutputKindName) is { } kind ? Enum.Parse<OutputKind>(kind.Replace("-", "", StringComparison.Ordinal), ignoreCase: true) : null,
            Threads = threads,
        };
        OnnxJobResult result = OnnxJob.Run(data, model, options, progress, cancel);
        foreach (string warning in result.Warnings)
            Output.Notice($"{warning}; see --preprocess.");
        if (trainedOn is null)
            Output.Notice("it is not known which images the model was trained on; if it was on some of these, its figures flatter it there. Name their split with --trained-on, or none.");
        Run run = GivenRun.From(data, result.ClassNames, result.Probabilities, trainedOn);
        return (run, result.Features, new GivenInfo(Path.GetFullPath(model), "image by image", data.Count, false, [.. result.Notes, .. result.Warnings], trainedOn));
    }

    private static (Run Run, float[]? Features, GivenInfo Given) Head(ParseResult parsed, Dataset data, int folds, int threads, IProgress<int> progress, CancellationToken cancel)
    {
        string? features = parsed.GetValue(Features);
        string? preprocess = parsed.GetValue(Preprocess);
        if (preprocess is not null && (features is null || IsArray(features)))
            throw new UsageException("--preprocess goes with --features FILE.onnx or --model FILE.onnx.");
        var options = new PretrainedJobOptions
        {
            Features = features,
            Preprocessing = preprocess,
            Folds = folds,
            Threads = threads,
            Head = new LinearHeadOptions { Seed = parsed.GetValue(CommonOptions.Seed) ?? new LinearHeadOptions().Seed },
        };
        PretrainedJobResult result = PretrainedJob.Run(data, options, progress, cancel);
        return (new Run(data, result.Predictions, []), result.Features, new GivenInfo(features is null ? Pretrained : Path.GetFullPath(features), "image by image", data.Count, false, result.Notes, GivenRun.TrainedOnNone));
    }

    private static string Reproduce(ParseResult parsed, string source, string model, Option<int?> crossValidate)
    {
        string file = IsFile(model) ? Path.GetFullPath(model) : model;
        string line = $"misread run --dataset {TrainingArguments.Quoted(source)} --model {TrainingArguments.Quoted(file)}";
        foreach (Option<string?> option in (Option<string?>[])[Preprocess, Classes, OutputKindName, Features, GivenRunJob.TrainedOn])
        {
            if (parsed.GetValue(option) is { } value)
                line += $" {option.Name} {TrainingArguments.Quoted(value)}";
        }

        foreach (Option<int?> option in (Option<int?>[])[crossValidate, CommonOptions.Seed])
        {
            if (parsed.GetValue(option) is { } value)
                line += $" {option.Name} {value}";
        }

        return line;
    }

    private static bool IsFile(string model) => model.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    private static bool IsArray(string file) => file.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);

    private static double Rounded(double seconds) => Math.Round(seconds, 3);

    private sealed class Progress(Output output, int count) : IProgress<int>
    {
        private int _tenths;

        public void Report(int value)
        {
            int tenths = (int)(10L * value / Math.Max(1, count));
            if (tenths > _tenths)
                output.Progress(string.Create(CultureInfo.InvariantCulture, $"{value:N0} of {count:N0} images"));
            _tenths = tenths;
        }
    }
}
