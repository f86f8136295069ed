using System.IO.Compression;
using Misread.Imaging;
using Misread.IO;

namespace Misread.Data;

/// <summary>The files of a ZIP archive, read in place: nothing is unpacked onto the disk, so no name can lead anywhere.</summary>
internal sealed class ZipFiles : ImageFiles
{
    /// <summary>Deflate makes at most so much of a byte.</summary>
    private const long MaxInflation = 1032;

    private readonly string _path;
    private readonly ZipArchive _archive;
    private readonly (string Name, ZipArchiveEntry Entry)[] _entries;
    private readonly Lock _one = new();

    private ZipFiles(string path, ZipArchive archive)
    {
        _path = path;
        _archive = archive;
        _entries =
        [
            .. archive.Entries.Where(e => !e.FullName.EndsWith('/') && !e.FullName.EndsWith('\\'))
                .Select(e => (ArchiveName.Of(e.FullName), e)).OrderBy(e => e.Item1, StringComparer.Ordinal),
        ];
    }

    public override int Count => _entries.Length;

    /// <summary>Opens an archive; it stays open as long as this object lives.</summary>
    /// <exception cref="DataFormatException">It is no ZIP archive, or is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ZipFiles Open(string path)
    {
        FileStream stream = InputFile.Open(path);
        try
        {
            return new ZipFiles(path, new ZipArchive(stream, ZipArchiveMode.Read));
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or OverflowException or NotSupportedException)
        {
            stream.Dispose();
            throw new DataFormatException($"{path}: expected a ZIP archive, found a damaged or incomplete one; fetch it again.", e);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public override string Name(int row) => _entries[row].Name;

    public override string FullName(int row) => $"{_path}/{Name(row)}";

    public override long Length(int row) => _entries[row].Entry.Length;

    public override byte[] Read(int row)
    {
        long length = Length(row);
        if (length > Bitmap.MaxBytes || length < 0)
            throw new ImageException(FullName(row), ImageFault.TooLarge, $"expected at most {Bitmap.MaxBytes:N0} bytes, found {length:N0}");
        if (length > MaxInflation * Math.Max(1, _entries[row].Entry.CompressedLength))
            throw new ImageException(FullName(row), ImageFault.TooLarge, "the archive claims more bytes than its compressed data can hold");
        byte[] bytes = ReadStart(row, (int)length);
        return bytes.Length == length
            ? bytes
            : throw new ImageException(FullName(row), ImageFault.Truncated, $"expected {length:N0} bytes in the archive, found {bytes.Length:N0}");
    }

    public override byte[] ReadStart(int row, int bytes)
    {
        var start = new byte[(int)Math.Min(bytes, Math.Max(0, Length(row)))];
        try
        {
            // The archive has one position for all of its entries.
            lock (_one)
            {
                using Stream stream = _entries[row].Entry.Open();
                int got = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
                return got == start.Length ? start : start[..got];
            }
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or IOException)
        {
            throw new ImageException(FullName(row), ImageFault.Damaged, $"the archive is damaged here or encrypted ({e.Message.TrimEnd('.')})", e);
        }
    }
}
