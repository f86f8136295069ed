using System.IO.Compression;
using System.Security.Cryptography;
using Misread.Data;

namespace Misread.Tests.Data;

/// <summary>Small data sets whose every pixel is known.</summary>
internal static class DataSamples
{
    public static readonly string[] Digits = [.. "0123456789".Select(c => c.ToString())];

    /// <summary>Random pixels of 0 … <paramref name="maxValue"/> and labels that go round the classes.</summary>
    public static Dataset Create(
        int count,
        int height = 4,
        int width = 4,
        string name = "tiny",
        string split = "train",
        int maxValue = 255,
        IReadOnlyList<string>? classNames = null,
        bool labelled = true,
        int seed = 1)
    {
        var random = new Random(seed);
        classNames ??= Digits;
        byte[] pixels = [.. Enumerable.Range(0, count * height * width).Select(_ => (byte)random.Next(maxValue + 1))];
        int[]? labels = labelled ? [.. Enumerable.Range(0, count).Select(i => (i * 7) % classNames.Count)] : null;
        return Dataset.Create(name, split, height, width, pixels, labels, classNames, maxValue: maxValue);
    }

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, level))
            gzip.Write(content);
        return stream.ToArray();
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Every pixel, label, split, class name and number is the same, and (unless told otherwise) every id.</summary>
    public static void AssertSame(Dataset expected, Dataset actual, bool ids = true)
    {
        Xunit.Assert.Equal(
            (expected.Name, expected.Count, expected.Height, expected.Width, expected.MaxValue),
            (actual.Name, actual.Count, actual.Height, actual.Width, actual.MaxValue));
        Xunit.Assert.Equal(expected.ClassNames, actual.ClassNames);
        Xunit.Assert.Equal(expected.Splits, actual.Splits);
        Xunit.Assert.Equal(expected.Labels(), actual.Labels());
        for (int i = 0; i < expected.Count; i++)
        {
            Xunit.Assert.Equal(expected.Image(i), actual.Image(i));
            Xunit.Assert.Equal(expected.Split(i), actual.Split(i));
            if (ids)
                Xunit.Assert.Equal(expected.Id(i), actual.Id(i));
        }
    }
}
