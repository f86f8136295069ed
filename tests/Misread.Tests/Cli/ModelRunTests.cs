using Misread.Imaging;
using Misread.Tests.Onnx;
using Xunit;

namespace Misread.Tests.Cli;

/// <summary><c>run --model FILE.onnx</c> and <c>--model pretrained</c>.</summary>
public sealed class ModelRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ModelRunTests()
    {
        // Red and blue images of several sizes, each in its folder.
        foreach ((string name, byte red, byte blue) in new[] { ("blue", (byte)20, (byte)200), ("red", (byte)200, (byte)20) })
        {
            Directory.CreateDirectory(_folder.File($"photos/{name}"));
            for (int i = 0; i < 12; i++)
                PngEncoder.Write(_folder.File($"photos/{name}/{i}.png"), Image(80 + i, 90, (byte)(red + i), blue));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_ONNX_model_reads_a_folder()
    {
        global::Onnx.ModelProto model = OnnxSamples.ChannelMeans([4, 0, 0, 0, 0, 4], 2);
        OnnxSamples.Metadata(model, "names", "{0: 'red', 1: 'blue'}");
        OnnxSamples.Write(model, _folder);
        CliResult result = Run("run", "--dataset", "photos", "--model", "model.onnx", "--preprocess", "unit", "--trained-on", "none", "--out", "run");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("classes matched by name", result.Output, StringComparison.Ordinal);
        Assert.Contains("100.00 %", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("run/features.npy")));
        Assert.Equal(0, Run("errors", "run", "--select", "least-certain", "--top", "3").ExitCode);
    }

    [Fact]
    public void What_does_not_go_together_is_told()
    {
        OnnxSamples.Write(OnnxSamples.ChannelMeans([4, 0, 0, 0, 0, 4], 2), _folder);
        Assert.Contains("--epochs does not go with --model model.onnx", Refused("run", "--dataset", "photos", "--model", "model.onnx", "--epochs", "2"), StringComparison.Ordinal);
        Assert.Contains("--preprocess goes with --model FILE.onnx", Refused("run", "--dataset", "photos", "--preprocess", "unit"), StringComparison.Ordinal);
        Assert.Contains("there is no such file", Refused("run", "--dataset", "photos", "--model", "missing.onnx"), StringComparison.Ordinal);
        Assert.Contains("'best'", Refused("run", "--dataset", "photos", "--model", "model.onnx", "--trained-on", "best"), StringComparison.Ordinal);
    }

    [Fact]
    public void Features_of_an_own_network_carry_a_head()
    {
        OnnxSamples.Write(OnnxSamples.ChannelMeans([4, 0, 0, 0, 0, 4], 2), _folder);
        var cache = new Dictionary<string, string?>(StringComparer.Ordinal) { ["XDG_DATA_HOME"] = _folder.File("cache") };
        CliResult result = CliProcess.Run(
            ["run", "--dataset", "photos", "--model", "pretrained", "--features", "model.onnx", "--out", "run"], cache, _folder.Path);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("100.00 % of 24 out-of-fold", result.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.EnumerateFiles(_folder.File("cache"), "*.features", SearchOption.AllDirectories));
    }

    private CliResult Run(params string[] args) => CliProcess.Run(args, workingFolder: _folder.Path);

    private string Refused(params string[] args)
    {
        CliResult result = Run(args);
        Assert.NotEqual(0, result.ExitCode);
        return result.Error;
    }

    private static Bitmap Image(int width, int height, byte red, byte blue) =>
        new(width, height, 3, [.. Enumerable.Range(0, width * height).SelectMany(_ => new[] { red, (byte)100, blue })]);
}
