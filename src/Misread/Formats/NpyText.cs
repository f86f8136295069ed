using System.Text;
using Misread.IO;

namespace Misread.Formats;

/// <summary>Texts of a <c>.npy</c>: <c>U</c> (UTF-32) and <c>S</c> (bytes, read as UTF-8), of fixed length, padded with zeros.</summary>
internal static class NpyText
{
    /// <summary>A file of labels has no use for more.</summary>
    private const int MaxItemBytes = 1 << 16;

    /// <summary>Reads the elements behind a header.</summary>
    /// <exception cref="DataFormatException">They are longer than any name.</exception>
    public static string[] Read(Stream stream, NpyHeader header, string source)
    {
        if (header.ItemSize > MaxItemBytes || header.Count > Array.MaxLength)
            throw new DataFormatException($"{source}: expected names of at most {MaxItemBytes:N0} bytes, found {header.Descr}.");
        Encoding encoding = header.Kind == NpyKind.Bytes ? Encoding.UTF8 : header.BigEndian ? new UTF32Encoding(bigEndian: true, byteOrderMark: false) : Encoding.UTF32;
        var pool = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] texts = new string[header.Count];
        byte[] item = new byte[header.ItemSize];
        for (int i = 0; i < texts.Length; i++)
        {
            stream.ReadExactly(item);
            string text = encoding.GetString(item).TrimEnd('\0');
            if (!pool.TryGetValue(text, out texts[i]!))
                pool.Add(text, texts[i] = text);
        }

        return texts;
    }
}
