using Misread.Data;
using Misread.Nn;
using Misread.Numerics;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

/// <summary>Small data sets and networks that train in milliseconds.</summary>
internal static class TrainingSamples
{
    public const int Side = 8;
    public const int Classes = 4;

    /// <summary>Blurred corners under noise: the class is the corner that is bright. Some labels are wrong.</summary>
    public static Dataset Corners(int count, int seed = 1, double wrong = 0.05)
    {
        var random = new Prng(seed);
        byte[] pixels = new byte[count * Side * Side];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            int corner = random.Next(Classes);
            (double cy, double cx) = (corner / 2 == 0 ? 2 : 5, corner % 2 == 0 ? 2 : 5);
            cy += random.NextNormal();
            cx += random.NextNormal();
            for (int p = 0; p < Side * Side; p++)
            {
                double distance = Math.Pow((p / Side) - cy, 2) + Math.Pow((p % Side) - cx, 2);
                pixels[(i * Side * Side) + p] = (byte)Math.Clamp((200 * Math.Exp(-distance / 3)) + (40 * random.NextDouble()), 0, 255);
            }

            labels[i] = random.NextDouble() < wrong ? random.Next(Classes) : corner;
        }

        return Dataset.Create("corners", "train", Side, Side, pixels, labels, ["a", "b", "c", "d"]);
    }

    /// <summary>A network with every kind of layer.</summary>
    public static Sequential Network(long seed = 42)
    {
        var network = new Sequential(
            new Shape(Side, Side, 1),
            new Conv2D(6, 3, activation: Activation.Relu),
            new MaxPool2D(),
            new Conv2D(5, 3, padding: Padding.Same),
            new BatchNorm2D(),
            new Relu(),
            new Flatten(),
            new Dropout(0.2),
            new Dense(17, Activation.Relu),
            new Dense(Classes));
        network.Initialize(seed);
        return network;
    }

    public static TrainingOptions Options => new() { Epochs = 3, BatchSize = 16, LearningRate = 0.003, Threads = 2 };

    public static TrainingResult Fit(
        Sequential network, Dataset data, TrainingOptions options, IProgress<TrainingProgress>? progress = null, float[]? softTargets = null) =>
        Trainer.Fit(network, data, options, progress, softTargets, TestContext.Current.CancellationToken);

    public static float[][] Weights(this TrainingResult result) => result.Model.Network.Weights();

    public static float[][] Weights(this Sequential network) => [.. network.Parameters().Select(p => p.Parameter.Values.ToArray())];
}

/// <summary>Progress that is reported on the training's own thread.</summary>
internal sealed class OnProgress(Action<TrainingProgress> report) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => report(value);
}
