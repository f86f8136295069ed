using Misread.Data;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Training;

public sealed class ClassifierFeaturesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_last_layer_makes_the_probabilities_of_the_features(int threads)
    {
        Dataset data = TrainingSamples.Corners(150);
        var model = new Classifier(TrainingSamples.Network(), data.ClassNames);
        int count = model.Network.FeatureCount;

        float[] features = model.PredictFeatures(data, threads, TestContext.Current.CancellationToken);
        float[] probabilities = model.PredictProbabilities(data, threads, TestContext.Current.CancellationToken);

        ReadOnlySpan<float> kernel = model.Network.Layers[^1].Parameters[0].Values;
        ReadOnlySpan<float> bias = model.Network.Layers[^1].Parameters[1].Values;
        Assert.Equal(150 * count, features.Length);
        for (int i = 0; i < data.Count; i++)
        {
            double[] odds = new double[data.ClassCount];
            for (int k = 0; k < odds.Length; k++)
            {
                double logit = bias[k];
                for (int j = 0; j < count; j++)
                    logit += (double)features[(i * count) + j] * kernel[(j * odds.Length) + k];
                odds[k] = Math.Exp(logit);
            }

            for (int k = 0; k < odds.Length; k++)
                Assert.Equal(odds[k] / odds.Sum(), probabilities[(i * odds.Length) + k], 1e-5);
        }
    }
}
