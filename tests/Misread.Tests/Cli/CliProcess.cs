using System.Diagnostics;

namespace Misread.Tests.Cli;

/// <summary>Runs the real program in a process of its own.</summary>
internal static class CliProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs <c>misread</c> to its end.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="environment">Variables to set, or (with <see langword="null"/>) to remove.</param>
    /// <param name="workingFolder">The current folder; by default the temporary folder.</param>
    public static CliResult Run(
        IReadOnlyList<string> args,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingFolder = null)
    {
        using Process process = Start(args, environment, workingFolder);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"misread {string.Join(' ', args)} did not end within {Patience}.");
        }

        return new CliResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Starts <c>misread</c> with all three streams redirected; the caller waits for it or ends it.</summary>
    public static Process Start(
        IReadOnlyList<string> args,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingFolder = null)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Misread.Cli.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program, .. args])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder ?? Path.GetTempPath(),
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}

/// <summary>What a run of the program left.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error);
