namespace Misread.Imaging;

/// <summary>From RGBA to the channels of a <see cref="Bitmap"/>, and between grey and colour.</summary>
public static class PixelFormat
{
    /// <summary>The image with one channel: luma, <c>0.299 R + 0.587 G + 0.114 B</c> (ITU-R BT.601, section 2.5.1), rounded.</summary>
    /// <param name="image">Grey or RGB; it is returned as it is when it is grey.</param>
    public static Bitmap ToGrey(Bitmap image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Channels == 1)
            return image;
        byte[] p = image.Pixels;
        var grey = new byte[image.Width * image.Height];
        for (int i = 0, at = 0; i < grey.Length; i++, at += image.Channels)
            grey[i] = (byte)(((299 * p[at]) + (587 * p[at + 1]) + (114 * p[at + 2]) + 500) / 1000);
        return new Bitmap(image.Width, image.Height, 1, grey);
    }

    /// <summary>The image with three channels; it is returned as it is when it has three, and transparency is dropped.</summary>
    /// <param name="image">Grey, RGB or RGBA.</param>
    public static Bitmap ToRgb(Bitmap image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Channels == 3)
            return image;
        byte[] p = image.Pixels;
        var rgb = new byte[checked(image.Width * image.Height * 3)];
        int step = image.Channels;
        for (int i = 0, at = 0; i < rgb.Length; i += 3, at += step)
        {
            rgb[i] = p[at];
            rgb[i + 1] = step == 1 ? p[at] : p[at + 1];
            rgb[i + 2] = step == 1 ? p[at] : p[at + 2];
        }

        return new Bitmap(image.Width, image.Height, 3, rgb);
    }

    /// <summary>The image with so many channels.</summary>
    /// <param name="image">Grey or RGB.</param>
    /// <param name="channels">1 or 3.</param>
    public static Bitmap To(Bitmap image, int channels) => channels == 1 ? ToGrey(image) : ToRgb(image);

    /// <summary>One channel where every pixel is grey, else three; four where transparency is kept and there is some.</summary>
    /// <param name="rgba"><c>[H,W,4]</c>, straight alpha; overwritten.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="hasAlpha">Whether the fourth channel means anything.</param>
    /// <param name="keepAlpha">Whether it is kept; else it is blended on white.</param>
    internal static Bitmap FromRgba(byte[] rgba, int width, int height, bool hasAlpha, bool keepAlpha)
    {
        bool transparent = hasAlpha && IsTransparent(rgba);
        if (transparent && keepAlpha)
            return new Bitmap(width, height, 4, rgba);
        if (transparent)
            BlendOnWhite(rgba);
        int channels = IsGrey(rgba) ? 1 : 3;
        var pixels = new byte[width * height * channels];
        for (int from = 0, to = 0; from < rgba.Length; from += 4, to += channels)
        {
            pixels[to] = rgba[from];
            if (channels == 1)
                continue;
            pixels[to + 1] = rgba[from + 1];
            pixels[to + 2] = rgba[from + 2];
        }

        return new Bitmap(width, height, channels, pixels);
    }

    private static bool IsTransparent(ReadOnlySpan<byte> rgba)
    {
        for (int i = 3; i < rgba.Length; i += 4)
        {
            if (rgba[i] != 255)
                return true;
        }

        return false;
    }

    private static bool IsGrey(ReadOnlySpan<byte> rgba)
    {
        for (int i = 0; i < rgba.Length; i += 4)
        {
            if (rgba[i] != rgba[i + 1] || rgba[i] != rgba[i + 2])
                return false;
        }

        return true;
    }

    private static void BlendOnWhite(Span<byte> rgba)
    {
        for (int i = 0; i < rgba.Length; i += 4)
        {
            int alpha = rgba[i + 3];
            for (int c = i; c < i + 3; c++)
                rgba[c] = (byte)(((rgba[c] * alpha) + (255 * (255 - alpha)) + 127) / 255);
        }
    }
}
