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
    // An option a setting; it says nothing where the preset's value is to stay.
    private static readonly IReadOnlyList<(TrainingSetting Setting, Option<string?> Option)> Settings =
        [.. TrainingSettings.All.Select(setting => (setting, OptionOf(setting)))];

    /// <summary>The options of the settings, in the order of the help.</summary>
    public static IEnumerable<Option> SettingOptions => Settings.Select(s => s.Option);

    /// <summary>The model's option, and those of its settings.</summary>
    public static IReadOnlyList<Symbol> Options { get; } = [CommonOptions.Model, .. SettingOptions];

    /// <summary>What <c>--train-size</c> says; the preset's size does not count.</summary>
    public static int? GivenTrainSize(ParseResult parsed) =>
        parsed.GetValue(Settings.First(s => s.Setting.Name == "train-size").Option) is { } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;

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
        TrainingOptions options = TrainingOptions.ForPreset(model) with
        {
            Threads = parsed.GetValue(CommonOptions.Threads) ?? Environment.ProcessorCount,
        };
        foreach ((TrainingSetting setting, Option<string?> option) in Settings)
        {
            if (parsed.GetValue(option) is { } text)
                options = setting.With(options, text);
        }

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
        foreach (TrainingSetting setting in TrainingSettings.All.Where(s => s.Name != "seed" && s.Text(options) != s.Text(preset)))
            text.Append(CultureInfo.InvariantCulture, $" --{setting.Name} {setting.Text(options)}");
        return text.ToString();
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

    private static Option<string?> OptionOf(TrainingSetting setting)
    {
        string name = $"--{setting.Name}";
        var option = new Option<string?>(name)
        {
            Description = $"{setting.Help} (default: the model's).",
            HelpName = setting.ValueName,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [{ Value: var text }, ..])
                return;
            try
            {
                _ = setting.With(new TrainingOptions(), text);
            }
            catch (ArgumentException e)
            {
                string suggestion = setting.Words.Count > 0 ? Spelling.Suggest(text, setting.Words) : "";
                string sentence = setting.IsNumber || setting.Words.Count > 0 ? $"expected {setting.Expected}{suggestion}." : Sentence(e);
                result.AddError($"{name} {text}: {sentence}");
            }
        });
        return option;
    }
}
