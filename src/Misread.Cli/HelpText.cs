using System.CommandLine;
using System.CommandLine.Invocation;
using Misread.Cli.Verbs;

namespace Misread.Cli;

/// <summary>The help of a verb: what it does, examples to copy, then its arguments and options.</summary>
internal sealed class HelpText : SynchronousCommandLineAction
{
    private const int Indent = 2;
    private const int Gap = 2;

    public override bool Terminating => true;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, Console.Out);
        return ExitCode.Done;
    }

    /// <summary>Writes the help of <paramref name="command"/>.</summary>
    public static void Write(Command command, TextWriter writer)
    {
        int width = Width();
        writer.WriteLine(Words.Wrap(command.Description ?? "", width));
        Section(writer, "Examples", ExamplesOf(command), width);
        writer.WriteLine();
        writer.WriteLine("Usage:");
        writer.WriteLine($"  {Words.Wrap(Usage(command), width - Indent, 2 * Indent)}");
        Section(writer, "Verbs", command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, c.Description ?? "")), width);
        Section(writer, "Arguments", command.Arguments.Select(a => (a.HelpName ?? a.Name, a.Description ?? "")), width);
        Section(writer, "Options", OptionsOf(command), width);
        if (command.Subcommands.Count > 0)
        {
            writer.WriteLine();
            writer.WriteLine(Words.Wrap($"'{CommandLine.PathOf(command)} VERB --help' tells more.", width));
        }
    }

    private static IEnumerable<(string, string)> ExamplesOf(Command command)
    {
        IEnumerable<Example> examples = command is Verb verb
            ? verb.Examples
            : command.Subcommands.OfType<Verb>().Where(v => v.Examples.Count > 0).Select(v => v.Examples[0]);
        return examples.Select(e => (e.CommandLine, e.Effect));
    }

    private static string Usage(Command command)
    {
        string usage = CommandLine.PathOf(command);
        if (command.Subcommands.Count > 0)
            usage += " VERB";
        foreach (Argument argument in command.Arguments)
        {
            string name = argument.HelpName ?? argument.Name;
            if (argument.Arity.MaximumNumberOfValues > 1)
                name += "…";
            usage += argument.Arity.MinimumNumberOfValues == 0 ? $" [{name}]" : $" {name}";
        }

        return usage + " [options]";
    }

    private static IEnumerable<(string, string)> OptionsOf(Command command)
    {
        foreach (Option option in command.Options.Concat(Inherited(command)).Where(o => !o.Hidden))
        {
            string name = option is System.CommandLine.Help.HelpOption ? "--help, -h" : option.Name;
            string left = option.HelpName is null ? name : $"{name} {option.HelpName}";
            bool showDefault = option.HasDefaultValue && option.ValueType == typeof(string);
            string right = option.Description ?? "";
            if (showDefault)
                right += $" (default: {option.GetDefaultValue()})";
            yield return (left, right);
        }
    }

    private static IEnumerable<Option> Inherited(Command command)
    {
        foreach (Command parent in command.Parents.OfType<Command>())
        {
            foreach (Option option in parent.Options.Where(o => o.Recursive).Concat(Inherited(parent)))
                yield return option;
        }
    }

    private static void Section(TextWriter writer, string title, IEnumerable<(string Left, string Right)> rows, int width)
    {
        (string Left, string Right)[] all = [.. rows];
        if (all.Length == 0)
            return;
        writer.WriteLine();
        writer.WriteLine($"{title}:");
        int column = Indent + all.Max(r => r.Left.Length) + Gap;
        // Long examples get their explanation on a line of its own rather than a column of three words.
        bool stacked = column > width / 2;
        foreach ((string left, string right) in all)
        {
            int at = stacked ? 2 * Indent + 2 : column;
            writer.Write(new string(' ', Indent) + (stacked ? Words.Wrap(left, width - Indent, 2 * Indent) : left));
            if (stacked)
                writer.Write($"\n{new string(' ', at)}");
            else
                writer.Write(new string(' ', at - Indent - left.Length));
            writer.WriteLine(Words.Wrap(right, width - at, at));
        }
    }

    private static int Width() => Console.IsOutputRedirected ? 100 : Math.Clamp(Console.WindowWidth, 30, 120);
}
