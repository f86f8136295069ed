using System.Buffers.Binary;
using System.IO.Compression;
using Misread.IO;

namespace Misread.Data;

/// <summary>
/// The bytes of a file from its beginning, decompressed where it is gzip (RFC 1952), whatever its name says.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class Content : IDisposable
{
    /// <summary>Deflate turns one byte into at most 1,032 (a match of 258 bytes from two bits).</summary>
    private const long MostBytesPerByte = 1032;

    private readonly Stream _stream;

    /// <summary>Length of the content modulo 2³², as the last four bytes of a gzip file say.</summary>
    private readonly uint _claimedLength;

    /// <summary>Takes over a stream that can seek and stands at its beginning.</summary>
    public Content(Stream file, string source)
    {
        Source = source;
        IsGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        StoredLength = file.Length;
        if (IsGzip)
            _claimedLength = LastNumber(file);
        MaxLength = IsGzip ? StoredLength * MostBytesPerByte : StoredLength;
        _stream = IsGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>The file, as messages name it.</summary>
    public string Source { get; }

    /// <summary>Whether the file is compressed.</summary>
    public bool IsGzip { get; }

    /// <summary>Bytes on disk.</summary>
    public long StoredLength { get; }

    /// <summary>The exact length of a plain file; for gzip a bound that no content can exceed.</summary>
    public long MaxLength { get; }

    /// <summary>Decompressed bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="DataFormatException">It is not a regular file.</exception>
    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Content Open(string path)
    {
        FileStream file = InputFile.Open(path);
        try
        {
            return new Content(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads until <paramref name="buffer"/> is full or the content ends; returns the number of bytes read.</summary>
    /// <exception cref="DataFormatException">The gzip data are damaged or end too early.</exception>
    public int Read(Span<byte> buffer)
    {
        int got = 0;
        try
        {
            while (got < buffer.Length)
            {
                int more = _stream.Read(buffer[got..]);
                if (more == 0)
                    break;
                got += more;
            }
        }
        catch (InvalidDataException e)
        {
            throw Damaged(Position + got, e);
        }

        Position += got;
        // GZipStream takes the end of a truncated file for the end of the content.
        return got == buffer.Length || !IsGzip || (uint)Position == _claimedLength ? got : throw Damaged(Position, cause: null);
    }

    /// <summary>What a file that is not what it should be looks like, from its first bytes.</summary>
    public string Kind(ReadOnlySpan<byte> start) => start switch
    {
        [] => "this is an empty file; fetch it again",
        [(byte)'<', ..] => "this is a web page or XML, as a failed download leaves it; fetch it again",
        [(byte)'P', (byte)'K', 3, 4, ..] => "this is a zip file; unpack it first",
        _ when Source.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) && !IsGzip => "this is another kind of file, and no gzip file either",
        _ => "this is another kind of file",
    };

    public void Dispose() => _stream.Dispose();

    private static uint LastNumber(Stream file)
    {
        Span<byte> last = stackalloc byte[4];
        file.Position = Math.Max(0, file.Length - last.Length);
        int got = file.ReadAtLeast(last, last.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return got == last.Length ? BinaryPrimitives.ReadUInt32LittleEndian(last) : 0;
    }

    private DataFormatException Damaged(long unpacked, Exception? cause) =>
        new($"{Source}: the gzip data are damaged, cut off or followed by something else ({unpacked:N0} bytes could be unpacked); fetch the file again.", cause);
}
