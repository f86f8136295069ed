using Misread.Findings;
using Misread.Imaging;
using Misread.Tests.Imaging;
using Xunit;

namespace Misread.Tests.Findings;

public sealed class DuplicatesTests
{
    [Fact]
    public void Copies_are_found_by_fingerprint_and_by_features()
    {
        Bitmap[] images = [.. Enumerable.Range(0, 12).Select(i => PropertiesTests.Texture(160, 120, 100 + i))];
        images[5] = images[2];
        images[7] = Resample.Resize(images[3], 80, 60, ResampleFilter.Area);
        images[9] = BitmapGeometry.Crop(images[4], 20, 15, 120, 90);
        PerceptualHash[] hashes = [.. images.Select(PerceptualHash.Of)];
        Func<int, AlignedImage> ready = i => AlignedImage.Of(images[i]);
        string digest(int i) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(images[i].Pixels));

        IReadOnlyList<ImageCopy> byHash = ImageCopies.Find(hashes, [], ready, digest, 2, TestContext.Current.CancellationToken);
        IReadOnlyList<ImageCopy> withFeatures = ImageCopies.Find(hashes, [(9, 4, 0.9), (0, 1, 0.95)], ready, digest, 1, TestContext.Current.CancellationToken);

        Assert.Equal([(2, 5, CopyKind.Exact), (3, 7, CopyKind.Same)], byHash.Select(c => (c.First, c.Second, c.Kind)));
        Assert.Equal([(2, 5, CopyKind.Exact), (3, 7, CopyKind.Same), (4, 9, CopyKind.Cropped)], withFeatures.Select(c => (c.First, c.Second, c.Kind)));
    }

    [Fact]
    public void Groups_are_closed_and_chains_are_cut_at_their_weakest_link()
    {
        Assert.Equal([0, 1, 0, 3, 0], CopyGroups.Of(5, [Copy(0, 2, 0.9), Copy(2, 4, 0.9)]));
        int[] chain = CopyGroups.Of(12, [.. Enumerable.Range(0, 11).Select(i => Copy(i, i + 1, i == 5 ? 0.8 : 0.95))]);
        Assert.Equal([0, 0, 0, 0, 0, 0, 6, 6, 6, 6, 6, 6], chain);
    }

    /// <summary>20 images, 10 of them test; test images 10 and 11 are copies of training images, 12 is one of 11.</summary>
    [Fact]
    public void Accuracy_without_leaks_by_hand()
    {
        ImageCopy[] copies = [Copy(0, 10, 0.9), Copy(1, 11, 0.9), Copy(11, 12, 0.9), Copy(2, 3, 0.9), Copy(18, 19, 0.9)];
        bool[] isTest = [.. Enumerable.Range(0, 20).Select(i => i >= 10)];
        bool[] misread = [.. Enumerable.Range(0, 20).Select(i => i is 13 or 14 or 15)];
        var leaks = Leaks.Of(copies, isTest, [.. isTest.Select(t => !t)], misread);

        Assert.Equal([10, 11], leaks.Leaked);
        Assert.Equal((new RightOf(7, 10), new RightOf(5, 8), new RightOf(2, 2)), (leaks.All, leaks.Rest, leaks.OnLeaked));
        Assert.Equal(0.7 - 0.625, leaks.Worth.Difference, 1e-12);
        Assert.InRange(leaks.Worth.Difference, leaks.Worth.Low, leaks.Worth.High);
        Assert.Equal([10, 11, 12], SplitRepair.Moved(copies, isTest));
        Assert.Empty(Leaks.Of([], isTest, misread, misread).Leaked);
    }

    private static ImageCopy Copy(int first, int second, double correlation) => new(first, second, CopyKind.Same, new Alignment(correlation, 1, 1, false));
}
