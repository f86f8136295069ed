using Misread.Data;
using Xunit;

namespace Misread.Tests.Data;

/// <summary>The real data sets, read through the catalog.</summary>
public sealed class PublishedDataTests
{
    [Fact]
    public void Mnist_is_found_and_read()
    {
        string folder = TestData.Folder("mnist");
        var catalog = new DataCatalog(new CatalogOptions { Folders = [Path.GetDirectoryName(folder)!] });
        Assert.Equal(folder, catalog.Find(CatalogEntries.Mnist));
        Dataset mnist = catalog.Resolve("mnist", token: TestContext.Current.CancellationToken).Dataset;
        DataCatalog.Verify(CatalogEntries.Mnist, folder);
        Assert.Equal((70_000, 28, 28, 255, 10), (mnist.Count, mnist.Height, mnist.Width, mnist.MaxValue, mnist.ClassCount));
        Assert.Equal(["train", "test"], mnist.Splits);
        Assert.Equal((60_000, 10_000), (mnist.OfSplit("train").Count, mnist.OfSplit("test").Count));
        // The first labels as LeCun's page shows them, and the class sizes that every description of MNIST gives.
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4], mnist.Labels()[..10]);
        Assert.Equal([7, 2, 1, 0, 4], mnist.OfSplit("test").Labels()[..5]);
        Assert.Equal(
            [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
            Enumerable.Range(0, 10).Select(k => mnist.OfSplit("train").Labels().Count(l => l == k)));
        Assert.Equal("mnist/test/00947", mnist.OfSplit("test").Id(947));
    }

    [Fact]
    public void Digits_are_found_and_read()
    {
        string folder = TestData.Folder("digits");
        DataCatalog.Verify(CatalogEntries.UciDigits, folder);
        Dataset digits = DatasetReader.Open(folder);
        Assert.Equal((1797, 8, 8, 16, 10), (digits.Count, digits.Height, digits.Width, digits.MaxValue, digits.ClassCount));
        Assert.Equal(["all"], digits.Splits);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], digits.Labels()[..10]);
        // Class sizes as in scikit-learn's load_digits.
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], Enumerable.Range(0, 10).Select(k => digits.Labels().Count(l => l == k)));
        Assert.Equal([0, 0, 5, 13, 9, 1, 0, 0], digits.Image(0)[..8].ToArray());
        Assert.Equal("digits/all/00042", digits.Id(42));
    }
}
