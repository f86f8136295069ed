using Misread.Data;
using Misread.Experiments;
using Xunit;

namespace Misread.Tests.Experiments;

public sealed class ArmImagesTests
{
    private static readonly RetrainArm[] Equal = [RetrainArm.HardAugmented, RetrainArm.RandomAugmented, RetrainArm.RandomRepeated];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Arms_have_equally_many_images_and_never_one_of_the_test_split(bool drop)
    {
        RetrainSource source = RetrainSamples.Source();
        RetrainOptions options = RetrainSamples.Options with { DropIssues = drop };
        var mined = HardImages.Mine(source, options, cancel: TestContext.Current.CancellationToken);
        int expected = 240 - (drop ? mined.Issues.Count : 0) + 36;

        foreach (int seed in (int[])[7, 8])
        {
            foreach (RetrainArm arm in Equal)
            {
                Dataset images = ArmImages.Of(arm, source, mined, options, seed);
                Assert.Equal(expected, images.Count);
                AssertTrainOnly(images, source);
            }
        }

        Dataset baseline = ArmImages.Of(RetrainArm.Baseline, source, mined, options, 7);
        Assert.Equal(240, baseline.Count);
        AssertTrainOnly(baseline, source);
        HashSet<string> issues = [.. mined.Issues.Select(source.Data.Id)];
        Dataset hard = ArmImages.Of(RetrainArm.HardAugmented, source, mined, options, 7);
        Assert.Equal(drop ? 0 : issues.Count, Ids(hard).Count(issues.Contains));
    }

    [Fact]
    public void Copies_are_of_the_hard_images_distorted_and_bear_their_labels()
    {
        RetrainSource source = RetrainSamples.Source();
        var mined = HardImages.Mine(source, RetrainSamples.Options, cancel: TestContext.Current.CancellationToken);
        Dataset images = ArmImages.Of(RetrainArm.HardAugmented, source, mined, RetrainSamples.Options, 7);

        for (int i = 0; i < 36; i++)
        {
            int original = mined.Images[i / 3].Row;
            Assert.Equal($"{source.Data.Id(original)}/copy-{(i % 3) + 1}", images.Id(240 + i));
            Assert.Equal(source.Data.Label(original), images.Label(240 + i));
            Assert.NotEqual(source.Data.Image(original).ToArray(), images.Image(240 + i).ToArray());
        }

        Assert.NotEqual(images.Image(240).ToArray(), images.Image(241).ToArray());
        Assert.Equal(images.Image(240).ToArray(), ArmImages.Of(RetrainArm.HardAugmented, source, mined, RetrainSamples.Options, 7).Image(240).ToArray());
        Assert.NotEqual(images.Image(240).ToArray(), ArmImages.Of(RetrainArm.HardAugmented, source, mined, RetrainSamples.Options, 8).Image(240).ToArray());
    }

    [Fact]
    public void Both_controls_copy_the_same_random_images_and_no_likely_label_error()
    {
        RetrainSource source = RetrainSamples.Source();
        RetrainOptions options = RetrainSamples.Options with { DropIssues = true };
        var mined = HardImages.Mine(source, options, cancel: TestContext.Current.CancellationToken);
        string[] augmented = [.. Ids(ArmImages.Of(RetrainArm.RandomAugmented, source, mined, options, 7)).TakeLast(36)];
        string[] repeated = [.. Ids(ArmImages.Of(RetrainArm.RandomRepeated, source, mined, options, 7)).TakeLast(36)];

        Assert.Equal(augmented.Select(id => id[..id.IndexOf("/copy", StringComparison.Ordinal)]), repeated);
        Assert.Equal(12, repeated.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(repeated.Intersect(mined.Issues.Select(source.Data.Id)));
        Assert.NotEqual(repeated, Ids(ArmImages.Of(RetrainArm.RandomRepeated, source, mined, options, 8)).TakeLast(36));
    }

    private static void AssertTrainOnly(Dataset images, RetrainSource source)
    {
        HashSet<string> train = [.. source.TrainRows.Select(source.Data.Id)];
        HashSet<string> test = [.. source.TestRows.Select(source.Data.Id)];
        foreach (string id in Ids(images))
        {
            string original = id.Split("/copy-")[0];
            Assert.Contains(original, train);
            Assert.DoesNotContain(original, test);
        }
    }

    private static IEnumerable<string> Ids(Dataset images) => Enumerable.Range(0, images.Count).Select(images.Id);
}
