using Misread.Imaging;

namespace Misread.Data;

/// <summary>Files in a folder or an archive: names, lengths and bytes. Thread-safe.</summary>
internal abstract class ImageFiles
{
    /// <summary>Number of files.</summary>
    public abstract int Count { get; }

    /// <summary>A file's name within the whole, with <c>/</c> between folders.</summary>
    public abstract string Name(int row);

    /// <summary>Its length in bytes, as it is said to be.</summary>
    public abstract long Length(int row);

    /// <summary>Its bytes.</summary>
    /// <exception cref="ImageException">It is longer than is accepted, or longer or shorter than it is said to be.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public abstract byte[] Read(int row);

    /// <summary>At most so many bytes from its beginning.</summary>
    public abstract byte[] ReadStart(int row, int bytes);

    /// <summary>Its path on this machine; <see langword="null"/> for a file in an archive.</summary>
    public virtual string? Path(int row) => null;

    /// <summary>As messages name it.</summary>
    public virtual string FullName(int row) => Path(row) ?? Name(row);
}

/// <summary>Some files of others, in an order of their own.</summary>
internal sealed class SelectedFiles(ImageFiles all, int[] rows) : ImageFiles
{
    public override int Count => rows.Length;

    public override string Name(int row) => all.Name(rows[row]);

    public override long Length(int row) => all.Length(rows[row]);

    public override byte[] Read(int row) => all.Read(rows[row]);

    public override byte[] ReadStart(int row, int bytes) => all.ReadStart(rows[row], bytes);

    public override string? Path(int row) => all.Path(rows[row]);

    public override string FullName(int row) => all.FullName(rows[row]);
}

/// <summary>Files of several sources, one after the other.</summary>
internal sealed class JoinedFiles((ImageFiles Files, int Row)[] parts) : ImageFiles
{
    public override int Count => parts.Length;

    public override string Name(int row) => parts[row].Files.Name(parts[row].Row);

    public override long Length(int row) => parts[row].Files.Length(parts[row].Row);

    public override byte[] Read(int row) => parts[row].Files.Read(parts[row].Row);

    public override byte[] ReadStart(int row, int bytes) => parts[row].Files.ReadStart(parts[row].Row, bytes);

    public override string? Path(int row) => parts[row].Files.Path(parts[row].Row);

    public override string FullName(int row) => parts[row].Files.FullName(parts[row].Row);
}
