using Misread.Data;
using Misread.Experiments;
using Misread.IO;
using Misread.Training;
using Xunit;

namespace Misread.Tests.Experiments;

public sealed class RetrainingTests
{
    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        RetrainSource source = RetrainSamples.Source();
        RetrainOptions options = RetrainSamples.Options with { Seeds = 2, Baseline = true };
        RetrainResult one = RetrainSamples.Run(source, options with { Threads = 1 });
        RetrainResult three = RetrainSamples.Run(source, options with { Threads = 3 });

        Assert.Equal(8, one.Networks.Count);
        AssertSame(one, three);
        Assert.Equal([7, 7, 7, 7, 8, 8, 8, 8], one.Networks.Select(n => n.Seed));
        Assert.Equal(options.Arms, one.Networks.Take(4).Select(n => n.Arm));
    }

    [Fact]
    public void Each_network_is_trained_on_its_arm_with_its_seed()
    {
        RetrainSource source = RetrainSamples.Source();
        RetrainOptions options = RetrainSamples.Options with { Seeds = 2 };
        var mined = HardImages.Mine(source, options, cancel: TestContext.Current.CancellationToken);
        RetrainResult result = RetrainSamples.Run(source, options);
        Dataset test = source.Data.Subset([.. source.TestRows]);
        foreach (RetrainedNetwork network in result.Networks)
        {
            Dataset images = ArmImages.Of(network.Arm, source, mined, options, network.Seed);
            Classifier model = Trainer.Fit(images, source.Training with { Seed = network.Seed }, cancel: TestContext.Current.CancellationToken).Model;
            Assert.Equal(model.PredictProbabilities(test, 1, TestContext.Current.CancellationToken), Probabilities(network));
            Assert.Equal(result.Steps(network.Arm), source.Training.Epochs * (long)Math.Ceiling(images.Count / 16.0));
        }

        Assert.All(Enumerable.Range(0, test.Count), i => Assert.Equal("test", test.Split(i)));
        Assert.Equal(source.TrainRows, result.Kept.SeenRows);
    }

    [Fact]
    public void A_stopped_retraining_goes_on_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        RetrainSource source = RetrainSamples.Source();
        RetrainOptions options = RetrainSamples.Options with { Seeds = 2, Threads = 1, CheckpointFolder = folder.File("kept") };
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => RetrainSamples.Run(source, options, stop.Token, p =>
        {
            if (p.Done == 2)
                stop.Cancel();
        }));
        Assert.Equal(2, Directory.GetFiles(options.CheckpointFolder!, "*.npy").Length);

        RetrainResult resumed = RetrainSamples.Run(source, options);
        AssertSame(RetrainSamples.Run(source, options with { CheckpointFolder = null }), resumed);
        Assert.Throws<DataFormatException>(() => RetrainSamples.Run(source, options with { Copies = 2 }));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrainOptions { Seeds = 0 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrainOptions { Hard = 0 }.Validate());
        Assert.Throws<ArgumentException>(() => new RetrainOptions { Hard = 2.5 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrainOptions { Copies = 0 }.Validate());
        Assert.Equal((12, 12, 1), (new RetrainOptions { Hard = 0.05 }.HardCount(240), new RetrainOptions { Hard = 12 }.HardCount(240), new RetrainOptions { Hard = 0.001 }.HardCount(240)));
        Assert.Equal("shift=1,rotate=10,scale=0.1,elastic=20", RetrainOptions.DefaultAugmentation(28, 28).ToString());
        foreach (int side in (int[])[1, 8, 16_384])
            RetrainOptions.DefaultAugmentation(side, side).Validate();
    }

    private static void AssertSame(RetrainResult expected, RetrainResult actual)
    {
        Assert.Equal(expected.Networks.Count, actual.Networks.Count);
        foreach ((RetrainedNetwork a, RetrainedNetwork b) in expected.Networks.Zip(actual.Networks))
        {
            Assert.Equal((a.Arm, a.Seed), (b.Arm, b.Seed));
            Assert.Equal(Probabilities(a), Probabilities(b));
        }

        Assert.Equal(expected.Kept.Model.Network.Parameters().SelectMany(p => p.Parameter.Values.ToArray()), actual.Kept.Model.Network.Parameters().SelectMany(p => p.Parameter.Values.ToArray()));
        Assert.Equal(expected.Controls.Select(c => c.Comparison.Difference), actual.Controls.Select(c => c.Comparison.Difference));
    }

    private static float[] Probabilities(RetrainedNetwork network) =>
        [.. Enumerable.Range(0, network.Test.Count).SelectMany(i => network.Test.Probabilities(i).ToArray())];
}
