using SkiaSharp;

namespace Misread.Imaging;

/// <summary>EXIF orientation (tag 0x0112, "Exif Version 2.32", CIPA DC-008): a camera's picture as it was held.</summary>
internal static class Orientation
{
    /// <summary>Whether width and height change places.</summary>
    public static bool IsTurned(SKEncodedOrigin origin) => origin >= SKEncodedOrigin.LeftTop;

    /// <summary>The image as it is to be shown; the same one where nothing is to be done.</summary>
    public static Bitmap Apply(Bitmap image, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or < SKEncodedOrigin.TopLeft or > SKEncodedOrigin.LeftBottom)
            return image;
        bool turned = IsTurned(origin);
        int width = turned ? image.Height : image.Width;
        int height = turned ? image.Width : image.Height;
        bool right = origin is SKEncodedOrigin.TopRight or SKEncodedOrigin.BottomRight or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        bool bottom = origin is SKEncodedOrigin.BottomRight or SKEncodedOrigin.BottomLeft or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom;
        int channels = image.Channels;
        byte[] from = image.Pixels;
        byte[] to = new byte[from.Length];

        // Where row 0, column 0 of the shown image lies in the stored one, and the steps from there along a row and a column.
        (int acrossStep, int downStep, int start) = turned
            ? Steps(mirrorX: bottom, mirrorY: right, image.Width * channels, channels, image.Height, image.Width)
            : Steps(mirrorX: right, mirrorY: bottom, channels, image.Width * channels, image.Width, image.Height);
        for (int y = 0, at = 0; y < height; y++)
        {
            int source = start + (y * downStep);
            for (int x = 0; x < width; x++, source += acrossStep, at += channels)
            {
                for (int c = 0; c < channels; c++)
                    to[at + c] = from[source + c];
            }
        }

        return new Bitmap(width, height, channels, to);
    }

    private static (int AcrossStep, int DownStep, int Start) Steps(bool mirrorX, bool mirrorY, int across, int down, int width, int height)
    {
        int start = (mirrorX ? (width - 1) * across : 0) + (mirrorY ? (height - 1) * down : 0);
        return (mirrorX ? -across : across, mirrorY ? -down : down, start);
    }
}
