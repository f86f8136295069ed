using System.Globalization;
using System.Runtime.InteropServices;
using Misread.IO;

namespace Misread.Onnx.Features;

/// <summary>
/// Features on disk by the SHA-256 of an image's bytes, one folder for each network and preprocessing: sixteen files by the
/// first digit, of records that are a digest as text and F floats. Whatever is damaged counts as not there.
/// </summary>
/// <remarks>Thread-safe for reading. Two programs that write at once may lose what one of them adds, never more.</remarks>
internal sealed class FeatureStore
{
    private const int DigestLength = 64;

    private readonly string _folder;
    private readonly int _width;
    private readonly Dictionary<string, ReadOnlyMemory<float>>?[] _shards = new Dictionary<string, ReadOnlyMemory<float>>?[16];
    private readonly Lock _lock = new();

    public FeatureStore(string root, string identity, int width)
    {
        _folder = Path.Combine(root, identity[..24]);
        _width = width;
    }

    /// <summary>The default place: the user's cache folder.</summary>
    public static string DefaultFolder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "misread", "features");

    public bool TryGet(string digest, Span<float> features)
    {
        if (!Shard(digest).TryGetValue(digest, out ReadOnlyMemory<float> found))
            return false;
        found.Span.CopyTo(features);
        return true;
    }

    /// <summary>Adds features and writes the files that grew.</summary>
    public void Keep(IEnumerable<(string Digest, Memory<float> Features)> all)
    {
        foreach (var group in all.GroupBy(f => Number(f.Digest)))
        {
            var shard = new Dictionary<string, ReadOnlyMemory<float>>(Shard(group.First().Digest), StringComparer.Ordinal);
            foreach ((string digest, Memory<float> features) in group)
                shard[digest] = features.ToArray();
            Write(PathOf(group.Key), shard);
            lock (_lock)
                _shards[group.Key] = shard;
        }
    }

    private Dictionary<string, ReadOnlyMemory<float>> Shard(string digest)
    {
        int number = Number(digest);
        lock (_lock)
            return _shards[number] ??= Read(PathOf(number));
    }

    private string PathOf(int number) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{number:x}.features"));

    private static int Number(string digest) => Convert.ToInt32(digest[..1], 16);

    private static void Write(string path, Dictionary<string, ReadOnlyMemory<float>> shard) => AtomicFile.Write(path, stream =>
    {
        foreach ((string digest, ReadOnlyMemory<float> features) in shard)
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(digest));
            stream.Write(MemoryMarshal.AsBytes(features.Span));
        }
    });

    private Dictionary<string, ReadOnlyMemory<float>> Read(string path)
    {
        var shard = new Dictionary<string, ReadOnlyMemory<float>>(StringComparer.Ordinal);
        int record = DigestLength + (_width * sizeof(float));
        if (!File.Exists(path) || new FileInfo(path).Length is var length && (length % record != 0 || length > Array.MaxLength))
            return shard;
        byte[] bytes = File.ReadAllBytes(path);
        for (int at = 0; at + record <= bytes.Length; at += record)
        {
            float[] features = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(at + DigestLength, _width * sizeof(float))).ToArray();
            if (Array.TrueForAll(features, float.IsFinite))
                shard[System.Text.Encoding.ASCII.GetString(bytes, at, DigestLength)] = features;
        }

        return shard;
    }
}
