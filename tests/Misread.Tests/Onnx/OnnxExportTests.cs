using System.Diagnostics;
using Misread.Data;
using Misread.Nn;
using Misread.Onnx;
using Misread.Onnx.Export;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Onnx;

/// <summary>Every network that is trained here answers in ONNX Runtime what it answers here.</summary>
public sealed class OnnxExportTests
{
    private static readonly Dataset Images = SyntheticDigits.Create(new SyntheticOptions { TrainCount = 1, TestCount = 200 }).Dataset.OfSplit("test");

    public static TheoryData<string, int, int> Presets => new()
    {
        { "cnn-small", 1, 0 }, { "mlp", 1, 0 }, { "cnn", 1, 0 }, { "fast", 1, 1 }, { "accurate", 1, 2 }, { "ensemble", 3, 1 },
    };

    [Theory]
    [MemberData(nameof(Presets))]
    public void Probabilities_are_equal(string preset, int members, int shift)
    {
        using var folder = new TemporaryFolder();
        Classifier model = Model(preset, members, shift);
        string path = folder.File("model.onnx");
        Assert.InRange(OnnxExport.Write(path, model, Images, threads: 2)!.Value, 0, 1e-5);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void The_formats_own_checker_accepts_it()
    {
        using var folder = new TemporaryFolder();
        foreach ((string preset, int members, int shift) in new[] { ("ensemble", 3, 1), ("cnn", 1, 0) })
            OnnxExport.Write(folder.File($"{preset}.onnx"), Model(preset, members, shift));
        Check(folder.Path);
    }

    [Fact]
    public void Classes_and_preprocessing_are_in_the_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.onnx");
        OnnxExport.Write(path, Model("cnn-small", 1, 0));
        using var exported = OnnxModel.Open(path);
        Assert.Equal(Images.ClassNames, exported.ClassNames!);
        Assert.Equal((28, 28, 1), (exported.Preprocessing!.Height, exported.Preprocessing.Width, exported.Preprocessing.ChannelCount));
        Assert.Equal(OutputKind.Probabilities, exported.Outputs);
        Assert.Equal(64, exported.FeatureCount);
    }

    [Fact]
    public void Strides_same_padding_and_normalisation_of_vectors_are_equal()
    {
        using var folder = new TemporaryFolder();
        var network = new Sequential(
            new Shape(28, 28, 1),
            new Conv2D(5, 4, stride: 3, Padding.Same, Activation.Relu), new BatchNorm2D(), new Conv2D(7, 2, stride: 2, Padding.Same), new MaxPool2D(2),
            new Relu(), new Dense(9, Activation.Relu), new BatchNorm2D(), new Dense(10));
        Randomise(network, 5);
        var model = new Classifier(network, Images.ClassNames);
        Assert.InRange(OnnxExport.Write(folder.File("model.onnx"), model, Images)!.Value, 0, 1e-5);
    }

    private static Classifier Model(string preset, int members, int shift)
    {
        var networks = new Sequential[members];
        for (int m = 0; m < members; m++)
        {
            networks[m] = ModelPresets.Create(preset, new Shape(Images.Height, Images.Width, 1), 10, m);
            Randomise(networks[m], m);
        }

        return new Classifier(networks, Images.ClassNames) { TestTimeShift = shift };
    }

    // Running statistics and shifts that are not those of the beginning.
    private static void Randomise(Sequential network, int seed)
    {
        network.Initialize(seed);
        var random = new Misread.Numerics.Prng(seed);
        foreach ((string name, Parameter p) in network.Parameters().Where(p => !p.Name.EndsWith("kernel", StringComparison.Ordinal)))
        {
            foreach (ref float value in p.Values)
                value = name.EndsWith("variance", StringComparison.Ordinal) || name.EndsWith("gamma", StringComparison.Ordinal) ? 0.5f + (float)random.NextDouble() : 0.2f * (float)random.NextNormal();
        }
    }

    // The format's own checker, where it is installed.
    private static void Check(string folder)
    {
        const string Python = "/usr/bin/python3";
        const string Program = """
            import glob, sys
            try:
                import onnx, onnx.checker
            except ImportError:
                sys.exit(77)
            for path in glob.glob(sys.argv[1] + "/*.onnx"):
                onnx.checker.check_model(onnx.load(path), full_check=True)
            """;
        int code = File.Exists(Python) ? Run(Python, "-c", Program, folder) : 77;
        Assert.SkipWhen(code == 77, "this test needs Debian's python3-onnx.");
        Assert.Equal(0, code);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        TestContext.Current.TestOutputHelper?.WriteLine(error);
        return process.ExitCode;
    }
}
