using System.Text.Json;
using Misread.Nn;
using Misread.Onnx;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Cli;

public sealed class ExportVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_is_exported_and_compared_with_ours()
    {
        CliSamples.Corners(_folder);
        Assert.Equal(0, CliSamples.Run(_folder, "runs/corners").ExitCode);
        CliResult result = Run(["export", "runs/corners", "--out", "corners.onnx", "--json"]);
        Assert.Equal(0, result.ExitCode);
        using var summary = JsonDocument.Parse(result.Output);
        Assert.Equal(300, summary.RootElement.GetProperty("images").GetInt32());
        Assert.InRange(summary.RootElement.GetProperty("difference").GetDouble(), 0, 1e-5);
        using (var exported = OnnxModel.Open(_folder.File("corners.onnx")))
            Assert.Equal(4, exported.ClassNames!.Count);
        CliResult again = Run(["export", "runs/corners", "--out", "corners.onnx"]);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("--force", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bare_file_is_exported_without_a_comparison()
    {
        var network = new Sequential(new Shape(6, 6, 1), new Flatten(), new Dense(2));
        network.Initialize(1);
        new Classifier(network, ["a", "b"]).Save(_folder.File("own.safetensors"));
        CliResult result = Run(["export", "own.safetensors"]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("opset 17", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("compared", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("own.onnx")));
        Assert.Equal(0, Run(["export", "own.safetensors", "--to", "safetensors", "--out", "copy.safetensors"]).ExitCode);
        Assert.Equal(File.ReadAllBytes(_folder.File("own.safetensors")), File.ReadAllBytes(_folder.File("copy.safetensors")));
    }

    private CliResult Run(string[] args) => CliProcess.Run(args, workingFolder: _folder.Path);
}
