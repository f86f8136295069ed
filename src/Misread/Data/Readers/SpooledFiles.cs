using Misread.Imaging;

namespace Misread.Data;

/// <summary>Files that were taken out of a table into one temporary file that no name has, so that memory does not grow with them.</summary>
internal sealed class SpooledFiles : ImageFiles
{
    private readonly string _source;
    private readonly FileStream _stream = Create();
    private readonly List<(string Name, long Offset, int Length)> _files = [];

    /// <param name="source">Where they come from, for messages.</param>
    public SpooledFiles(string source) => _source = source;

    public override int Count => _files.Count;

    /// <summary>Adds a file; not thread-safe, and not while others read.</summary>
    public void Add(string name, ReadOnlySpan<byte> bytes)
    {
        _files.Add((name, _stream.Position, bytes.Length));
        _stream.Write(bytes);
    }

    /// <summary>Makes what was added readable.</summary>
    public void Flush() => _stream.Flush();

    public override string Name(int row) => _files[row].Name;

    public override string FullName(int row) => $"{_source}: {_files[row].Name}";

    public override long Length(int row) => _files[row].Length;

    public override byte[] Read(int row) => ReadStart(row, _files[row].Length);

    public override byte[] ReadStart(int row, int bytes)
    {
        (_, long offset, int length) = _files[row];
        var start = new byte[Math.Min(bytes, length)];
        int got = 0;
        while (got < start.Length && RandomAccess.Read(_stream.SafeFileHandle, start.AsSpan(got), offset + got) is > 0 and int more)
            got += more;
        return got == start.Length ? start : throw new ImageException(FullName(row), ImageFault.Unreadable, "the temporary file is cut off");
    }

    private static FileStream Create() => new(
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"misread-{Guid.NewGuid():N}.images"),
        FileMode.CreateNew,
        FileAccess.ReadWrite,
        FileShare.None,
        1 << 16,
        FileOptions.DeleteOnClose);
}
