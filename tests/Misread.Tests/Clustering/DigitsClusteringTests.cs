using Misread.Clustering;
using Misread.Data;
using Misread.Geometry;
using Xunit;

namespace Misread.Tests.Clustering;

/// <summary>The 1,797 real digits.</summary>
public sealed class DigitsClusteringTests
{
    [Fact]
    public void Ten_starts_reach_the_inertia_and_accuracy_that_scikit_learn_reaches()
    {
        Dataset digits = DatasetReader.Open(TestData.Folder("digits"));
        KMeansResult result = Fits.Fit(digits);
        Assert.Equal(1_165_120, result.Inertia, 100.0);
        Assert.InRange(ClusterMapping.ByMode(Table(digits, result)).Accuracy, .787, .797);
    }

    [Fact]
    public void Start_1284_alone_ends_in_the_poor_optimum_that_is_often_published()
    {
        Dataset digits = DatasetReader.Open(TestData.Folder("digits"));
        KMeansResult result = Fits.Fit(digits, new KMeansOptions { Seed = 1284, Starts = 1 });
        Assert.Equal(1337, ClusterMapping.ByMode(Table(digits, result)).Correct);
        Assert.Equal(1_171_289, result.Inertia, 1.0);
    }

    [Fact]
    public void On_the_map_more_than_93_in_100_are_with_their_kind()
    {
        Dataset digits = DatasetReader.Open(TestData.Folder("digits"));
        FeatureMatrix map = Fits.Map(FeatureMatrix.OfPixels(digits));
        Assert.InRange(ClusterMapping.Hungarian(Table(digits, Fits.Fit(map))).Accuracy, .93, 1);
    }

    private static Contingency Table(Dataset digits, KMeansResult result) => new(digits.Labels(), result.Labels, 10, result.Clusters);
}
