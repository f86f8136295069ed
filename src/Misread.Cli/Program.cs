using System.CommandLine;
using System.Globalization;

namespace Misread.Cli;

/// <summary>The program <c>misread</c>: parses the command line, runs one verb, and turns every outcome into an exit code.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        // Whatever the machine's culture is, figures have a point and no grouping of their own.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        StandardStreams.Guard();
        return StandardStreams.Close(Run(args));
    }

    private static int Run(string[] args)
    {
        RootCommand root = CommandLine.CreateRoot();
        ParseResult parsed = root.Parse(CommandLine.WithoutHelpVerb(args), CommandLine.Configuration);
        if (parsed.Errors.Count > 0)
            return CommandLine.ReportUsage(parsed);
        if ((CommandLine.EmptyValue(parsed) ?? CommandLine.UnknownOption(parsed)) is { } wrong)
            return CommandLine.ReportUsage(parsed, wrong);
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
            return Failure.Report(exception, Console.Error, json: CommandLine.WantsJson(parsed));
        }
    }
}
