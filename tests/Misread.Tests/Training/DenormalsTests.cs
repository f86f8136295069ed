using Misread.Data;
using Misread.Nn;
using Misread.Numerics;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

/// <summary>
/// Whatever decays in a long training ends at 0 and not in denormal numbers. Here the images become blank after 60 steps: the
/// weights of the pixels get no gradient any more, a normalised channel has no variance, and the one class that is left is read
/// ever more surely.
/// </summary>
public sealed class DenormalsTests
{
    private const int Batch = 8;
    private const int Steps = 1_400;
    private const int Drawn = 60;

    public static TheoryData<string> Optimizers => ["adam", "adam with decay", "adamw", "sgd", "sgd with decay", "rmsprop"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void No_state_parameter_gradient_or_activation_of_a_trained_network_is_denormal(string optimizer)
    {
        Optimizer trained = Create(optimizer);
        Sequential network = TrainingSamples.Network();
        Train(network, trained);
        var found = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < trained.State.Count; i++)
            found[trained.StateNames[i]] = Count(trained.State[i].Span);
        foreach ((string name, Parameter parameter) in network.Parameters())
            found[name] = Count(parameter.Values);
        found["gradients"] = Count(network.Gradients.Span);
        foreach (Layer layer in network.Layers)
            CountIn(layer, found);
        Assert.DoesNotContain(found, f => f.Value > 0);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void What_has_had_no_gradient_for_long_stands_still(string optimizer)
    {
        using var team = new ThreadTeam(1);
        Optimizer steps = Create(optimizer);
        var values = new AlignedBuffer(64);
        var gradients = new AlignedBuffer(64);
        values.Span.Fill(0.5f);
        steps.Allocate(64);
        gradients.Span.Fill(0.01f);
        steps.Step(values, gradients, 0.01, team);
        gradients.Span.Clear();
        for (int i = 0; i < 2_000; i++)
            steps.Step(values, gradients, 0.01, team);
        Assert.Equal(0, Count(values.Span));
        Assert.All(steps.State, s => Assert.Equal(0, Count(s.Span)));
        // With decay in the gradient the weights go on moving.
        if (!optimizer.Contains("decay", StringComparison.Ordinal))
            Assert.DoesNotContain(steps.State[0].Span.ToArray(), v => v != 0);
    }

    [Fact]
    public void A_loss_that_is_not_a_number_is_not_flushed_away()
    {
        using var team = new ThreadTeam(1);
        foreach (string name in Optimizers.Select(o => o.Data))
        {
            Optimizer steps = Create(name);
            var values = new AlignedBuffer(16);
            var gradients = new AlignedBuffer(16);
            gradients.Span.Fill(float.NaN);
            steps.Allocate(16);
            steps.Step(values, gradients, 0.01, team);
            Assert.All(values.Span.ToArray(), v => Assert.True(float.IsNaN(v), name));
        }
    }

    private static void Train(Sequential network, Optimizer optimizer)
    {
        Dataset drawn = TrainingSamples.Corners(64, wrong: 0);
        Dataset blank = Dataset.Create("blank", "train", TrainingSamples.Side, TrainingSamples.Side, new byte[Batch * TrainingSamples.Side * TrainingSamples.Side], new int[Batch], drawn.ClassNames);
        using var team = new ThreadTeam(1);
        var options = new TrainingOptions { Threads = 1, BatchSize = Batch };
        optimizer.Allocate(network.Values.Length);
        int[] rows = [.. Enumerable.Range(0, Batch)];
        foreach ((Dataset data, int first, int end) in new[] { (drawn, 0, Drawn), (blank, Drawn, Steps) })
        {
            var batches = new BatchRunner(network, data, team, Batch, options, softTargets: null);
            for (int step = first; step < end; step++)
            {
                int[] batch = data == blank ? rows : [.. rows.Select(r => ((step * Batch) + r) % data.Count)];
                (double loss, _) = batches.Train(batch, epoch: 0, (uint)step);
                Assert.True(double.IsFinite(loss));
                optimizer.Step(network.Values, network.Gradients, 0.02, team);
            }
        }
    }

    private static Optimizer Create(string name) => name switch
    {
        "adam" => new Adam(),
        "adam with decay" => new Adam(weightDecay: 0.01),
        "adamw" => new Adam(weightDecay: 5, decoupled: true),
        "sgd" => new Sgd(),
        "sgd with decay" => new Sgd(weightDecay: 3),
        _ => new RmsProp(),
    };

    private static unsafe void CountIn(Layer layer, SortedDictionary<string, int> found)
    {
        int size = Batch * layer.BufferShape.Size;
        found[$"activations of {layer}"] = Count(new ReadOnlySpan<float>(layer.Y, size));
        found[$"gradients of {layer}"] = Count(new ReadOnlySpan<float>(layer.DY, size));
    }

    private static int Count(ReadOnlySpan<float> values)
    {
        int count = 0;
        foreach (float value in values)
            count += float.IsSubnormal(value) ? 1 : 0;
        return count;
    }
}
