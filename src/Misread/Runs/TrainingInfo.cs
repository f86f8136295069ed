using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Misread.IO;
using Misread.Training;

namespace Misread.Runs;

/// <summary>The training of a run: every setting that decides its bits, and what came of it.</summary>
public sealed record TrainingInfo
{
    private const string TrainSize = "train_size";

    /// <summary>Name of the preset.</summary>
    public required string Model { get; init; }

    /// <summary>Number of learned parameters, of all members of an ensemble.</summary>
    public required int Parameters { get; init; }

    /// <summary>Images that gradients were computed on; runs of the first edition call it <c>train_size</c>.</summary>
    public int? ImagesSeen { get; init; }

    /// <summary>Epochs trained: fewer than asked for after early stopping.</summary>
    public required int EpochsTrained { get; init; }

    /// <summary>Epoch whose weights were kept.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Images that the data set gives for validation, or <see langword="null"/> where it gives none.</summary>
    public int? ValidationImages { get; init; }

    /// <summary>Folds of cross-validation, or <see langword="null"/> without it.</summary>
    public int? Folds { get; init; }

    /// <summary>Independently seeded networks a fold, or <see langword="null"/> without cross-validation.</summary>
    public int? Seeds { get; init; }

    /// <summary>Whether the training continued from a checkpoint.</summary>
    public bool Resumed { get; init; }

    /// <summary>The settings, by <see cref="TrainingSetting.JsonName"/>; one without a value is left out.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Settings { get; set; }

    /// <summary>Images that gradients were computed on, in files of either edition.</summary>
    [JsonIgnore]
    public int Images => ImagesSeen ?? (Value(TrainSize) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0);

    /// <summary>The settings of a training and what it had to work with; it keeps its last epoch unless said otherwise.</summary>
    /// <param name="recipe">The settings.</param>
    /// <param name="parameters">Number of learned parameters.</param>
    /// <param name="imagesSeen">Images that gradients were computed on.</param>
    public static TrainingInfo Of(TrainingRecipe recipe, int parameters, int imagesSeen)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var settings = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (TrainingSetting setting in TrainingSettings.All)
        {
            if (setting.Text(recipe) is { } text)
                settings[setting.JsonName] = JsonElement.Parse(setting.IsNumber ? text : $"\"{JsonEncodedText.Encode(text)}\"");
        }

        return new TrainingInfo
        {
            Model = recipe.Model,
            Parameters = parameters,
            ImagesSeen = imagesSeen,
            EpochsTrained = recipe.Epochs,
            BestEpoch = recipe.Epochs,
            Settings = settings,
        };
    }

    /// <summary>The settings to train with again.</summary>
    /// <exception cref="DataFormatException">They are not settings of this version.</exception>
    public TrainingOptions ToOptions()
    {
        try
        {
            TrainingOptions options = TrainingOptions.ForPreset(Model) with
            {
                // The first edition wrote no setting that changed nothing.
                Members = 1,
                TrainSize = null,
                Augmentation = Augmentation.None,
                Patience = null,
                AverageWeights = 0,
                TestTimeShift = 0,
            };
            foreach (TrainingSetting setting in TrainingSettings.All)
            {
                if (Value(setting.JsonName) is { } text)
                    options = setting.With(options, text);
            }

            options.Validate();
            return options;
        }
        catch (ArgumentException e)
        {
            throw new DataFormatException($"{RunFolder.InfoFile}: the settings of the training cannot be used again: {e.Message}", e);
        }
    }

    private string? Value(string name) => Settings is not null && Settings.TryGetValue(name, out JsonElement value)
        ? value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        }
        : null;
}
