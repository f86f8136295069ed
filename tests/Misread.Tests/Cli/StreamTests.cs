using System.Diagnostics;
using Xunit;

namespace Misread.Tests.Cli;

/// <summary>Output that cannot be shown never stops the work.</summary>
public sealed class StreamTests
{
    [Theory]
    [InlineData("2>/dev/full", 0)]
    [InlineData("2>&-", 0)]
    [InlineData(">&-", 0)]
    [InlineData(">&- 2>&-", 0)]
    [InlineData(">/dev/full", 1)]
    public void A_run_is_written_whole_whatever_becomes_of_its_streams(string redirection, int code)
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);

        CliResult result = Shell(folder, $"run --dataset corners --model mlp --epochs 2 --out run {redirection}");

        Assert.True(File.Exists(folder.File("run/run.json")), result.Error);
        Assert.Equal(code, result.ExitCode);
        if (code != 0)
            Assert.Contains("could not be written to standard output", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data info nope 2>&-", 1)]
    [InlineData("data info nope 2>/dev/full", 1)]
    [InlineData("nonsense 2>&-", 2)]
    [InlineData("--help >&-", 0)]
    public void An_error_that_cannot_be_shown_is_told_by_the_exit_code(string arguments, int code)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(code, Shell(folder, arguments).ExitCode);
    }

    private static CliResult Shell(TemporaryFolder folder, string arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a shell and /dev/full");
        string program = Path.Combine(AppContext.BaseDirectory, "Misread.Cli.dll");
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"'{host}' '{program}' {arguments}"])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return new CliResult(process.ExitCode, output.GetAwaiter().GetResult(), error);
    }
}
