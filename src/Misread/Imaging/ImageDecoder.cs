using System.Buffers.Binary;
using Misread.IO;
using SkiaSharp;

namespace Misread.Imaging;

/// <summary>What is wanted of a decoded image.</summary>
/// <param name="KeepAlpha">Keep transparency as a fourth channel, where an image has any; else it is blended on white.</param>
/// <param name="MinWidth">
/// With <paramref name="MinHeight"/>: the image may be decoded at a fraction of its size (JPEG and WebP can, in eighths) that is
/// still at least this wide and high. 0 for the full size.
/// </param>
/// <param name="MinHeight">See <paramref name="MinWidth"/>; both as shown, that is after EXIF orientation.</param>
public readonly record struct DecodeOptions(bool KeepAlpha = false, int MinWidth = 0, int MinHeight = 0);

/// <summary>Reads JPEG, PNG, WebP, GIF (first frame) and BMP, told by content.</summary>
/// <remarks>
/// <para>The result is 8-bit: 1 channel where every pixel is grey, whatever the encoding; else 3 (RGB). So one picture as grey,
/// RGB, palette, 1-bit or 16-bit PNG gives the same pixels. Samples of fewer bits are stretched to 0 … 255; of 16 bits the upper
/// 8 are kept. Transparency is blended on white, unless it is asked for.</para>
/// <para>EXIF orientation is applied. Embedded colour profiles and gamma are ignored: the numbers in the file are the pixels, as
/// Pillow, torchvision and Keras have it, so a model sees what it was trained on. JPEG pixels equal libjpeg-turbo's.</para>
/// <para>Size is checked from the header before memory is taken: at most <see cref="MaxPixels"/>, and no more than a file of its
/// length can hold. A file that ends early or whose checksums fail is refused. Thread-safe; of images over
/// 16 megapixels one is decoded at a time, so that memory stays bounded.</para>
/// </remarks>
public static class ImageDecoder
{
    /// <summary>The largest number of pixels of an image (a scan of A2 at 600 dpi has 139 million).</summary>
    public const int MaxPixels = Bitmap.MaxBytes / 3;

    private const int LargePixels = 1 << 24;
    private static readonly Lock OneLarge = new();

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What is wanted; by default full size without transparency.</param>
    /// <exception cref="ImageException">The content is no image that is read, is damaged, or is too large.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Bitmap Read(string path, DecodeOptions options = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Decode(ReadFile(path), path, options);
    }

    /// <summary>Decodes an image in memory.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">Where it comes from, for the message of an error.</param>
    /// <param name="options">What is wanted; by default full size without transparency.</param>
    /// <exception cref="ImageException">The content is no image that is read, is damaged, or is too large.</exception>
    public static Bitmap Decode(ReadOnlySpan<byte> bytes, string name, DecodeOptions options = default)
    {
        unsafe
        {
            fixed (byte* start = bytes)
            {
                using SKData data = SKData.Create((IntPtr)start, bytes.Length);
                using SKCodec codec = Open(data, bytes, bytes.Length, name);
                if ((long)codec.Info.Width * codec.Info.Height <= LargePixels)
                    return Decode(codec, name, options);
                lock (OneLarge)
                    return Decode(codec, name, options);
            }
        }
    }

    /// <summary>Reads the header of an image in memory.</summary>
    /// <param name="bytes">The file, or its beginning.</param>
    /// <param name="name">Where it comes from, for the message of an error.</param>
    /// <param name="length">Length of the whole file, when <paramref name="bytes"/> is but its beginning.</param>
    /// <exception cref="ImageException">The content is no image that is read, its header is damaged, or it is too large.</exception>
    public static ImageInfo Identify(ReadOnlySpan<byte> bytes, string name, long? length = null)
    {
        unsafe
        {
            fixed (byte* start = bytes)
            {
                using SKData data = SKData.Create((IntPtr)start, bytes.Length);
                using SKCodec codec = Open(data, bytes, length ?? bytes.Length, name);
                bool turned = Orientation.IsTurned(codec.EncodedOrigin);
                (int width, int height) = (codec.Info.Width, codec.Info.Height);
                return new ImageInfo(
                    ImageSignature.Of(bytes)!.Value,
                    turned ? height : width,
                    turned ? width : height,
                    codec.Info.AlphaType != SKAlphaType.Opaque);
            }
        }
    }

    /// <summary>The bytes of a file that may be an image.</summary>
    internal static byte[] ReadFile(string path)
    {
        if (FileKind.Fault(path) is { } kind)
            throw new ImageException(path, ImageFault.Unreadable, $"expected a regular file, whose length is known, found {kind}");
        using FileStream stream = InputFile.Open(path, buffer: 0);
        if (stream.Length > Bitmap.MaxBytes)
            throw new ImageException(path, ImageFault.TooLarge, $"expected an image of at most {Bitmap.MaxBytes:N0} bytes, found {stream.Length:N0}");
        var bytes = new byte[stream.Length];
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private static SKCodec Open(SKData data, ReadOnlySpan<byte> bytes, long length, string name)
    {
        if (ImageSignature.Of(bytes) is not { } format)
        {
            (ImageFault fault, string reason) = ImageSignature.Refusal(bytes[..Math.Min(bytes.Length, ImageSignature.Length)]);
            throw new ImageException(name, fault, reason);
        }

        if (format == ImageFormat.Png)
            CheckPngSize(bytes, name);
        // The codec keeps a reference to the data; it is disposed of first.
        SKCodec? codec = SKCodec.Create(new SKMemoryStream(data), out SKCodecResult result);
        if (codec is null)
            throw Fault(name, format, result, "its header");
        try
        {
            CheckSize(codec.Info.Width, codec.Info.Height, format, length, name);
            return codec;
        }
        catch
        {
            codec.Dispose();
            throw;
        }
    }

    /// <summary>Skia refuses a PNG of more than a million pixels a side without a word on its size.</summary>
    private static void CheckPngSize(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length < 24)
            return;
        uint width = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
        if (width > Bitmap.MaxSide || height > Bitmap.MaxSide)
            throw TooLarge(name, width, height);
    }

    private static void CheckSize(int width, int height, ImageFormat format, long length, string name)
    {
        long pixels = (long)width * height;
        if (width > Bitmap.MaxSide || height > Bitmap.MaxSide || pixels > MaxPixels)
            throw TooLarge(name, width, height);

        // The most pixels that a byte can stand for: deflate of 1-bit samples, one bit a JPEG block of 64, LZW and run lengths.
        long most = format switch
        {
            ImageFormat.Png => 8 * 1032,
            ImageFormat.Jpeg => 64 * 64,
            ImageFormat.Gif => 4096,
            ImageFormat.Bmp => 256,
            _ => long.MaxValue / Bitmap.MaxBytes,
        };
        if (pixels > most * length)
        {
            throw new ImageException(
                name, ImageFault.TooLarge, $"the header claims {width:N0} × {height:N0} pixels, which {length:N0} bytes cannot hold");
        }
    }

    private static ImageException TooLarge(string name, long width, long height) =>
        new(name, ImageFault.TooLarge, $"expected at most {Bitmap.MaxSide:N0} pixels a side and {MaxPixels:N0} in all, found {width:N0} × {height:N0}");

    private static Bitmap Decode(SKCodec codec, string name, DecodeOptions options)
    {
        SKSizeI size = Size(codec, options);
        bool opaque = codec.Info.AlphaType == SKAlphaType.Opaque;
        bool grey = opaque && codec.Info.ColorType == SKColorType.Gray8;
        var info = new SKImageInfo(
            size.Width, size.Height, grey ? SKColorType.Gray8 : SKColorType.Rgba8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        var pixels = new byte[checked((int)info.BytesSize64)];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* target = pixels)
                result = codec.GetPixels(info, (IntPtr)target);
        }

        if (result != SKCodecResult.Success)
            throw Fault(name, null, result, "its pixels");
        Bitmap bitmap = grey
            ? new Bitmap(info.Width, info.Height, 1, pixels)
            : PixelFormat.FromRgba(pixels, info.Width, info.Height, !opaque, options.KeepAlpha);
        return Orientation.Apply(bitmap, codec.EncodedOrigin);
    }

    /// <summary>The smallest size in eighths that is wide and high enough.</summary>
    private static SKSizeI Size(SKCodec codec, DecodeOptions options)
    {
        SKSizeI full = codec.Info.Size;
        if (options.MinWidth <= 0 && options.MinHeight <= 0)
            return full;
        bool turned = Orientation.IsTurned(codec.EncodedOrigin);
        (int width, int height) = turned ? (options.MinHeight, options.MinWidth) : (options.MinWidth, options.MinHeight);
        for (int eighths = 1; eighths < 8; eighths++)
        {
            SKSizeI scaled = codec.GetScaledDimensions(eighths / 8f);
            if (scaled.Width >= width && scaled.Height >= height)
                return scaled;
        }

        return full;
    }

    private static ImageException Fault(string name, ImageFormat? format, SKCodecResult result, string part)
    {
        string kind = format is { } f ? $"the {f} file" : "the file";
        return result switch
        {
            SKCodecResult.IncompleteInput => new ImageException(name, ImageFault.Truncated, $"{kind} ends within {part}; fetch or save it again"),
            SKCodecResult.Unimplemented or SKCodecResult.InvalidConversion =>
                new ImageException(name, ImageFault.Unsupported, $"{kind} is of a variant that is not read; convert it to PNG or JPEG"),
            SKCodecResult.InternalError => new ImageException(name, ImageFault.TooLarge, $"{kind} wants more memory than there is"),
            _ => new ImageException(name, ImageFault.Damaged, $"{kind} is damaged in {part}; fetch or save it again"),
        };
    }
}
