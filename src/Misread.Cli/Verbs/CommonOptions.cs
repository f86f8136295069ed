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
        Description = $"Network and training settings: {string.Join(", ", ModelPresets.Names)}; for 'run' also pretrained (features of ResNet-18 and a linear head), or your own model as FILE.onnx.",
        HelpName = "NAME|FILE",
        DefaultValueFactory = _ => "cnn-small",
    };

    public static Option<int?> Seed { get; } =
        Ranged.Whole("--seed", "Seed of weights, shuffling and splits; the same seed gives the same bits (default: 42).", 0, int.MaxValue);

    public static Option<int?> Threads { get; } =
        Ranged.Whole("--threads", "Threads; the result does not depend on them (default: all cores).", 1, 256);

    public static Option<string?> Out { get; } = new("--out")
    {
        Description = "Folder to write; it appears whole or not at all.",
        HelpName = "FOLDER",
    };

    public static Option<bool> Force { get; } = new("--force")
    {
        Description = "Replace what Misread wrote at --out; anything else is never replaced.",
    };

    public static Option<bool> Invert { get; } = new("--invert")
    {
        Description = "Invert the images: dark becomes light.",
    };

    public static Option<bool> Transpose { get; } = new("--transpose")
    {
        Description = "Exchange rows and columns of the images, as EMNIST's files need it.",
    };

    public static Option<int?> MaxValue { get; } =
        Ranged.Whole("--max-value", "Pixels go from 0 to N: 1 for images of 0 and 1 (default: as the files say, else 255).", 1, 255);

    public static Option<int?> MoveLabels { get; } =
        Ranged.Whole("--move-labels", "Give each image the label of the row before (1) or behind (-1), where labels stand a row off.", -1, 1);

    public static Option<bool> Strict { get; } = new("--strict")
    {
        Description = "Refuse a data set of which an image cannot be read, rather than to leave that image out.",
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
