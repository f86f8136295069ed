using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Misread.Cli.Verbs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Misread.Cli;

/// <summary>
/// Where a verb speaks: results to stdout, progress and notices to stderr. With <c>--json</c> stdout holds one object
/// and nothing else.
/// </summary>
internal sealed class Output
{
    private static readonly bool ColourWanted = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    private readonly Lazy<IAnsiConsole> _console = new(() => CreateConsole(Console.Out, Console.IsOutputRedirected));

    private Output(bool json, bool quiet)
    {
        Json = json;
        Quiet = quiet;
    }

    /// <summary>Whether stdout is for one JSON object.</summary>
    public bool Json { get; }

    /// <summary>Whether progress and hints are unwanted.</summary>
    public bool Quiet { get; }

    /// <summary>Whether progress may redraw its line: stderr is a terminal that understands control codes.</summary>
    public bool Animated => !Quiet && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary>Whether a person looks at stdout and wants more than the result: pictures may be drawn.</summary>
    public bool IsTerminal => !Json && !Quiet && !Console.IsOutputRedirected;

    /// <summary>For tables and colours on stdout; write to it only when not <see cref="Json"/>.</summary>
    public IAnsiConsole Screen => _console.Value;

    /// <summary>A table on stdout; control characters in its cells are shown as pictures.</summary>
    public void Table(IRenderable table) => Screen.Write(Visible.Of(table));

    /// <summary>The output that the command line asks for.</summary>
    public static Output For(ParseResult parsed) => new(parsed.GetValue(CommonOptions.Json), parsed.GetValue(CommonOptions.Quiet));

    /// <summary>A line of the result on stdout; nothing under <c>--json</c>.</summary>
    public void Line(string text = "")
    {
        if (!Json)
            Console.Out.WriteLine(Visible.Text(text));
    }

    /// <summary>A line on stderr about what is going on; nothing under <c>--quiet</c>.</summary>
    public void Progress(string text)
    {
        if (!Quiet)
            Console.Error.WriteLine(Visible.Text(text));
    }

    /// <summary>A line on stderr that takes the place of the last one that was not final (on a terminal; else it is just a line).</summary>
    /// <param name="text">The line.</param>
    /// <param name="final">Whether it stays.</param>
    public void Redraw(string text, bool final)
    {
        if (!Animated)
        {
            Progress(text);
            return;
        }

        // Longer than the screen would wrap, and then only its last part would be redrawn.
        int width = Math.Max(20, Console.WindowWidth - 1);
        text = Visible.Text(text);
        Console.Error.Write($"\r{(text.Length > width ? text[..width] : text)}\e[K{(final ? "\n" : "")}");
    }

    /// <summary>A line on stderr that the user should not miss, even under <c>--quiet</c>.</summary>
    public static void Notice(string text) =>
        Console.Error.WriteLine(Console.IsErrorRedirected ? $"note: {Visible.Text(text)}" : Words.Wrap($"note: {Visible.Text(text)}", Math.Max(20, Console.WindowWidth - 1)));

    /// <summary>The last line of a result: what to type next. Nothing under <c>--json</c> and <c>--quiet</c>.</summary>
    public void Next(string commandLine)
    {
        if (!Json && !Quiet)
            Console.Out.WriteLine($"Next: {Visible.Text(commandLine)}");
    }

    /// <summary>Prints the one object of <c>--json</c>.</summary>
    /// <param name="value">The object.</param>
    /// <param name="type">Its source-generated type information.</param>
    public static void Object<T>(T value, JsonTypeInfo<T> type) => Console.Out.WriteLine(JsonSerializer.Serialize(value, type));

    private static IAnsiConsole CreateConsole(TextWriter writer, bool redirected)
    {
        bool colour = ColourWanted && !redirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colour ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(writer),
        });
        if (redirected)
            console.Profile.Width = 120;
        return console;
    }
}
