using SkiaSharp;

namespace Misread.Imaging;

/// <summary>Writes JPEG, WebP and PNG in memory; our own <see cref="PngEncoder"/> writes the PNG files of results, whose bytes never change.</summary>
/// <remarks>Thread-safe.</remarks>
public static class ImageEncoder
{
    /// <summary>Encodes an image.</summary>
    /// <param name="image">Grey, RGB or RGBA; JPEG has no transparency, which is dropped.</param>
    /// <param name="format"><see cref="ImageFormat.Jpeg"/>, <see cref="ImageFormat.WebP"/> or <see cref="ImageFormat.Png"/>.</param>
    /// <param name="quality">1 … 100; of no meaning for PNG. 100 makes WebP nearly, not quite, lossless.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format cannot be written, or the quality is out of range.</exception>
    public static byte[] Encode(Bitmap image, ImageFormat format, int quality = 80)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        SKEncodedImageFormat kind = format switch
        {
            ImageFormat.Jpeg => SKEncodedImageFormat.Jpeg,
            ImageFormat.WebP => SKEncodedImageFormat.Webp,
            ImageFormat.Png => SKEncodedImageFormat.Png,
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "expected JPEG, WebP or PNG"),
        };
        byte[] pixels = image.Channels == 3 ? ToRgba(image) : image.Pixels;
        SKColorType color = image.Channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888;
        SKAlphaType alpha = image.Channels == 4 ? SKAlphaType.Unpremul : SKAlphaType.Opaque;
        var info = new SKImageInfo(image.Width, image.Height, color, alpha);
        unsafe
        {
            fixed (byte* start = pixels)
            {
                using var map = new SKPixmap(info, (IntPtr)start);
                using SKData data = map.Encode(kind, quality)
                    ?? throw new InvalidOperationException($"{image.Width}×{image.Height} pixels could not be encoded as {format}");
                return data.ToArray();
            }
        }
    }

    private static byte[] ToRgba(Bitmap image)
    {
        byte[] rgb = image.Pixels;
        var rgba = new byte[checked(image.Width * image.Height * 4)];
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            rgba[to] = rgb[from];
            rgba[to + 1] = rgb[from + 1];
            rgba[to + 2] = rgb[from + 2];
            rgba[to + 3] = 255;
        }

        return rgba;
    }
}
