using System.IO.Compression;
using Misread.IO;

namespace Misread.Formats;

/// <summary>
/// Reads NumPy's <c>.npz</c>: a zip of <c>.npy</c> members, as <c>numpy.savez</c> and <c>numpy.savez_compressed</c> write.
/// </summary>
/// <remarks>
/// A member's claims are compared with the size that the zip states, and that with what its compressed bytes can hold,
/// before memory is taken. Every failure of the zip is a <see cref="DataFormatException"/>.
/// </remarks>
internal static class NpzFile
{
    /// <summary>Deflate makes of one byte at most this many (RFC 1951: 258 bytes of two bits).</summary>
    private const long GreatestExpansion = 1032;

    /// <summary>Up to here a member may be as compressible as it likes: it is too small to fill the memory.</summary>
    private const long FreeBytes = 256 << 20;

    /// <summary>Numbers shrink to a few per cent at best; a large member that shrank further is made to fill the memory.</summary>
    private const long MostRatio = 100;

    /// <summary>The arrays of a file: their names without <c>.npy</c>, and their headers.</summary>
    public static IReadOnlyList<(string Name, NpyHeader Header)> Members(string path) => Open(path, archive =>
    {
        var members = new List<(string, NpyHeader)>();
        foreach (ZipArchiveEntry entry in archive.Entries.Where(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal)))
        {
            using Stream stream = MemberStream.Open(entry, Source(path, entry));
            members.Add((entry.FullName[..^4], NpyHeader.Read(stream, Source(path, entry))));
        }

        return members;
    });

    /// <summary>Reads a member by a reader of <c>.npy</c> streams.</summary>
    public static T Read<T>(string path, string name, Func<Stream, string, T> read) => Open(path, archive =>
    {
        ZipArchiveEntry entry = archive.GetEntry(name + ".npy")
            ?? throw new DataFormatException($"{path}: expected an array '{name}', found {string.Join(", ", archive.Entries.Select(e => e.FullName))}.");
        using Stream stream = MemberStream.Open(entry, Source(path, entry));
        return read(stream, Source(path, entry));
    });

    private static T Open<T>(string path, Func<ZipArchive, T> use)
    {
        using FileStream file = InputFile.Open(path);
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            return use(archive);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new DataFormatException($"{path}: expected a .npz file, which is a zip of .npy arrays; {e.Message}", e);
        }
    }

    private static string Source(string path, ZipArchiveEntry entry) => $"{path}: {entry.FullName}";

    /// <summary>A member with the length that the zip states for it.</summary>
    private sealed class MemberStream(Stream inner, long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public static MemberStream Open(ZipArchiveEntry entry, string source)
        {
            if (entry.Length > (entry.CompressedLength * GreatestExpansion) + GreatestExpansion)
                throw new DataFormatException($"{source}: {entry.CompressedLength} compressed bytes cannot hold the {entry.Length} that the zip states.");
            if (entry.Length > FreeBytes && entry.Length / MostRatio > entry.CompressedLength)
                throw new DataFormatException($"{source}: {entry.CompressedLength:N0} bytes unpack to {entry.Length:N0}, more than a hundred times as many; if that is right, save it uncompressed (numpy.savez or numpy.save).");
            return new MemberStream(entry.Open(), entry.Length);
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => inner.Read(buffer);

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
