using System.Security.Cryptography;

namespace Misread.Data;

/// <summary>Interim.</summary>
public static class DatasetChecksum
{
    /// <summary>Interim.</summary>
    public static string Checksum(this Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < data.Count; i++)
            hash.AppendData(data.Image(i));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>Interim.</summary>
public static class DatasetSplit
{
    /// <summary>Interim.</summary>
    public static (int[] Train, int[] Test) Stratified(Dataset data, double testFraction, int seed)
    {
        int[] order = [.. Enumerable.Range(0, data.Count)];
        new Random(seed).Shuffle(order);
        int held = (int)(data.Count * testFraction);
        return ([.. order[held..].Order()], [.. order[..held].Order()]);
    }
}
