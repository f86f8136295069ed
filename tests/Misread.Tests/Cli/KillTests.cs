using System.Diagnostics;
using System.Globalization;
using Misread.Runs;
using Xunit;

namespace Misread.Tests.Cli;

/// <summary>Kills the program at random moments. <c>MISREAD_KILLS</c> sets how often (8 by default; 40 for the record).</summary>
public sealed class KillTests
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("MISREAD_KILLS") ?? "8", CultureInfo.InvariantCulture);

    [Fact]
    public void Killed_runs_leave_nothing_broken_and_resume_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        CliSamples.Corners(folder);
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, CliProcess.Run(Arguments("whole"), workingFolder: folder.Path).ExitCode);
        TimeSpan whole = clock.Elapsed;
        var random = new Random(42);
        int killed = 0;

        // A run that ends before its moment has come tells how long one takes now: other tests share the machine, and not all the time.
        for (int attempt = 0; killed < Kills && attempt < 5 * Kills; attempt++)
        {
            using (Process process = CliProcess.Start(Arguments("killed", "--resume"), workingFolder: folder.Path))
            {
                clock.Restart();
                if (process.WaitForExit(whole * random.NextDouble()))
                {
                    whole = clock.Elapsed;
                }
                else
                {
                    process.Kill();
                    killed++;
                }

                process.WaitForExit();
            }

            if (!Directory.Exists(folder.File("killed")))
                continue;
            AssertSame(folder);
            Directory.Delete(folder.File("killed"), recursive: true);
        }

        CliResult last = CliProcess.Run(Arguments("killed", "--resume"), workingFolder: folder.Path);
        Assert.Equal(0, last.ExitCode);
        AssertSame(folder);
        Assert.InRange(killed, 1, Kills);
        Assert.Equal(["corners", "killed", "whole"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static void AssertSame(TemporaryFolder folder)
    {
        RunFolder run = RunFolder.Open(folder.File("killed"));
        Assert.Equal(run.Info.Fingerprint!.Count, Directory.GetFiles(folder.File("killed/fingerprint"), "*.png").Length);
        foreach (string file in (string[])["model.safetensors", "probabilities.npy", "fingerprint/index.csv"])
            Assert.Equal(File.ReadAllBytes(folder.File($"whole/{file}")), File.ReadAllBytes(folder.File($"killed/{file}")));
    }

    private static string[] Arguments(string name, params string[] more) =>
    [
        "run", "--dataset", "corners", "--model", "mlp", "--epochs", "60", "--batch-size", "4", "--out", name, "--quiet", .. more,
    ];
}
