using System.CommandLine;
using System.Reflection;

namespace Misread.Cli.Verbs;

/// <summary>A command line worth copying, and what it does.</summary>
internal sealed record Example(string CommandLine, string Effect);

/// <summary>One verb: its options, its examples and its work. A verb that only groups others has subcommands and no work.</summary>
internal abstract class Verb(string name, string description) : Command(name, description)
{
    /// <summary>The version of the program, <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        typeof(Verb).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The program's name and version, as files record it.</summary>
    public static string Program { get; } = $"misread {Version}";

    /// <summary>What <c>--help</c> shows first.</summary>
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>Every verb, in the order of the help.</summary>
    public static IEnumerable<Verb> All() =>
    [
        new RunVerb(),
        new TrainVerb(),
        new EvaluateVerb(),
        new ErrorsVerb(),
        new AuditVerb(),
        new FixVerb(),
        new RetrainVerb(),
        new CompareVerb(),
        new ClusterVerb(),
        new PredictVerb(),
        new ExportVerb(),
        new DataVerb(),
        new ReportVerb(),
        new CompletionVerb(),
    ];

    /// <summary>Adds options and arguments (those of <see cref="CommonOptions"/> or its own) and makes <paramref name="work"/> the verb's action.</summary>
    /// <param name="work">Returns the exit code; exceptions become a sentence and a code in one place.</param>
    /// <param name="symbols">Options and arguments, in the order of the help.</param>
    protected void Define(Func<ParseResult, Output, CancellationToken, int> work, params ReadOnlySpan<Symbol> symbols)
    {
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Option option)
                Options.Add(option);
            else
                Arguments.Add((Argument)symbol);
        }

        Options.Add(CommonOptions.Json);
        Options.Add(CommonOptions.Quiet);
        SetAction(parsed => work(parsed, Output.For(parsed), Interrupt.Token));
    }
}
