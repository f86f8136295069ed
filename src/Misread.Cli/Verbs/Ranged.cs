using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Misread.Cli.Verbs;

/// <summary>Numeric options whose error says what was typed and what would do.</summary>
internal static class Ranged
{
    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public static Option<int?> Whole(string name, string description, int min, int max) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max)
                return value;
            Refuse(result, name, text, max == int.MaxValue ? $"a whole number of {min} or more" : $"a whole number from {min} to {max}");
            return null;
        },
    };

    /// <summary>A number from <paramref name="min"/> to <paramref name="max"/>, with a point as decimal mark.</summary>
    public static Option<double?> Real(string name, string description, double min, double max) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= min && value <= max)
                return value;
            Refuse(result, name, text, $"a number from {min} to {max}");
            return null;
        },
    };

    /// <summary>One word of a list.</summary>
    public static Option<string> OneOf(string name, string description, string helpName, IReadOnlyList<string> words, string fallback)
    {
        var option = new Option<string>(name)
        {
            Description = $"{description}: {string.Join(", ", words)}.",
            HelpName = helpName,
            DefaultValueFactory = _ => fallback,
        };
        option.Validators.Add(result => CheckWord(result, name, words));
        return option;
    }

    /// <summary>One word of a list, or <see langword="null"/> when it is not given.</summary>
    public static Option<string?> OneOfOrNone(string name, string description, string helpName, IReadOnlyList<string> words)
    {
        var option = new Option<string?>(name)
        {
            Description = $"{description}: {string.Join(", ", words)}.",
            HelpName = helpName,
        };
        option.Validators.Add(result => CheckWord(result, name, words));
        return option;
    }

    private static void CheckWord(SymbolResult result, string name, IReadOnlyList<string> words)
    {
        if (result.Tokens is [Token token, ..] && !words.Contains(token.Value, StringComparer.Ordinal))
            result.AddError($"{name} {token.Value}: expected one of {string.Join(", ", words)}{Spelling.Suggest(token.Value, words)}.");
    }

    private static void Refuse(SymbolResult result, string name, string text, string expected) =>
        result.AddError($"{name} {text}: expected {expected}.");
}
