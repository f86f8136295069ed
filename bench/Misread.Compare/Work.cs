using System.Diagnostics;
using Misread.Data;
using Misread.IO;
using Misread.Nn;
using Misread.Training;

namespace Misread.Compare;

/// <summary>What one run of a job took, and how well it read the 10,000 test images.</summary>
/// <param name="Seconds">Wall-clock time of the training's epochs, or of the predictions.</param>
/// <param name="Accuracy">Share of the test images that were read right; null for predictions.</param>
internal sealed record Outcome(double Seconds, double? Accuracy);

/// <summary>A whole job that all sides do.</summary>
/// <param name="Name">As <c>peer.py</c> knows it.</param>
/// <param name="Title">As the table has it.</param>
/// <param name="Images">How many images are trained on or predicted.</param>
/// <param name="Peers">Which other programs do it.</param>
internal sealed record Work(string Name, string Title, int Images, params string[] Peers)
{
    /// <summary>All jobs.</summary>
    public static IReadOnlyList<Work> All { get; } =
    [
        new("cnn-small", "`cnn-small`, batch 32, 20,000 images × 5 epochs", 20_000, "PyTorch"),
        new("cnn-small-128", "`cnn-small`, batch 128, 20,000 images × 5 epochs", 20_000, "PyTorch"),
        new("mlp", "`mlp`, batch 512, 60,000 images × 10 epochs", 60_000, "PyTorch", "scikit-learn"),
        new("conv2", "2-conv network, batch 128, one epoch", 60_000, "PyTorch"),
        new("accurate", "`accurate`, one epoch of 60,000 distorted images", 60_000),
        new("predict", "`cnn-small`, predicting 70,000 images", 70_000, "PyTorch", "NumPy"),
    ];

    /// <summary>Does the job once.</summary>
    /// <param name="data">MNIST, training and test images.</param>
    /// <param name="images">How many images are trained on or predicted.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="seed">Decides weights, shuffles and dropout.</param>
    public Outcome Run(Dataset data, int images, int threads, int seed)
    {
        Dataset train = data.OfSplit("train").Take(images);
        Dataset test = data.OfSplit("test");
        if (Name == "predict")
            return Predict(data.Take(images), threads, seed);
        TrainingOptions options = TrainingOptions.ForPreset(Name is "mlp" or "accurate" ? Name : "cnn-small") with { Seed = seed, Threads = threads, TrainSize = null };
        if (Name is "cnn-small-128" or "conv2")
            options = options with { BatchSize = 128 };
        if (Name == "accurate")
            options = options with { Epochs = 1 };
        TrainingResult result = Name == "conv2"
            ? Trainer.Fit(TwoConvolutions(seed), train, options with { Epochs = 1 })
            : Trainer.Fit(train, options);
        return new Outcome(result.Seconds, Accuracy(result.Model, test, threads));
    }

    private static Outcome Predict(Dataset images, int threads, int seed)
    {
        Sequential network = ModelPresets.Create("cnn-small", new Shape(images.Height, images.Width, 1), images.ClassCount);
        network.Initialize(seed);
        var model = new Classifier(network, images.ClassNames);
        model.PredictProbabilities(images.Take(3000), threads);
        var clock = Stopwatch.StartNew();
        model.PredictProbabilities(images, threads);
        return new Outcome(clock.Elapsed.TotalSeconds, null);
    }

    private static Sequential TwoConvolutions(int seed)
    {
        var network = new Sequential(
            new Shape(28, 28, 1),
            new Conv2D(32, 3, activation: Activation.Relu),
            new Conv2D(64, 3, activation: Activation.Relu),
            new MaxPool2D(),
            new Dropout(0.25),
            new Flatten(),
            new Dense(128, Activation.Relu),
            new Dropout(0.5),
            new Dense(10));
        network.Initialize(seed);
        return network;
    }

    private static double Accuracy(Classifier model, Dataset test, int threads)
    {
        float[] p = model.PredictProbabilities(test, threads);
        int hits = 0;
        for (int i = 0; i < test.Count; i++)
            hits += System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(p.AsSpan(i * 10, 10)) == test.Label(i) ? 1 : 0;
        return (double)hits / test.Count;
    }
}
