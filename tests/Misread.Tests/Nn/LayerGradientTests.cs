using Misread.Nn;
using Misread.Numerics;
using Misread.Tests.Numerics;
using Xunit;

namespace Misread.Tests.Nn;

/// <summary>
/// Every layer's output and gradients against central differences, in double, of the loss Σ y·dy for a random dy. A
/// dropout of rate 0 stands before the layer, so that the gradient of its input is computed too.
/// </summary>
public sealed unsafe class LayerGradientTests
{
    private const double RelativeError = 1e-4;
    private const uint Key = 99;

    public static TheoryData<string, string> Cases => new()
    {
        { "1 1 7", "Dense units=5 activation=none" },
        { "3 4 2", "Dense units=33 activation=relu" },
        { "8 8 17", "Dense units=3 activation=relu" }, // 1,088 inputs: summed in pieces
        { "7 6 1", "Conv2D filters=5 kernel=3 stride=1 padding=valid activation=none" },
        { "7 6 2", "Conv2D filters=17 kernel=3 stride=1 padding=same activation=relu" },
        { "8 7 3", "Conv2D filters=4 kernel=3 stride=2 padding=same activation=relu" },
        { "9 8 2", "Conv2D filters=3 kernel=5 stride=2 padding=valid activation=none" },
        { "6 5 3", "Conv2D filters=4 kernel=1 stride=1 padding=valid activation=relu" },
        { "6 6 2", "Conv2D filters=3 kernel=5 stride=1 padding=same activation=none" },
        { "8 9 2", "Conv2D filters=18 kernel=3 stride=1 padding=same activation=none; MaxPool2D size=3" },
        { "9 8 1", "Conv2D filters=16 kernel=3 stride=1 padding=valid activation=relu; MaxPool2D size=2" },
        { "6 7 3", "MaxPool2D size=2" },
        { "4 4 17", "MaxPool2D size=2" },
        { "7 9 2", "MaxPool2D size=3" },
        { "4 3 5", "BatchNorm2D momentum=0.1 epsilon=1E-05" },
        { "1 1 6", "BatchNorm2D momentum=0.1 epsilon=0.001" },
        { "4 5 3", "Relu" },
        { "4 5 3", "Dropout rate=0.4" },
        { "3 3 2", "Flatten" },
        { "9 9 1", "Conv2D filters=4 kernel=3 stride=1 padding=valid activation=relu; MaxPool2D size=2; Flatten; Dense units=5 activation=relu; Dense units=3 activation=none" },
        { "10 9 2", "Conv2D filters=3 kernel=3 stride=1 padding=same activation=relu; BatchNorm2D momentum=0.1 epsilon=1E-05; Relu; MaxPool2D size=2; Dropout rate=0.3; Conv2D filters=5 kernel=3 stride=1 padding=same activation=relu; Dense units=4 activation=none" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_meet_finite_differences(string input, string layers)
    {
        foreach (int batch in (int[])[2, 5, 1])
        {
            // One value a channel has no variance: its normalised value is 0 whatever it is.
            if (batch > 1 || !layers.StartsWith("BatchNorm2D", StringComparison.Ordinal))
                Check(input, layers, batch, threads: batch);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outside_training_the_output_is_that_of_the_plain_formula(string input, string layers)
    {
        Sequential network = Build(input, layers);
        float[] x = KernelTesting.Random(3 * network.InputShape.Size, 31).Span.ToArray();
        using var team = new ThreadTeam(2);
        network.Allocate(3, 2, training: false);
        x.CopyTo(new Span<float>(network.Input, x.Length));
        network.Forward(new Pass { Team = team, Batch = 3 });
        double[] expected = new DoubleNetwork(network).Forward(KernelTesting.ToDouble(x), training: false, Key);
        AssertRelative(expected, new ReadOnlySpan<float>(network.Output, expected.Length), "output");
    }

    private static void Check(string input, string layers, int batch, int threads)
    {
        Sequential network = Build(input, "Dropout rate=0; " + layers);
        float[] x = KernelTesting.Random(batch * network.InputShape.Size, 21).Span.ToArray();
        float[] dy = KernelTesting.Random(batch * network.OutputShape.Size, 22).Span.ToArray();
        var oracle = new DoubleNetwork(network);
        double[] input64 = KernelTesting.ToDouble(x);
        double[] expected = oracle.Forward(input64, training: true, Key);

        using var team = new ThreadTeam(threads);
        network.Allocate(batch + 1, threads, training: true);
        x.CopyTo(new Span<float>(network.Input, x.Length));
        var pass = new Pass { Team = team, Batch = batch, Training = true, Key = Key };
        network.Forward(pass);
        AssertRelative(expected, new ReadOnlySpan<float>(network.Output, dy.Length), "output");
        dy.CopyTo(new Span<float>(network.OutputGradient, dy.Length));
        network.Backward(pass);

        double Loss() => Dot(oracle.Forward(input64, training: true, Key), dy);
        AssertRelative(Differences(input64, Loss), new ReadOnlySpan<float>(network.Layers[0].DY, x.Length), "gradient of the input");
        int i = 0;
        foreach ((string name, Parameter parameter) in network.Parameters())
        {
            double[] values = oracle.Parameters[i++];
            if (parameter.IsLearned)
                AssertRelative(Differences(values, Loss), parameter.Gradients, "gradient of " + name);
        }
    }

    private static Sequential Build(string input, string layers)
    {
        int[] s = [.. input.Split(' ').Select(int.Parse)];
        var network = new Sequential(new Shape(s[0], s[1], s[2]), LayerText.Parse(layers, "test"));
        network.Initialize(1);
        // Biases and normalisation begin at 0 and 1, where mistakes hide.
        int seed = 50;
        foreach ((_, Parameter p) in network.Parameters().Where(p => p.Parameter.Initializer is Initializer.Zeros or Initializer.Ones))
        {
            foreach (ref float value in p.Values)
                value = p.Initializer == Initializer.Ones ? 1.5f + (0.1f * (seed++ % 7)) : 0.1f * ((seed++ % 5) - 2);
        }

        return network;
    }

    // Of a long array about a hundred elements, spread over all of it.
    private static Dictionary<int, double> Differences(double[] values, Func<double> loss)
    {
        const double Step = 1e-6;
        var slopes = new Dictionary<int, double>();
        for (int i = 0; i < values.Length; i += Math.Max(1, values.Length / 100))
        {
            double value = values[i];
            values[i] = value + Step;
            double up = loss();
            values[i] = value - Step;
            slopes[i] = (up - loss()) / (2 * Step);
            values[i] = value;
        }

        return slopes;
    }

    private static double Dot(double[] y, float[] dy)
    {
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
            sum += y[i] * dy[i];
        return sum;
    }

    private static void AssertRelative(double[] expected, ReadOnlySpan<float> actual, string what) =>
        AssertRelative(expected.Index().ToDictionary(e => e.Index, e => e.Item), actual, what);

    // Relative to the element, or to a hundredth of the largest where the element is a small difference of large terms.
    private static void AssertRelative(Dictionary<int, double> expected, ReadOnlySpan<float> actual, string what)
    {
        double floor = Math.Max(1e-3, 0.01 * expected.Values.Max(Math.Abs));
        foreach ((int i, double value) in expected)
        {
            double error = Math.Abs(value - actual[i]) / Math.Max(floor, Math.Abs(value));
            Assert.True(error <= RelativeError, $"{what}, element {i}: expected {value:R}, found {actual[i]:R}, relative error {error:E2}");
        }
    }
}
