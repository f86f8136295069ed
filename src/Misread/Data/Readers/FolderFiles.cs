using Misread.Imaging;
using Misread.IO;

namespace Misread.Data;

/// <summary>Every file below a folder, hidden ones included, in ordinal order of their names.</summary>
internal sealed class FolderFiles : ImageFiles
{
    private const int MaxDepth = 32;

    private readonly string _root;
    private readonly (string Name, long Length)[] _files;

    private FolderFiles(string root, (string Name, long Length)[] files) => (_root, _files) = (root, files);

    public override int Count => _files.Length;

    /// <summary>Folders that hold nothing at all, hidden ones aside.</summary>
    public IReadOnlyList<string> EmptyFolders { get; private init; } = [];

    /// <summary>Lists the files. A link to a folder above itself is not followed.</summary>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    public static FolderFiles List(string root)
    {
        var files = new List<(string, long)>();
        var empty = new List<string>();
        Walk(new DirectoryInfo(root), "", 0, files, empty);
        files.Sort((a, b) => string.CompareOrdinal(a.Item1, b.Item1));
        return new FolderFiles(root, [.. files]) { EmptyFolders = empty };
    }

    public override string Name(int row) => _files[row].Name;

    public override long Length(int row) => _files[row].Length;

    public override string Path(int row) => System.IO.Path.Combine(_root, _files[row].Name.Replace('/', System.IO.Path.DirectorySeparatorChar));

    public override byte[] Read(int row) => ImageDecoder.ReadFile(Path(row));

    public override byte[] ReadStart(int row, int bytes)
    {
        using FileStream stream = InputFile.Open(Path(row), buffer: 0);
        var start = new byte[Math.Min(bytes, stream.CanSeek ? stream.Length : 0)];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    private static void Walk(DirectoryInfo folder, string prefix, int depth, List<(string Name, long Length)> files, List<string> empty)
    {
        if (depth > MaxDepth)
            throw new IOException($"{folder.FullName}: expected folders of images at most {MaxDepth} deep.");
        bool any = false;
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos())
        {
            any = true;
            string name = prefix + entry.Name;
            if (entry is FileInfo file)
                files.Add((name, Length(file)));
            else if (!LeadsUp(entry))
                Walk((DirectoryInfo)entry, name + "/", depth + 1, files, empty);
        }

        if (!any && prefix.Length > 0)
            empty.Add(prefix.TrimEnd('/'));
    }

    private static long Length(FileInfo file)
    {
        try
        {
            return file.LinkTarget is null ? file.Length : new FileInfo(file.ResolveLinkTarget(returnFinalTarget: true)!.FullName).Length;
        }
        catch (IOException)
        {
            return 0; // A link to nowhere; reading it will say so.
        }
    }

    private static bool LeadsUp(FileSystemInfo folder)
    {
        if (folder.LinkTarget is null)
            return false;
        string? target = folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        string sep = System.IO.Path.DirectorySeparatorChar.ToString();
        return target is null || (folder.FullName + sep).StartsWith(System.IO.Path.TrimEndingDirectorySeparator(target) + sep, StringComparison.Ordinal);
    }
}
