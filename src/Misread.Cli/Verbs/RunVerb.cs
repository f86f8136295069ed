using System.CommandLine;
using Misread.Cli.Jobs;

namespace Misread.Cli.Verbs;

/// <summary><c>misread run</c>: data set → train → predict every image → run folder.</summary>
internal sealed class RunVerb : Verb
{
    private static readonly Option<int?> CrossValidate = Ranged.Whole(
        "--cross-validate", "Predict every image, test images too, by a network that was not trained on it: N folds. What an audit wants.", 2, 1000);

    private static readonly Option<int?> Seeds = Ranged.Whole(
        "--seeds", "With --cross-validate: N networks a fold, each with its own seed; their mean counts (default: 1).", 1, 100);

    public RunVerb()
        : base("run", "Trains a network, predicts every image, and leaves a folder with the model, the metrics and every misread image.")
    {
        Define(
            Work,
            [CommonOptions.Dataset, .. TrainingArguments.Options, CrossValidate, Seeds, .. GivenRunJob.Options, .. ModelRunJob.Options, CommonOptions.Strict, CommonOptions.Threads, CommonOptions.Out, CommonOptions.Force, CommonOptions.Resume]);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread run", "MNIST with a small CNN; the built-in digits where MNIST cannot be had"),
        new("misread run --model mlp --seed 7 --out runs/mlp-7", "another network, another seed"),
        new("misread run --dataset my-images/ --epochs 10", "a folder of images, one subfolder a class"),
        new("misread run --cross-validate 5 --out runs/folds", "every image out-of-fold; then 'misread audit runs/folds'"),
        new("misread run --dataset photos/ --predictions preds.csv", "no training: what another program predicted, by path and class name"),
        new("misread run --dataset photos/ --model pretrained", "no training: features of ResNet-18 and a linear head, every image out-of-fold"),
        new("misread run --dataset photos/ --model mine.onnx --trained-on train", "your own model, of any framework that exports ONNX"),
        new("misread run --resume", "go on where an interrupted run stopped"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        int? seeds = parsed.GetValue(Seeds);
        bool given = parsed.GetValue(AuditVerb.Predictions) is not null;
        bool asked = !given && ModelRunJob.IsAsked(parsed);
        if (!given && GivenRunJob.Options.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false } && !(asked && o == GivenRunJob.TrainedOn)) is { } lone)
            throw new UsageException($"{lone.Name} goes with --predictions.");
        if (!asked && ModelRunJob.Options.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } idle)
            throw new UsageException($"{idle.Name} goes with --model FILE.onnx or --model pretrained.");
        if (parsed.GetValue(CrossValidate) is null && seeds is not null)
            throw new UsageException("--seeds goes with --cross-validate; add --cross-validate 5, say.");
        RunOutcome outcome = given
            ? GivenRunJob.Run(parsed, [.. TrainingArguments.Options, CrossValidate, Seeds, CommonOptions.Resume], output, cancel)
            : asked
            ? ModelRunJob.Run(parsed, [.. TrainingArguments.Options.Where(o => o != CommonOptions.Model && o != CommonOptions.Seed), Seeds, CommonOptions.Resume], CrossValidate, output, cancel)
            : parsed.GetValue(CrossValidate) is int folds
            ? CrossValidationJob.Run(parsed, output, folds, seeds ?? 1, cancel)
            : RunJob.Run(parsed, output, cancel);
        if (output.Json)
            Output.Object(RunSummary.From(outcome), RunSummaryJson.Default.RunSummary);
        else
            RunText.Write(outcome, output);
        return ExitCode.Done;
    }
}
