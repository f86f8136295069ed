using System.Text;

namespace Misread.IO;

/// <summary>
/// The one way in which readers open files: a regular file, whose length is known before it is opened and held against a bound
/// before memory is taken.
/// </summary>
public static class InputFile
{
    /// <summary>A line of a table that is read as text is no longer than this.</summary>
    public const int MostLineBytes = 1 << 20;

    /// <summary>Opens a file from its beginning.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <param name="mostBytes">The greatest length that the reader takes.</param>
    /// <param name="buffer">Bytes that are read ahead; 0 for a caller who reads large parts.</param>
    /// <exception cref="DataFormatException">It is no regular file, or longer.</exception>
    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path, long mostBytes = long.MaxValue, int buffer = 1 << 16)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileKind.RequireRegular(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, buffer, FileOptions.SequentialScan);
        if (file.CanSeek && file.Length <= mostBytes)
            return file;
        (bool seeks, long length) = (file.CanSeek, file.CanSeek ? file.Length : 0);
        file.Dispose();
        throw new DataFormatException(seeks
            ? $"{path}: expected at most {mostBytes:N0} bytes, found {length:N0}; this is another kind of file."
            : $"{path}: expected a regular file, whose length is known.");
    }

    /// <summary>The whole content.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <param name="mostBytes">The greatest length that the reader takes.</param>
    /// <exception cref="DataFormatException">It is no regular file, or longer.</exception>
    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadBytes(string path, long mostBytes)
    {
        using FileStream file = Open(path, Math.Min(mostBytes, Array.MaxLength), buffer: 0);
        byte[] bytes = new byte[file.Length];
        int got = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return got == bytes.Length ? bytes : bytes[..got];
    }

    /// <summary>The whole content as text: UTF-8, or what a byte order mark says.</summary>
    /// <inheritdoc cref="ReadBytes"/>
    public static string ReadText(string path, long mostBytes)
    {
        using var reader = new StreamReader(new MemoryStream(ReadBytes(path, mostBytes)), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The first line without its end, or nothing of an empty file; no more of the file is read.</summary>
    /// <exception cref="DataFormatException">It is no regular file, or the line has more than <see cref="MostLineBytes"/> characters.</exception>
    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string FirstLine(string path)
    {
        using var reader = new StreamReader(Open(path), Encoding.UTF8);
        var line = new StringBuilder();
        for (int c = reader.Read(); c is not (-1 or '\n'); c = reader.Read())
        {
            if (line.Length == MostLineBytes)
                throw new DataFormatException($"{path}: expected a first line of at most {MostLineBytes:N0} characters; this is no table.");
            line.Append((char)c);
        }

        return line.ToString().TrimEnd('\r');
    }
}
