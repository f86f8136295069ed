using System.Runtime.InteropServices;
using System.Text.Json;
using Misread.Data;
using Misread.Nn;
using Misread.Numerics;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

/// <summary>Training steps and schedules against what PyTorch makes of them; <c>torch_goldens.py</c> made the values.</summary>
public sealed class TorchGoldenTests
{
    private const double RelativeError = 1e-5;

    private static readonly JsonElement Goldens = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(TestData.RepositoryRoot, "tests/Misread.Tests/Training/torch_goldens.json"))).RootElement;

    public static TheoryData<string, OptimizerKind> Cases => new(
        from net in (string[])["conv", "mlp"] from kind in Enum.GetValues<OptimizerKind>() select (net, kind));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_steps_end_at_PyTorchs_weights(string net, OptimizerKind kind)
    {
        JsonElement golden = Goldens.GetProperty("cases").EnumerateArray()
            .Single(c => c.GetProperty("net").ValueEquals(net) && c.GetProperty("optimizer").ValueEquals(kind.ToString()));
        int batch = Goldens.GetProperty("batch").GetInt32();
        Sequential network = Network(net);
        Restore(network, golden.GetProperty("start"));
        Optimizer optimizer = Create(kind);
        optimizer.Allocate(network.Values.Length);
        using var team = new ThreadTeam(2);
        var batches = new BatchRunner(network, Data(), team, batch, new TrainingOptions { LabelSmoothing = golden.GetProperty("smoothing").GetDouble() }, null);
        int compared = 0;
        double[] losses = golden.GetProperty("losses").Deserialize<double[]>()!;
        for (int step = 0; step < losses.Length; step++)
        {
            (double loss, _) = batches.Train([.. Enumerable.Range(step * batch, batch)], epoch: 0, key: 0);
            Assert.Equal(losses[step], loss / batch, RelativeError * losses[step]);
            optimizer.Step(network.Values, network.Gradients, kind == OptimizerKind.Sgd ? 0.05 : 0.001, team);
            if (golden.GetProperty("after").TryGetProperty((step + 1).ToString(), out JsonElement weights))
            {
                Compare(network, weights, $"after {step + 1} steps");
                compared++;
            }
        }

        Assert.Equal(2, compared);
        float[] probabilities = new float[batch * 3];
        batches.Predict([.. Enumerable.Range(0, batch)], probabilities);
        AssertRelative(Floats(golden.GetProperty("probabilities")), probabilities, "probabilities");
    }

    [Fact]
    public void One_cycle_runs_as_PyTorchs()
    {
        foreach (JsonProperty golden in Goldens.GetProperty("one_cycle").EnumerateObject())
        {
            int steps = int.Parse(golden.Name);
            double[] rates = golden.Value.Deserialize<double[]>()!;
            for (int step = 0; step < steps; step++)
                Assert.Equal(rates[step], Schedule.LearningRate(ScheduleKind.OneCycle, 0.01, step, steps), 1e-12);
        }
    }

    private static Sequential Network(string net) => net == "conv"
        ? new Sequential(
            new Shape(9, 9, 1),
            new Conv2D(5, 3, activation: Activation.Relu),
            new BatchNorm2D(),
            new Conv2D(6, 3, padding: Padding.Same, activation: Activation.Relu),
            new MaxPool2D(),
            new Flatten(),
            new Dense(8, Activation.Relu),
            new Dense(3))
        : new Sequential(new Shape(9, 9, 1), new Flatten(), new Dense(12, Activation.Relu), new Dense(7, Activation.Relu), new Dense(3));

    private static Optimizer Create(OptimizerKind kind) => kind switch
    {
        OptimizerKind.Sgd => new Sgd(0.9, nesterov: true, weightDecay: 0.01),
        OptimizerKind.RmsProp => new RmsProp(0.9, 1e-7, weightDecay: 0.01),
        OptimizerKind.Adam => new Adam(weightDecay: 0.01),
        _ => new Adam(weightDecay: 0.01, decoupled: true),
    };

    private static Dataset Data()
    {
        int[] labels = Goldens.GetProperty("labels").Deserialize<int[]>()!;
        return Dataset.Create("golden", "train", 9, 9, Goldens.GetProperty("pixels").GetBytesFromBase64(), labels, ["a", "b", "c"]);
    }

    private static void Restore(Sequential network, JsonElement tensors)
    {
        JsonElement[] stored = [.. tensors.EnumerateArray()];
        int i = 0;
        foreach ((_, Parameter p) in network.Parameters())
            Floats(stored[i++]).CopyTo(p.Values);
        Assert.Equal(i, stored.Length);
    }

    private static void Compare(Sequential network, JsonElement tensors, string when)
    {
        JsonElement[] stored = [.. tensors.EnumerateArray()];
        int i = 0;
        foreach ((string name, Parameter p) in network.Parameters())
            AssertRelative(Floats(stored[i++]), p.Values, $"{name} {when}");
    }

    // Relative to the tensor's largest value: an element may be 0 by accident, and is no worse for it.
    private static void AssertRelative(float[] expected, ReadOnlySpan<float> actual, string what)
    {
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs((double)expected[i] - actual[i]) / scale;
            Assert.True(error <= RelativeError, $"{what}, element {i}: expected {expected[i]:R}, found {actual[i]:R}, relative error {error:E2}");
        }
    }

    private static float[] Floats(JsonElement base64) => [.. MemoryMarshal.Cast<byte, float>(base64.GetBytesFromBase64())];
}
