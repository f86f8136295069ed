using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Misread.Data;

/// <summary>Names the content of a data set by a checksum.</summary>
public static class DatasetChecksum
{
    /// <summary>
    /// SHA-256 in lower-case hexadecimal over number of images, height, width, full ink and number of classes, then every
    /// image's pixels, then every label (all numbers 32-bit little-endian; −1 for no label). In colour, 3 follows the number of classes.
    /// Of images that are files of any size: 0 for height and width, then, for every image, the SHA-256 of its file; so too of
    /// a packed view of them, which is the same data set.
    /// </summary>
    /// <remarks>
    /// Names, ids and splits do not enter: the same images and labels in the same order give the same checksum whatever
    /// files they came from.
    /// </remarks>
    public static string Sha256(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (dataset.IsPacked && !(dataset.IsResized && dataset.HasFiles))
            AppendPixels(hash, dataset);
        else
            AppendFiles(hash, dataset);
        AppendAll(hash, dataset.Labels());
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendPixels(IncrementalHash hash, Dataset dataset)
    {
        AppendAll(hash, [dataset.Count, dataset.Height, dataset.Width, dataset.MaxValue, dataset.ClassCount]);
        if (dataset.Channels > 1)
            AppendAll(hash, [dataset.Channels]);
        for (int i = 0; i < dataset.Count; i++)
            hash.AppendData(dataset.Image(i));
    }

    private static void AppendFiles(IncrementalHash hash, Dataset dataset)
    {
        AppendAll(hash, [dataset.Count, 0, 0, 255, dataset.ClassCount]);
        byte[][] sums = new byte[dataset.Count][];
        Parallel.For(0, sums.Length, i => sums[i] = SHA256.HashData(dataset.FileBytes(i)));
        foreach (byte[] sum in sums)
            hash.AppendData(sum);
    }

    private static void AppendAll(IncrementalHash hash, ReadOnlySpan<int> numbers)
    {
        byte[] bytes = new byte[numbers.Length * sizeof(int)];
        for (int i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), numbers[i]);
        hash.AppendData(bytes);
    }
}
