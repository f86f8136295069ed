using System.CommandLine;
using Misread.Cli.Jobs;

namespace Misread.Cli.Verbs;

/// <summary><c>misread run</c>: data set → train → predict every image → run folder.</summary>
internal sealed class RunVerb : Verb
{
    public RunVerb()
        : base("run", "Trains a network, predicts every image, and leaves a folder with the model, the metrics and every misread image.")
    {
        Define(
            Work,
            [CommonOptions.Dataset, .. TrainingArguments.Options, CommonOptions.Threads, CommonOptions.Out, CommonOptions.Force, CommonOptions.Resume]);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread run", "MNIST with a small CNN; the built-in digits where MNIST cannot be had"),
        new("misread run --model mlp --seed 7 --out runs/mlp-7", "another network, another seed"),
        new("misread run --dataset my-images/ --epochs 10", "a folder of PNGs, one subfolder a class"),
        new("misread run --resume", "go on where an interrupted run stopped"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        RunOutcome outcome = RunJob.Run(parsed, output, cancel);
        if (output.Json)
            Output.Object(RunSummary.From(outcome), RunSummaryJson.Default.RunSummary);
        else
            RunText.Write(outcome, output);
        return ExitCode.Done;
    }
}
