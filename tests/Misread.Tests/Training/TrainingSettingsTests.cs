using System.Reflection;
using System.Text.Json;
using Misread.Cli;
using Misread.Cli.Verbs;
using Misread.Runs;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

/// <summary>A setting is declared once, and everything that writes or reads it follows.</summary>
public sealed class TrainingSettingsTests
{
    // A value that no preset has, for each setting.
    private static readonly Dictionary<string, string> Changed = new(StringComparer.Ordinal)
    {
        ["seed"] = "977",
        ["members"] = "3",
        ["epochs"] = "11",
        ["batch-size"] = "77",
        ["train-size"] = "123",
        ["learning-rate"] = "0.0123",
        ["schedule"] = "step",
        ["optimizer"] = "adamw",
        ["weight-decay"] = "0.007",
        ["label-smoothing"] = "0.07",
        ["augment"] = "shift=3",
        ["validation-split"] = "0.17",
        ["patience"] = "9",
        ["average-weights"] = "0.33",
        ["test-time-shift"] = "4",
    };

    public static TheoryData<string> Names => [.. TrainingSettings.All.Select(s => s.Name)];

    [Fact]
    public void Every_property_of_the_recipe_is_declared_and_nothing_else()
    {
        IEnumerable<string> properties = typeof(TrainingRecipe).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(p => p.Name == "Augmentation" ? "Augment" : p.Name);
        IEnumerable<string> declared = TrainingSettings.All
            .Select(s => string.Concat(s.Name.Split('-').Select(word => string.Concat(word[..1].ToUpperInvariant(), word.AsSpan(1)))));
        Assert.Equal(declared.Append("Model").Order(StringComparer.Ordinal), properties.Order(StringComparer.Ordinal));
        Assert.Equal(Changed.Keys.Order(StringComparer.Ordinal), TrainingSettings.All.Select(s => s.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_changed_value_reaches_identity_file_and_command_line_and_comes_back(string name)
    {
        TrainingSetting setting = TrainingSettings.All.Single(s => s.Name == name);
        TrainingOptions usual = TrainingOptions.ForPreset("fast") with { ValidationSplit = 0.1 };
        TrainingOptions changed = setting.With(usual, Changed[name]);
        Assert.Equal(Changed[name], setting.Text(changed));
        Assert.NotEqual(setting.Text(usual), setting.Text(changed));

        Assert.Equal(setting.DecidesWeights, usual.Identity != changed.Identity);

        string json = JsonSerializer.Serialize(TrainingInfo.Of(changed, 1, 10), RunInfoJson.Default.TrainingInfo);
        TrainingInfo read = JsonSerializer.Deserialize(json, RunInfoJson.Default.TrainingInfo)!;
        Assert.Equal(changed with { Threads = 1 }, read.ToOptions() with { Threads = 1 });

        string line = TrainingArguments.CommandLine("run", "mnist", changed);
        Assert.Contains($" --{name} {Changed[name]}", line, StringComparison.Ordinal);
        TrainingOptions parsed = TrainingArguments.From(CommandLine.CreateRoot().Parse(line.Split(' ')[1..], CommandLine.Configuration));
        Assert.Equal(changed with { Threads = 1 }, parsed with { Threads = 1 });
    }

    [Theory]
    [InlineData("epochs", "0", "a whole number from 1 to 100000")]
    [InlineData("learning-rate", "0", "a number greater than 0")]
    [InlineData("learning-rate", "NaN", "a number greater than 0")]
    [InlineData("schedule", "cosine", "one of constant, step, one-cycle")]
    [InlineData("label-smoothing", "1", "a number from 0 to less than 1")]
    public void A_value_that_is_none_is_told_with_what_is_expected(string name, string text, string expected)
    {
        TrainingSetting setting = TrainingSettings.All.Single(s => s.Name == name);
        ArgumentException e = Assert.Throws<ArgumentException>(() => setting.With(new TrainingOptions(), text));
        Assert.Contains($"expected {expected}, found '{text}'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_the_first_edition_says_its_settings_still()
    {
        const string Old = """
            {"model":"mlp","parameters":9,"seed":7,"train_size":48,"epochs":3,"epochs_trained":3,"best_epoch":3,"batch_size":512,
             "learning_rate":0.001,"schedule":"constant","optimizer":"adam","weight_decay":0,"label_smoothing":0,"validation_split":0,"resumed":false}
            """;
        TrainingInfo info = JsonSerializer.Deserialize(Old, RunInfoJson.Default.TrainingInfo)!;
        Assert.Equal(48, info.Images);
        Assert.Equal((7, 3, 48), (info.ToOptions().Seed, info.ToOptions().Epochs, info.ToOptions().TrainSize));
    }
}
