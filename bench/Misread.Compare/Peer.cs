using System.Diagnostics;
using System.Text.Json;

namespace Misread.Compare;

/// <summary>The other side, a Python process that lives as long as the comparison.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    private Peer(Process process, string version)
    {
        _process = process;
        Version = version;
    }

    /// <summary>What answers, <c>PyTorch 1.13.1</c> say.</summary>
    public string Version { get; }

    /// <summary>Starts the other side; <see langword="null"/> where Python or PyTorch is not installed.</summary>
    public static Peer? Start(string python, string folder)
    {
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "peer.py"), folder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        try
        {
            Process process = Process.Start(start)!;
            string? version = process.StandardOutput.ReadLine();
            if (version is not null)
                return new Peer(process, version);
            process.Dispose();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No such program.
        }

        return null;
    }

    /// <summary>Has a job done once.</summary>
    public Outcome Run(Work work, int images, int threads, int seed)
    {
        _process.StandardInput.WriteLine($"{work.Name} {images} {threads} {seed}");
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{Version} ended without an answer to {work.Name}.");
        JsonElement json = JsonDocument.Parse(answer).RootElement;
        JsonElement accuracy = json.GetProperty("accuracy");
        return new Outcome(json.GetProperty("seconds").GetDouble(), accuracy.ValueKind == JsonValueKind.Null ? null : accuracy.GetDouble());
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
