using System.CommandLine;
using System.Globalization;
using System.Text;
using Misread.Data;
using Misread.Nn;
using Misread.Training;

namespace Misread.Cli.Verbs;

/// <summary>The options that decide a training, on top of a preset's settings.</summary>
internal static class TrainingArguments
{
    private static readonly Option<int?> Members = Ranged.Whole(
        "--members", "Train N networks, with seeds that follow each other, and average their probabilities (default: the model's).", 1, 1000);

    private static readonly Option<string?> Optimizer = Ranged.OneOfOrNone(
        "--optimizer", "What updates the weights (default: the model's)", "NAME", SettingNames.Optimizers);

    private static readonly Option<string?> Schedule = Ranged.OneOfOrNone(
        "--schedule", "How the learning rate runs (default: the model's)", "NAME", SettingNames.Schedules);

    private static readonly Option<double?> WeightDecay = Ranged.Real("--weight-decay", "Weight decay (default: the model's).", 0, 10);

    private static readonly Option<double?> LabelSmoothing =
        Ranged.Real("--label-smoothing", "Label smoothing (default: the model's).", 0, 0.99);

    private static readonly Option<Augmentation?> Augment = AugmentOption("Distort training images at random", "the model's");

    private static readonly Option<double?> ValidationSplit =
        Ranged.Real("--validation-split", "Share of the training images held out for validation (default: the model's).", 0, 0.9);

    private static readonly Option<int?> Patience = Ranged.Whole(
        "--patience", "Stop after N epochs without a lower validation loss and keep the best weights (default: the model's).", 1, 100_000);

    private static readonly Option<double?> AverageWeights =
        Ranged.Real("--average-weights", "Share of the steps, at the end, whose weights are averaged (default: the model's).", 0, 1);

    private static readonly Option<int?> TestTimeShift = Ranged.Whole(
        "--test-time-shift", "Predict by the mean over an image and its copies moved N pixels to four sides; 0: the image alone (default: the model's).", 0, 1_000);

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Symbol> Options { get; } =
    [
        CommonOptions.Model,
        CommonOptions.Seed,
        Members,
        CommonOptions.Epochs,
        CommonOptions.BatchSize,
        CommonOptions.TrainSize,
        CommonOptions.LearningRate,
        Optimizer,
        Schedule,
        WeightDecay,
        LabelSmoothing,
        Augment,
        ValidationSplit,
        Patience,
        AverageWeights,
        TestTimeShift,
    ];

    /// <summary>A fresh <c>--augment</c> for a verb.</summary>
    /// <param name="effect">What it does.</param>
    /// <param name="usual">What the default is.</param>
    public static Option<Augmentation?> AugmentOption(string effect, string usual) => new("--augment")
    {
        Description = $"{effect}: any of shift=PIXELS, rotate=DEGREES, scale=FRACTION, shear=FRACTION, elastic=ALPHA, sigma=PIXELS, joined by commas; or none (default: {usual}).",
        HelpName = "LIST",
        CustomParser = result =>
        {
            try
            {
                return Augmentation.Parse(result.Tokens[0].Value);
            }
            catch (ArgumentException e)
            {
                result.AddError($"--augment {result.Tokens[0].Value}: {Sentence(e)}");
                return null;
            }
        },
    };

    /// <summary>The preset's settings, changed as the command line says.</summary>
    /// <param name="parsed">The command line; options that the verb does not have keep the preset's settings.</param>
    /// <param name="modelOption">Where the preset is named (default: <see cref="CommonOptions.Model"/>).</param>
    /// <param name="instead">A preset that takes the place of the one named there; or none.</param>
    /// <exception cref="UsageException">The model is unknown, or settings contradict each other.</exception>
    public static TrainingOptions From(ParseResult parsed, Option<string>? modelOption = null, string? instead = null)
    {
        string model = instead ?? parsed.GetValue(modelOption ?? CommonOptions.Model)!;
        if (!ModelPresets.Names.Contains(model, StringComparer.Ordinal))
            throw new UsageException($"--model {model}: expected one of {string.Join(", ", ModelPresets.Names)}{Spelling.Suggest(model, ModelPresets.Names)}.");
        var preset = TrainingOptions.ForPreset(model);
        TrainingOptions options = preset with
        {
            Seed = parsed.GetValue(CommonOptions.Seed) ?? preset.Seed,
            Members = parsed.GetValue(Members) ?? preset.Members,
            Threads = parsed.GetValue(CommonOptions.Threads) ?? preset.Threads,
            Epochs = parsed.GetValue(CommonOptions.Epochs) ?? preset.Epochs,
            BatchSize = parsed.GetValue(CommonOptions.BatchSize) ?? preset.BatchSize,
            TrainSize = parsed.GetValue(CommonOptions.TrainSize) ?? preset.TrainSize,
            LearningRate = parsed.GetValue(CommonOptions.LearningRate) ?? preset.LearningRate,
            Optimizer = parsed.GetValue(Optimizer) is { } optimizer ? (OptimizerKind)SettingNames.Optimizers.ToList().IndexOf(optimizer) : preset.Optimizer,
            Schedule = parsed.GetValue(Schedule) is { } schedule ? (ScheduleKind)SettingNames.Schedules.ToList().IndexOf(schedule) : preset.Schedule,
            WeightDecay = parsed.GetValue(WeightDecay) ?? preset.WeightDecay,
            LabelSmoothing = parsed.GetValue(LabelSmoothing) ?? preset.LabelSmoothing,
            Augmentation = parsed.GetValue(Augment) ?? preset.Augmentation,
            ValidationSplit = parsed.GetValue(ValidationSplit) ?? preset.ValidationSplit,
            Patience = parsed.GetValue(Patience) ?? preset.Patience,
            AverageWeights = parsed.GetValue(AverageWeights) ?? preset.AverageWeights,
            TestTimeShift = parsed.GetValue(TestTimeShift) ?? preset.TestTimeShift,
        };
        try
        {
            options.Validate();
        }
        catch (ArgumentException e)
        {
            throw new UsageException(Sentence(e));
        }

        return options;
    }

    /// <summary>
    /// The same where the data are known: a default model whose network is too deep for the images gives way to the first that takes them, with a notice.
    /// A model that was asked for is kept.
    /// </summary>
    public static TrainingOptions Fitting(ParseResult parsed, Option<string> modelOption, Dataset data)
    {
        TrainingOptions options = From(parsed, modelOption);
        var image = new Shape(data.Height, data.Width, data.Channels);
        if (ModelPresets.Fits(options.Model, image) || parsed.GetResult(modelOption) is { Implicit: false })
            return options;
        if (ModelPresets.Names.FirstOrDefault(name => ModelPresets.Fits(name, image)) is not { } other)
            return options;
        Output.Notice($"the network {options.Model} is too deep for images of {data.Width}×{data.Height} pixels; {other} takes its place.");
        return From(parsed, modelOption, other);
    }

    /// <summary>The command line of the same training: what differs from the preset is spelled out.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="dataset">What <c>--dataset</c> says.</param>
    /// <param name="options">The settings.</param>
    public static string CommandLine(string verb, string dataset, TrainingOptions options)
    {
        var preset = TrainingOptions.ForPreset(options.Model);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"misread {verb} --dataset {Quoted(dataset)} --model {options.Model} --seed {options.Seed}");
        Add("--members", options.Members, preset.Members);
        Add("--epochs", options.Epochs, preset.Epochs);
        Add("--batch-size", options.BatchSize, preset.BatchSize);
        Add("--train-size", options.TrainSize, preset.TrainSize);
        Add("--learning-rate", options.LearningRate, preset.LearningRate);
        Add("--optimizer", options.Optimizer.ToName(), preset.Optimizer.ToName());
        Add("--schedule", options.Schedule.ToName(), preset.Schedule.ToName());
        Add("--weight-decay", options.WeightDecay, preset.WeightDecay);
        Add("--label-smoothing", options.LabelSmoothing, preset.LabelSmoothing);
        Add("--augment", options.Augmentation, preset.Augmentation);
        Add("--validation-split", options.ValidationSplit, preset.ValidationSplit);
        Add("--patience", options.Patience, preset.Patience);
        Add("--average-weights", options.AverageWeights, preset.AverageWeights);
        Add("--test-time-shift", options.TestTimeShift, preset.TestTimeShift);
        return text.ToString();

        void Add<T>(string name, T value, T usual)
        {
            if (!EqualityComparer<T>.Default.Equals(value, usual))
                text.Append(CultureInfo.InvariantCulture, $" {name} {value}");
        }
    }

    /// <summary>A word of a shell's command line.</summary>
    public static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '\\' or '.' or '-' or '_' or ':' or '~' or '+' or '=')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>What an <see cref="ArgumentException"/> says to a person, as a sentence: without the name of a parameter.</summary>
    public static string Sentence(ArgumentException exception) =>
        $"{exception.Message.ReplaceLineEndings(" ").Split(" (Parameter", 2)[0].TrimEnd('.')}.";

    /// <summary>What to take instead of a model whose network is too deep for the images; nothing where it is not.</summary>
    public static string OtherModels(string model, Dataset data)
    {
        var image = new Shape(data.Height, data.Width, data.Channels);
        return ModelPresets.Fits(model, image)
            ? ""
            : $" Models that take {data.Width}×{data.Height} pixels: {string.Join(", ", ModelPresets.Names.Where(name => ModelPresets.Fits(name, image)))}.";
    }
}
