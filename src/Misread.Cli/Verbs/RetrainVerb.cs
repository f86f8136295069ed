using System.CommandLine;
using System.Globalization;
using Misread.Cli.Jobs;
using Misread.Experiments;
using Misread.Runs;
using Misread.Training;

namespace Misread.Cli.Verbs;

/// <summary><c>misread retrain</c>: trains again on more of what is hard, and says whether that helped.</summary>
internal sealed class RetrainVerb : Verb
{
    private static readonly Argument<string?> RunFolderArgument = RunArgument.Create();

    private static readonly Option<int?> Seeds = Ranged.Whole(
        "--seeds", $"Networks for each arm, from the run's seed on; fewer than {RetrainRule.LeastSeeds} decide nothing (default: {new RetrainOptions().Seeds}, with --corrections {CorrectionTrial.DefaultSeeds}).", 1, 1000);

    private static readonly Option<string?> Corrections = new("--corrections")
    {
        HelpName = "FILE",
        Description = "Instead of hard images: did these corrections of labels help? Trains with them and without.",
    };

    private static readonly Option<double?> Hard = new("--hard")
    {
        HelpName = "N|SHARE",
        Description = "How many hard training images are copied: a number, or a share below 1 (default: 0.05).",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
                && value is > 0 and <= int.MaxValue && (value < 1 || value == Math.Floor(value)))
            {
                return value;
            }

            result.AddError($"--hard {text}: expected a whole number of 1 or more, or a share between 0 and 1.");
            return null;
        },
    };

    private static readonly Option<int?> Copies = Ranged.Whole("--copies", $"Copies of each (default: {new RetrainOptions().Copies}).", 1, 1000);

    private static readonly Option<Augmentation?> Augment = TrainingArguments.AugmentOption(
        "Distort each copy at random", $"{RetrainOptions.DefaultAugmentation(28, 28)} for images of 28×28 pixels, in proportion for others");

    private static readonly Option<bool> DropIssues = new("--drop-issues")
    {
        Description = "Train the hard arm without likely label errors, and its controls without as many random images.",
    };

    private static readonly Option<bool> Baseline = new("--baseline")
    {
        Description = "Train a fourth arm without any copies, for information.",
    };

    public RetrainVerb()
        : base("retrain", "Trains again with distorted copies of hard training images, or with corrected labels, and says whether that helped, beside controls of the same compute.")
    {
        Define(
            Work, RunFolderArgument, Corrections, Seeds, Hard, Copies, Augment, DropIssues, Baseline,
            CommonOptions.Threads, CommonOptions.Out, CommonOptions.Force, CommonOptions.Resume);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread retrain runs/mnist-cnn-small", "15 networks: does it help to see hard images more often?"),
        new("misread retrain runs/mnist-cnn-small --seeds 10 --hard 2000 --copies 8", "more seeds make the answer surer"),
        new("misread retrain runs/mnist-cnn-small --corrections corrections.csv", "did correcting the labels help?"),
        new("misread retrain RUN --augment shift=2,rotate=15 --out retrained --resume", "goes on where it was stopped"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        RunFolder run = RunArgument.Open(parsed.GetValue(RunFolderArgument));
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Path)));
        using var destination = RunDestination.ForTraining(parsed, $"{name}-retrain");
        var usual = new RetrainOptions();
        if (parsed.GetValue(Corrections) is { } corrections)
            return Prove(parsed, run, corrections, destination, output, cancel);
        RetrainOptions options = usual with
        {
            Seeds = parsed.GetValue(Seeds) ?? usual.Seeds,
            Hard = parsed.GetValue(Hard) ?? usual.Hard,
            Copies = parsed.GetValue(Copies) ?? usual.Copies,
            Augmentation = parsed.GetValue(Augment),
            DropIssues = parsed.GetValue(DropIssues),
            Baseline = parsed.GetValue(Baseline),
            Threads = Math.Min(256, parsed.GetValue(CommonOptions.Threads) ?? usual.Threads),
            CheckpointFolder = destination.CheckpointPath,
        };
        (RetrainResult result, RetrainSummary summary) = RetrainJob.Run(run, options, destination, parsed.GetValue(CommonOptions.Resume), output, cancel);
        if (output.Json)
            Output.Object(summary, RetrainJson.Default.RetrainSummary);
        else
            RetrainText.Write(result, summary, output);
        return ExitCode.Done;
    }

    private static int Prove(
        ParseResult parsed, RunFolder run, string corrections, RunDestination destination, Output output, CancellationToken cancel)
    {
        foreach (Option option in (Option[])[Hard, Copies, Augment, DropIssues, Baseline])
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new UsageException($"{option.Name} is about copies of hard images; leave it out beside --corrections.");
        }

        if (!File.Exists(corrections))
            throw new FileNotFoundException($"--corrections {corrections}: there is no such file; expected a record of 'misread fix', corrections.csv say.", corrections);
        (CorrectionResult result, CorrectionSummary summary) = RetrainCorrectionsJob.Run(
            run,
            corrections,
            parsed.GetValue(Seeds) ?? CorrectionTrial.DefaultSeeds,
            Math.Min(256, parsed.GetValue(CommonOptions.Threads) ?? Environment.ProcessorCount),
            destination,
            parsed.GetValue(CommonOptions.Resume),
            output,
            cancel);
        if (output.Json)
            Console.Out.Write(summary.ToJson());
        else
            RetrainCorrectionsText.Write(result, summary, output);
        return ExitCode.Done;
    }
}
