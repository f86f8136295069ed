using System.Diagnostics;
using System.Text.Json;

namespace Misread.Compare;

/// <summary>Other programs, in one Python process that lives as long as the comparison.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    private Peer(Process process, string versions)
    {
        _process = process;
        Versions = versions;
        Programs = [.. versions.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split(' ')[0])];
    }

    /// <summary>What answers: <c>PyTorch 1.13.1, NumPy 1.24.2</c> say.</summary>
    public string Versions { get; }

    /// <summary>The names alone.</summary>
    public IReadOnlyList<string> Programs { get; }

    /// <summary>Starts them; <see langword="null"/> where Python or NumPy is not installed. Others that are not are left out, with a notice.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="folder">MNIST.</param>
    /// <param name="programs">Names of the programs.</param>
    /// <param name="environment">Variables that make them fast; empty for none.</param>
    public static Peer? Start(string python, string folder, IEnumerable<string> programs, IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "peer.py"), folder, .. programs])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // OpenBLAS takes the kernels of the processor that it finds.
        start.Environment.Remove("OPENBLAS_CORETYPE");
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        try
        {
            Process process = Process.Start(start)!;
            string? versions = process.StandardOutput.ReadLine();
            if (versions is not null)
                return new Peer(process, versions);
            process.Dispose();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No such program.
        }

        return null;
    }

    /// <summary>Has a job done once.</summary>
    public Outcome Run(string program, Work work, int images, int threads, int seed)
    {
        _process.StandardInput.WriteLine($"{program} {work.Name} {images} {threads} {seed}");
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{program} ended without an answer to {work.Name}.");
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
