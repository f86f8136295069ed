using System.Buffers.Binary;
using Misread.Data;
using Misread.Imaging;

namespace Misread.Onnx;

/// <summary>Images that are read when asked for. Thread-safe where its functions are.</summary>
/// <param name="Count">Number of images, N.</param>
/// <param name="Content">The bytes that image i is known by: a file's, or pixels with their sizes.</param>
/// <param name="Decode">The image in these bytes.</param>
public sealed record ImageSource(int Count, Func<int, byte[]> Content, Func<int, byte[], Bitmap> Decode)
{
    /// <summary>Image i.</summary>
    /// <exception cref="ImageException">It cannot be decoded.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Bitmap Read(int i) => Decode(i, Content(i));

    /// <summary>Files of any image format.</summary>
    public static ImageSource OfFiles(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new ImageSource(paths.Count, i => File.ReadAllBytes(paths[i]), (i, bytes) => ImageDecoder.Decode(bytes, paths[i]));
    }

    /// <summary>The images of a data set: its files at their own sizes where it has any, else its pixels.</summary>
    public static ImageSource Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new ImageSource(data.Count, data.HasFiles ? data.FileBytes : Pixels, (i, bytes) => data.HasFiles ? ImageDecoder.Decode(bytes, data.Id(i)) : data.Picture(i));

        byte[] Pixels(int i)
        {
            ReadOnlySpan<byte> image = data.Image(i);
            byte[] bytes = new byte[12 + image.Length];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, data.Width);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), data.Height);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), data.MaxValue);
            image.CopyTo(bytes.AsSpan(12));
            return bytes;
        }
    }
}
