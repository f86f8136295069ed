using Misread.Clustering;
using Misread.Data;
using Misread.Geometry;
using Xunit;

namespace Misread.Tests.Clustering;

/// <summary>The library's long calls, stopped with the test.</summary>
internal static class Fits
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static KMeansResult Fit(Dataset images, KMeansOptions? options = null) => KMeans.Fit(images, options, Token);

    public static KMeansResult Fit(FeatureMatrix points, KMeansOptions? options = null) => KMeans.Fit(points, options, Token);

    public static KMeansResult FitFrom(Dataset images, double[] first, KMeansOptions? options = null) =>
        KMeans.FitFrom(images, first, options, Token);

    public static KMeansResult FitFrom(FeatureMatrix points, double[] first, KMeansOptions? options = null) =>
        KMeans.FitFrom(points, first, options, Token);

    public static FeatureMatrix Map(FeatureMatrix points, TsneOptions? options = null) => Tsne.Map(points, options, null, Token);
}
