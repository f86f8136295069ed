using System.CommandLine;
using Misread.Nn;

namespace Misread.Cli.Verbs;

/// <summary>The options that mean the same wherever they occur. A value that was not given is <see langword="null"/>.</summary>
internal static class CommonOptions
{
    public static Option<string> Dataset { get; } = new("--dataset")
    {
        Description = "Data set: a name (see 'misread data list'), a file or a folder. 'auto' is mnist, or the built-in synthetic digits where it cannot be had.",
        HelpName = "NAME|PATH",
        DefaultValueFactory = _ => "auto",
    };

    public static Option<string> Model { get; } = new("--model")
    {
        Description = $"Network and training settings: {string.Join(", ", ModelPresets.Names)}.",
        HelpName = "PRESET",
        DefaultValueFactory = _ => "cnn-small",
    };

    public static Option<int?> Seed { get; } =
        Ranged.Whole("--seed", "Seed of weights, shuffling and splits; the same seed gives the same bits (default: 42).", 0, int.MaxValue);

    public static Option<int?> Threads { get; } =
        Ranged.Whole("--threads", "Threads; the result does not depend on them (default: all cores).", 1, 256);

    public static Option<int?> Epochs { get; } =
        Ranged.Whole("--epochs", "Passes over the training images (default: the model's).", 1, 100_000);

    public static Option<int?> BatchSize { get; } =
        Ranged.Whole("--batch-size", "Images a training step (default: the model's).", 1, 65_536);

    public static Option<int?> TrainSize { get; } =
        Ranged.Whole("--train-size", "Train on the first N training images only (default: the model's).", 1, int.MaxValue);

    public static Option<double?> LearningRate { get; } =
        Ranged.Real("--learning-rate", "Step size of the optimizer (default: the model's).", 1e-9, 100);

    public static Option<string?> Out { get; } = new("--out")
    {
        Description = "Folder to write; it appears whole or not at all.",
        HelpName = "FOLDER",
    };

    public static Option<bool> Force { get; } = new("--force")
    {
        Description = "Replace what Misread wrote at --out; anything else is never replaced.",
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one JSON object on stdout and nothing else.",
    };

    public static Option<bool> Quiet { get; } = new("--quiet")
    {
        Description = "No progress and no hints.",
    };

    public static Option<bool> Resume { get; } = new("--resume")
    {
        Description = "Continue an interrupted run of the same settings to the same bits.",
    };
}
