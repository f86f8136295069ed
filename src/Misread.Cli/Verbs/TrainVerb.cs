using System.CommandLine;
using System.Globalization;
using Misread.Cli.Jobs;
using Misread.Runs;
using Misread.Training;

namespace Misread.Cli.Verbs;

/// <summary><c>misread train</c>: the model alone, without predictions.</summary>
internal sealed class TrainVerb : Verb
{
    public TrainVerb()
        : base("train", "Trains a network and leaves a folder with the model, its history and its settings.")
    {
        Define(
            Work,
            [CommonOptions.Dataset, .. TrainingArguments.Options, CommonOptions.Threads, CommonOptions.Out, CommonOptions.Force, CommonOptions.Resume]);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread train --model cnn --out models/cnn", "train with early stopping; Ctrl-C keeps the state"),
        new("misread train --model cnn --out models/cnn --resume", "go on where it stopped"),
        new("misread train --dataset digits --model mlp --epochs 30", "the 8×8 digits"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        (RunInfo info, TrainedModel trained, string folder) = RunJob.TrainOnly(parsed, output, cancel);
        if (output.Json)
        {
            Output.Object(new RunSummary(folder, info.Dataset.Name, info.Training!.Model, null, null, null, null, null, null, info.Seconds), RunSummaryJson.Default.RunSummary);
            return ExitCode.Done;
        }

        EpochRecord last = trained.History[trained.Info.BestEpoch - 1];
        output.Line(string.Create(CultureInfo.InvariantCulture, $"trained on  {Count.Of(trained.Info.Images, "image")} of {info.Dataset.Name}, {trained.Info.EpochsTrained} epochs, {info.Seconds.Train:F2} s"));
        output.Line(string.Create(CultureInfo.InvariantCulture, $"training    loss {last.TrainLoss:F4}, accuracy {100 * last.TrainAccuracy:F2} % while learning (epoch {last.Epoch}); this says little about new images"));
        if (last.ValidationLoss is { } loss)
            output.Line(string.Create(CultureInfo.InvariantCulture, $"validation  loss {loss:F4}, accuracy {100 * last.ValidationAccuracy!.Value:F2} %"));
        output.Line($"written to  {folder}");
        output.Next($"misread evaluate {TrainingArguments.Quoted(folder)}");
        return ExitCode.Done;
    }
}
