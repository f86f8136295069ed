using Misread.Data;
using Misread.Nn;
using Misread.Numerics;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

public sealed class WeightAverageTests
{
    private static readonly Dataset Data = TrainingSamples.Corners(100);

    [Fact]
    public void The_result_is_the_mean_of_the_weights_after_each_of_the_last_steps()
    {
        // With a constant rate and one step an epoch, a shorter training is the beginning of a longer one.
        TrainingOptions options = TrainingSamples.Options with { BatchSize = 100, LearningRate = 0.01 };
        float[][][] plain = [.. new[] { 5, 6, 7 }.Select(epochs => TrainingSamples.Fit(Plain(), Data, options with { Epochs = epochs }).Weights())];
        float[][] averaged = TrainingSamples.Fit(Plain(), Data, options with { Epochs = 7, AverageWeights = 3 / 7.0 }).Weights();
        for (int p = 0; p < averaged.Length; p++)
        {
            for (int i = 0; i < averaged[p].Length; i++)
                Assert.Equal(plain.Average(w => (double)w[p][i]), averaged[p][i], 1e-6);
        }

        Assert.NotEqual(plain[2], averaged);
        Assert.Equal(plain[2], TrainingSamples.Fit(Plain(), Data, options with { Epochs = 7, AverageWeights = 1e-9 }).Weights());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(16)]
    [InlineData(33)]
    public void Statistics_are_those_of_the_averaged_weights_over_the_undistorted_training_images(int batch)
    {
        TrainingOptions options = TrainingSamples.Options with
        {
            BatchSize = batch,
            ValidationSplit = 0.25,
            AverageWeights = 0.5,
            Augmentation = new Augmentation { Shift = 3, Rotation = 90 },
        };
        TrainingResult result = TrainingSamples.Fit(Normalised(), Data, options);
        float[][] w = result.Weights();
        (float[] kernel, float[] bias, float[] runningMean, float[] runningVariance) = (w[0], w[1], w[4], w[5]);
        int[] order = [.. result.SeenRows];
        new Prng(options.Seed, Streams.Shuffle, options.Epochs).Shuffle<int>(order);
        for (int f = 0; f < kernel.Length; f++)
        {
            double mean = 0;
            double variance = 0;
            foreach (int[] rows in order.Chunk(Math.Min(batch, order.Length)))
            {
                double[] values = [.. rows.SelectMany(r => Data.Image(r).ToArray()).Select(p => (kernel[f] * (double)p / 255) + bias[f])];
                double centre = values.Average();
                mean += centre * rows.Length / order.Length;
                variance += values.Sum(v => (v - centre) * (v - centre)) / (values.Length - 1) * rows.Length / order.Length;
            }

            Assert.Equal(mean, runningMean[f], 1e-5);
            Assert.Equal(variance, runningVariance[f], 1e-5);
        }
    }

    [Fact]
    public void The_history_is_that_of_the_training_without_an_average()
    {
        TrainingOptions options = TrainingSamples.Options with { ValidationSplit = 0.2 };
        TrainingResult plain = TrainingSamples.Fit(TrainingSamples.Network(), Data, options);
        TrainingResult averaged = TrainingSamples.Fit(TrainingSamples.Network(), Data, options with { AverageWeights = 0.4 });
        Assert.Equal(plain.History.Select(e => e with { Seconds = 0 }), averaged.History.Select(e => e with { Seconds = 0 }));
        Assert.NotEqual(plain.Weights(), averaged.Weights());
    }

    private static Sequential Plain()
    {
        var network = new Sequential(new Shape(8, 8, 1), new Flatten(), new Dense(9, Activation.Relu), new Dense(4));
        network.Initialize(1);
        return network;
    }

    // A 1×1 convolution is one product and sum a pixel.
    private static Sequential Normalised()
    {
        var network = new Sequential(new Shape(8, 8, 1), new Conv2D(3, 1), new BatchNorm2D(), new Relu(), new Dropout(0.5), new Flatten(), new Dense(4));
        network.Initialize(1);
        return network;
    }
}
