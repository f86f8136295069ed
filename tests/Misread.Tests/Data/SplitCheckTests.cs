using Misread.Data;
using Xunit;

namespace Misread.Tests.Data;

/// <summary>Leaks and classes without training images, on six images of 2 × 2 pixels.</summary>
public sealed class SplitCheckTests
{
    // Rows 0 … 2 are trained on; row 3 repeats row 1, row 4 is new, row 5 is blank as row 2 is.
    private static readonly byte[] Pixels = [1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 5, 6, 7, 8, 5, 6, 7, 9, 0, 0, 0, 0];

    [Fact]
    public void Test_images_that_repeat_a_training_image_are_leaks_and_blank_ones_are_not()
    {
        SplitFindings found = SplitCheck.Of(Data([0, 1, 1, 1, 0, 0]), [0, 1, 2], [3, 4, 5]);

        Assert.Equal([(3, 1)], found.Leaks);
        Assert.Empty(found.UntrainedClasses);
        Assert.Equal(
            "1 of 3 test images holds the same pixels as a training image: s/test/00003 and s/test/00001. A test that holds images of the training measures memory.",
            Assert.Single(found.Sentences));
    }

    [Fact]
    public void Classes_that_are_tested_and_never_trained_on_are_named()
    {
        SplitFindings found = SplitCheck.Of(Data([0, 0, 0, 2, 1, 2]), [0, 2], [3, 4, 5]);

        Assert.Empty(found.Leaks);
        Assert.Equal([1, 2], found.UntrainedClasses);
        Assert.Equal(
            "No training image is of b, c, so that none of the 3 test images of those classes can be read as labelled.",
            Assert.Single(found.Sentences));
    }

    [Fact]
    public void Nothing_is_said_where_all_is_well_or_labels_are_missing()
    {
        Assert.Empty(SplitCheck.Of(Data([0, 1, 1, 1, 0, 0]), [0, 2], [3, 4, 5]).Sentences);
        Assert.Empty(SplitCheck.Of(Data([0, 0, 0, -1, 0, -1]), [0], [3, 4, 5]).UntrainedClasses);
    }

    private static Dataset Data(int[] labels) => Dataset.Create("s", "test", 2, 2, Pixels, labels, ["a", "b", "c"]);
}
