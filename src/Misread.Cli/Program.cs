using System.CommandLine;

namespace Misread.Cli;

/// <summary>The program <c>misread</c>: parses the command line, runs one verb, and turns every outcome into an exit code.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        RootCommand root = CommandLine.CreateRoot();
        ParseResult parsed = root.Parse(CommandLine.WithoutHelpVerb(args), CommandLine.Configuration);
        if (parsed.Errors.Count > 0)
            return CommandLine.ReportUsage(parsed);
        using var interrupt = new Interrupt();
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception exception)
        {
            return Failure.Report(exception, Console.Error);
        }
    }
}
