using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Misread.Cli.Verbs;

namespace Misread.Cli;

/// <summary>The tree of verbs, and what is said when a command line does not fit it.</summary>
internal static class CommandLine
{
    /// <summary>No <c>@response</c> files and no <c>-abc</c> bundles: a file may begin with an at sign.</summary>
    public static ParserConfiguration Configuration { get; } = new()
    {
        ResponseFileTokenReplacer = null,
        EnablePosixBundling = false,
    };

    private static readonly string[] FreeText = ["--reason"];

    /// <summary>The root command with every verb.</summary>
    public static RootCommand CreateRoot()
    {
        var root = new RootCommand("Trains small-image classifiers on the CPU and finds the images that they misread.");
        foreach (Verb verb in Verb.All())
            root.Add(verb);
        foreach (Option option in root.Options)
        {
            if (option is HelpOption help)
                help.Action = new HelpText();
            else if (option is VersionOption version)
                version.Action = new VersionText();
        }

        root.SetAction(parsed =>
        {
            HelpText.Write(parsed.CommandResult.Command, Console.Out);
            return ExitCode.Done;
        });
        return root;
    }

    /// <summary>Says in one sentence what is wrong with the command line, and where the help is.</summary>
    public static int ReportUsage(ParseResult parsed) => ReportUsage(
        parsed,
        parsed.UnmatchedTokens is [string unknown, ..] ? Unknown(unknown, parsed.CommandResult.Command) : Missing(parsed) ?? parsed.Errors[0].Message);

    /// <summary>The same with a sentence of its own.</summary>
    public static int ReportUsage(ParseResult parsed, string message)
    {
        Command command = parsed.CommandResult.Command;
        Console.Error.WriteLine($"misread: {Visible.Text(message)}");
        Console.Error.WriteLine($"See '{PathOf(command)} --help'.");
        if (WantsJson(parsed))
            FailureSummary.Print(message, ExitCode.WrongUsage);
        return ExitCode.WrongUsage;
    }

    /// <summary>Whether stdout is for one JSON object, of a failure too.</summary>
    public static bool WantsJson(ParseResult parsed) => parsed.GetResult(CommonOptions.Json) is { Implicit: false };

    /// <summary>
    /// The sentence about an argument or option that is empty, which a script's unset variable leaves; nothing means that but
    /// what is recorded as text.
    /// </summary>
    public static string? EmptyValue(ParseResult parsed)
    {
        foreach (SymbolResult result in parsed.CommandResult.Children)
        {
            if (!result.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
                continue;
            if (result is OptionResult { Option: var option } && !FreeText.Contains(option.Name, StringComparer.Ordinal))
                return $"{option.Name}: expected a value, found an empty one; is a variable of the shell not set?";
            if (result is ArgumentResult { Argument: var argument })
                return $"{argument.HelpName ?? argument.Name}: expected a value, found an empty one; is a variable of the shell not set?";
        }

        return null;
    }

    /// <summary>
    /// The sentence about an option that is not known, where the parser takes it for an argument or for the value of the option
    /// before it; behind <c>--</c> everything is an argument.
    /// </summary>
    public static string? UnknownOption(ParseResult parsed)
    {
        var free = parsed.Tokens.SkipWhile(t => t.Type != TokenType.DoubleDash).Select(t => t.Value).ToHashSet(StringComparer.Ordinal);
        foreach (SymbolResult result in parsed.CommandResult.Children)
        {
            string sign = result is OptionResult ? "--" : "-";
            string? token = result.Tokens
                .Select(t => t.Value)
                .FirstOrDefault(v => v.Length > 1 && v.StartsWith(sign, StringComparison.Ordinal) && !free.Contains(v) && !Path.Exists(v));
            if (token is null)
                continue;
            if (result is ArgumentResult or OptionResult { Tokens.Count: > 1 })
                return Unknown(token, parsed.CommandResult.Command);
            if (result is OptionResult { Option: var option } && !FreeText.Contains(option.Name, StringComparer.Ordinal))
                return $"{option.Name}: expected a value, found '{token}'; a file of that name is './{token}'.";
        }

        return null;
    }

    /// <summary>How a command is typed: <c>misread data list</c>.</summary>
    public static string PathOf(Command command)
    {
        Command? parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? "misread" : $"{PathOf(parent)} {command.Name}";
    }

    /// <summary>Which argument is missing, by the name that the help gives it.</summary>
    private static string? Missing(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        Argument? missing = command.Arguments.FirstOrDefault(a =>
            a.Arity.MinimumNumberOfValues > 0 && !a.HasDefaultValue && (parsed.GetResult(a)?.Tokens.Count ?? 0) < a.Arity.MinimumNumberOfValues);
        return missing is null ? null : $"{missing.HelpName ?? missing.Name} is missing: {missing.Description}";
    }

    /// <summary><c>misread help VERB</c> is <c>misread VERB --help</c>.</summary>
    public static string[] WithoutHelpVerb(string[] args) => args is ["help", .. string[] verb] ? [.. verb, "--help"] : args;

    private static string Unknown(string token, Command command)
    {
        bool option = token.StartsWith('-');
        IEnumerable<string> known = option
            ? command.Options.Select(o => o.Name)
            : command.Subcommands.Select(c => c.Name);
        string what = option ? "option" : command.Subcommands.Count > 0 ? "verb" : "argument";
        return $"unknown {what} '{token}'{Spelling.Suggest(token, known)}.";
    }

    private sealed class VersionText : SynchronousCommandLineAction
    {
        public override bool Terminating => true;

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            Console.Out.WriteLine($"misread {Verb.Version}");
            return ExitCode.Done;
        }
    }
}
