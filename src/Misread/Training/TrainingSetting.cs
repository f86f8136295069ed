using System.Globalization;

namespace Misread.Training;

/// <summary>
/// One setting that decides what a training computes, declared once: its name, help, range, and how it is read and written. The option
/// of the command line, its validation, the setting in <c>run.json</c>, the identity of a checkpoint and the line that makes the run again
/// follow from it.
/// </summary>
/// <remarks>Immutable and thread-safe. All of them are <see cref="TrainingSettings.All"/>.</remarks>
public sealed class TrainingSetting
{
    private readonly Func<TrainingRecipe, object?> _get;
    private readonly Func<TrainingRecipe, object?, TrainingRecipe> _set;
    private readonly Func<string, object?> _parse;
    private readonly Func<object, string> _write;
    private readonly Func<object, bool> _allowed;

    private TrainingSetting(
        string name,
        string valueName,
        string help,
        string expected,
        Func<TrainingRecipe, object?> get,
        Func<TrainingRecipe, object?, TrainingRecipe> set,
        Func<string, object?> parse,
        Func<object, string> write,
        Func<object, bool> allowed)
    {
        (Name, ValueName, Help, Expected) = (name, valueName, help, expected);
        (_get, _set, _parse, _write, _allowed) = (get, set, parse, write, allowed);
    }

    /// <summary>Its name in words joined by hyphens, <c>learning-rate</c>.</summary>
    public string Name { get; }

    /// <summary>Its name in JSON, <c>learning_rate</c>.</summary>
    public string JsonName => Name == "augment" ? "augmentation" : Name.Replace('-', '_');

    /// <summary>What stands for a value in help, <c>N</c>.</summary>
    public string ValueName { get; }

    /// <summary>What it does, as a sentence without its full stop.</summary>
    public string Help { get; }

    /// <summary>What values it takes, in words: <c>a whole number from 1 to 1000</c>.</summary>
    public string Expected { get; }

    /// <summary>The words that it takes, or none when it takes numbers or a list.</summary>
    public IReadOnlyList<string> Words { get; private init; } = [];

    /// <summary>Whether it decides the weights of each network; the others decide how many there are, or how they predict.</summary>
    public bool DecidesWeights { get; private init; } = true;

    /// <summary>Whether its value is a number in JSON, not a text.</summary>
    public bool IsNumber { get; private init; }

    /// <summary>The value as text, the same in every culture; <see langword="null"/> when there is none.</summary>
    public string? Text(TrainingRecipe options) => _get(options) is { } value ? _write(value) : null;

    /// <summary>The settings with another value.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="text">The value as <see cref="Text"/> writes it.</param>
    /// <exception cref="ArgumentException">It is no such value; the message says what is expected.</exception>
    public T With<T>(T options, string text)
        where T : TrainingRecipe
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(text);
        return _parse(text) is { } value && _allowed(value)
            ? (T)_set(options, value)
            : throw new ArgumentException($"expected {Expected}, found '{text}'");
    }

    /// <summary>Checks the value of some settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    internal void Check(TrainingRecipe options)
    {
        if (_get(options) is { } value && !_allowed(value))
            throw new ArgumentOutOfRangeException(Name, value, $"{Name}: expected {Expected}");
    }

    // As checkpoints have written it since the first edition.
    internal string Identity(TrainingRecipe options) => string.Create(CultureInfo.InvariantCulture, $"{Name}={_get(options)}");

    internal static TrainingSetting Whole(
        string name,
        string help,
        int min,
        int max,
        Func<TrainingRecipe, int?> get,
        Func<TrainingRecipe, int, TrainingRecipe> set,
        bool decidesWeights = true) => new(
            name,
            "N",
            help,
            (min, max) switch
            {
                (int.MinValue, _) => "a whole number",
                (_, int.MaxValue) => $"a whole number of {min} or more",
                _ => $"a whole number from {min} to {max}",
            },
            options => get(options),
            (options, value) => set(options, (int)value!),
            text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null,
            value => ((int)value).ToString(CultureInfo.InvariantCulture),
            value => (int)value >= min && (int)value <= max)
        { IsNumber = true, DecidesWeights = decidesWeights };

    internal static TrainingSetting Real(
        string name,
        string help,
        string expected,
        Func<double, bool> allowed,
        Func<TrainingRecipe, double> get,
        Func<TrainingRecipe, double, TrainingRecipe> set) => new(
            name,
            "X",
            help,
            expected,
            options => get(options),
            (options, value) => set(options, (double)value!),
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null,
            value => ((double)value).ToString("R", CultureInfo.InvariantCulture),
            value => double.IsFinite((double)value) && allowed((double)value))
        { IsNumber = true };

    internal static TrainingSetting Word<T>(
        string name, string help, IReadOnlyList<string> words, Func<TrainingRecipe, T> get, Func<TrainingRecipe, T, TrainingRecipe> set)
        where T : struct, Enum => new(
            name,
            "NAME",
            $"{help}: {string.Join(", ", words)}",
            $"one of {string.Join(", ", words)}",
            options => get(options),
            (options, value) => set(options, (T)value!),
            text => words.ToList().IndexOf(text) is >= 0 and var at ? Enum.GetValues<T>()[at] : null,
            value => Array.IndexOf(Enum.GetValues<T>(), (T)value) is >= 0 and var at ? words[at] : value.ToString()!,
            value => Enum.IsDefined((T)value))
        { Words = words };

    internal static TrainingSetting Distortions(
        string name, string help, Func<TrainingRecipe, Augmentation> get, Func<TrainingRecipe, Augmentation, TrainingRecipe> set) => new(
            name,
            "LIST",
            $"{help}: {Augmentation.Syntax}",
            Augmentation.Syntax,
            get,
            (options, value) => set(options, (Augmentation)value!),
            Augmentation.Parse,
            value => value.ToString()!,
            value =>
            {
                ((Augmentation)value).Validate();
                return true;
            });
}
