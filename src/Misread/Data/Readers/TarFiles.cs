using System.Formats.Tar;
using System.IO.Compression;
using Misread.Imaging;
using Misread.IO;

namespace Misread.Data;

/// <summary>The files of a tar archive, read in place; one that is compressed by gzip is unpacked into a temporary file that no name has.</summary>
internal sealed class TarFiles : ImageFiles
{
    /// <summary>Images hardly shrink: an archive that grows more than this is no archive of images.</summary>
    private const long MaxGrowth = 200;

    /// <summary>Up to here any growth is harmless.</summary>
    private const long Harmless = 1L << 28;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly (string Name, long Offset, long Length)[] _entries;

    private TarFiles(string path, FileStream stream, (string Name, long Offset, long Length)[] entries) =>
        (_path, _stream, _entries) = (path, stream, entries);

    public override int Count => _entries.Length;

    /// <summary>Opens an archive; it stays open as long as this object lives.</summary>
    /// <exception cref="DataFormatException">It is no tar archive, is damaged, or grows beyond measure.</exception>
    /// <exception cref="IOException">It cannot be read, or there is no room for what it holds.</exception>
    public static TarFiles Open(string path)
    {
        FileStream stream = InputFile.Open(path);
        try
        {
            if (stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B)
                stream = Unpack(stream, path);
            stream.Position = 0;
            return new TarFiles(path, stream, Entries(stream));
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or EndOfStreamException or ArgumentException or OverflowException or NotSupportedException)
        {
            stream.Dispose();
            throw new DataFormatException($"{path}: expected a tar archive, found a damaged or incomplete one; fetch it again.", e);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public override string Name(int row) => _entries[row].Name;

    public override string FullName(int row) => $"{_path}/{Name(row)}";

    public override long Length(int row) => _entries[row].Length;

    public override byte[] Read(int row)
    {
        long length = Length(row);
        if (length > Bitmap.MaxBytes)
            throw new ImageException(FullName(row), ImageFault.TooLarge, $"expected at most {Bitmap.MaxBytes:N0} bytes, found {length:N0}");
        byte[] bytes = ReadStart(row, (int)length);
        return bytes.Length == length
            ? bytes
            : throw new ImageException(FullName(row), ImageFault.Truncated, $"expected {length:N0} bytes in the archive, found {bytes.Length:N0}");
    }

    public override byte[] ReadStart(int row, int bytes)
    {
        (_, long offset, long length) = _entries[row];
        var start = new byte[Math.Min(bytes, length)];
        int got = 0;
        while (got < start.Length && RandomAccess.Read(_stream.SafeFileHandle, start.AsSpan(got), offset + got) is > 0 and int more)
            got += more;
        return got == start.Length ? start : start[..got];
    }

    private static (string, long, long)[] Entries(FileStream stream)
    {
        var entries = new List<(string Name, long Offset, long Length)>();
        using var reader = new TarReader(stream, leaveOpen: true);
        while (reader.GetNextEntry(copyData: false) is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile && entry.DataOffset >= 0)
                entries.Add((ArchiveName.Of(entry.Name), entry.DataOffset, entry.Length));
        }

        return [.. entries.OrderBy(e => e.Name, StringComparer.Ordinal)];
    }

    private static FileStream Unpack(FileStream packed, string path)
    {
        using (packed)
        {
            packed.Position = 0;
            long most = Math.Max(Harmless, packed.Length * MaxGrowth);
            string temporary = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"misread-{Guid.NewGuid():N}.tar");
            var plain = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
            try
            {
                using var gzip = new GZipStream(packed, CompressionMode.Decompress);
                byte[] buffer = new byte[1 << 16];
                for (int got; (got = gzip.Read(buffer)) > 0;)
                {
                    plain.Write(buffer, 0, got);
                    if (plain.Length > most)
                        throw new DataFormatException($"{path}: expected an archive of images, found one that unpacks to more than {most:N0} bytes.");
                }

                return plain;
            }
            catch
            {
                plain.Dispose();
                throw;
            }
        }
    }
}
