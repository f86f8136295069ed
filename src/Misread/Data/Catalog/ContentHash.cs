using System.Security.Cryptography;
using Misread.IO;

namespace Misread.Data;

/// <summary>Compares a file with what was published.</summary>
internal static class ContentHash
{
    /// <summary>What is wrong with the decompressed content, as the rest of a sentence; <see langword="null"/> when it is the published one.</summary>
    /// <remarks>Stops as soon as there is more than there should be, so that nothing can be made to unpack for ever.</remarks>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? Fault(string path, CatalogFile published)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            using Content content = Content.Open(path);
            byte[] buffer = new byte[1 << 16];
            int got;
            while (content.Position <= published.Length && (got = content.Read(buffer)) > 0)
                hash.AppendData(buffer, 0, got);
            if (content.Position > published.Length)
                return $"holds more than the published {published.Length:N0} bytes";
            if (content.Position < published.Length)
                return $"holds {content.Position:N0} of the published {published.Length:N0} bytes";
        }
        catch (DataFormatException)
        {
            return "holds damaged gzip data";
        }

        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        return found == published.Sha256 ? null : $"has SHA-256 {found[..12]}…, not the published {published.Sha256[..12]}…";
    }
}
