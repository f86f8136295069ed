using System.CommandLine;
using System.Text.Json.Serialization;
using Misread.Cli.Jobs;
using Misread.IO;
using Misread.Report;
using Misread.Runs;

namespace Misread.Cli.Verbs;

/// <summary><c>misread report</c>: writes the page of a run again.</summary>
internal sealed class ReportVerb : Verb
{
    private static readonly Argument<string?> RunFolderArgument = RunArgument.Create();

    private static readonly Option<string?> Out = new("--out")
    {
        HelpName = "FILE",
        Description = $"HTML file to write (default: {ReportPage.FileName} in the folder of the run).",
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Replace a page that Misread wrote at --out." };

    public ReportVerb()
        : base("report", "Writes a run as one HTML page: figures, confusion matrix, learning curves and every misread image.")
    {
        Define(Work, RunFolderArgument, Out, Force);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("misread report", $"the page of the newest run, as {ReportPage.FileName} in its folder"),
        new("misread report runs/mnist-cnn-small --out page.html", "one file to send or publish; it needs nothing beside it"),
    ];

    private static int Work(ParseResult parsed, Output output, CancellationToken cancel)
    {
        RunFolder folder = RunArgument.Open(parsed.GetValue(RunFolderArgument));
        string path = Destination(parsed, folder);
        Run run = RunArgument.Load(folder, output, cancel);
        ReportPage.Write(path, run, folder.Info);
        long bytes = new FileInfo(path).Length;
        if (output.Json)
            Output.Object(new ReportSummary(folder.Path, path, bytes), ReportJson.Default.ReportSummary);
        output.Line($"written to {path} ({bytes / 1e6:F1} MB); open it in a browser.");
        return ExitCode.Done;
    }

    /// <summary>The page in a run's folder is the run's own and made again; any other file is only replaced when that is asked for.</summary>
    private static string Destination(ParseResult parsed, RunFolder folder)
    {
        string? given = parsed.GetValue(Out);
        if (given is "")
            throw new UsageException("--out: expected a file.");
        if (given is null)
        {
            string own = Path.Combine(folder.Path, ReportPage.FileName);
            AtomicFile.RemoveAbandoned(own);
            return own;
        }

        if (Directory.Exists(given))
            throw new UsageException($"--out {given}: expected a file, found a folder; try --out {Path.Combine(given, ReportPage.FileName)}.");
        OutputFile.Check(given, parsed.GetValue(Force), "<meta name=\"generator\" content=\"misread", folder.Path, DatasetArgument.LocationOf(folder));
        return given;
    }
}

/// <summary>What <c>report --json</c> prints.</summary>
internal sealed record ReportSummary(string Run, string Out, long Bytes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReportSummary))]
internal sealed partial class ReportJson : JsonSerializerContext;
