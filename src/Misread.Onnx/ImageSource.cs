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

    /// <summary>The images of a packed data set, their values stretched to 0 … 255.</summary>
    public static ImageSource Of(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new ImageSource(data.Count, Pixels, (_, bytes) => new Bitmap(data.Width, data.Height, 1, bytes[8..]));

        byte[] Pixels(int i)
        {
            ReadOnlySpan<byte> image = data.Image(i);
            byte[] bytes = new byte[8 + image.Length];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, data.Width);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), data.Height);
            for (int p = 0; p < image.Length; p++)
                bytes[8 + p] = (byte)(((image[p] * 255) + (data.MaxValue / 2)) / data.MaxValue);
            return bytes;
        }
    }
}
