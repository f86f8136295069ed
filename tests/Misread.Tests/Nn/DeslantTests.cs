using Misread.Data;
using Misread.Nn;
using Misread.Numerics;
using Misread.Tests.Training;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Nn;

public sealed class DeslantTests
{
    private static readonly Dataset Data = TrainingSamples.Corners(60);

    [Theory]
    [InlineData("none")]
    [InlineData("shift=1,rotate=10")]
    public void A_network_behind_it_learns_and_reads_upright_images(string augmentation)
    {
        byte[] pixels = new byte[Data.Count * Data.Height * Data.Width];
        int size = Data.Height * Data.Width;
        for (int i = 0; i < Data.Count; i++)
            Slant.Remove(Data.Image(i), Data.Width, pixels.AsSpan(i * size, size));
        Dataset upright = Dataset.Create("upright", "train", Data.Height, Data.Width, pixels, Data.Labels(), Data.ClassNames);
        TrainingOptions options = TrainingSamples.Options with { Augmentation = Augmentation.Parse(augmentation), AverageWeights = 0.5, TestTimeShift = 1 };

        Classifier before = TrainingSamples.Fit(Network(), upright, options).Model;
        Classifier behind = TrainingSamples.Fit(Network(new Deslant()), Data, options).Model;
        Classifier without = TrainingSamples.Fit(Network(), Data, options).Model;

        Assert.Equal(before.Network.Weights(), behind.Network.Weights());
        Assert.NotEqual(without.Network.Weights(), behind.Network.Weights());
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.Equal(before.PredictProbabilities(upright, 1, cancel), behind.PredictProbabilities(Data, 2, cancel));
        Assert.Equal(before.PredictFeatures(upright, 2, cancel), behind.PredictFeatures(Data, 1, cancel));
    }

    [Fact]
    public void It_is_the_first_layer_of_grey_images_or_none()
    {
        var image = new Shape(9, 8, 1);
        Assert.Contains("only be the first", Assert.Throws<ArgumentException>(() => new Sequential(image, new Flatten(), new Deslant())).Message, StringComparison.Ordinal);
        Assert.Contains("one channel", Assert.Throws<ArgumentException>(() => new Sequential(new Shape(9, 8, 3), new Deslant())).Message, StringComparison.Ordinal);
    }

    private static Sequential Network(params Layer[] first)
    {
        var network = new Sequential(
            new Shape(Data.Height, Data.Width, 1),
            [.. first, new Conv2D(4, 3, activation: Activation.Relu), new MaxPool2D(), new BatchNorm2D(), new Relu(), new Flatten(), new Dense(Data.ClassCount)]);
        network.Initialize(7);
        return network;
    }
}
