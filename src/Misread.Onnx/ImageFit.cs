using Misread.Imaging;

namespace Misread.Onnx;

/// <summary>Resizes and cuts as torchvision's <c>Resize</c> and <c>CenterCrop</c> do, their rounding included.</summary>
internal static class ImageFit
{
    public static Bitmap Fit(Bitmap image, Preprocessing rule)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Width == rule.Width && image.Height == rule.Height)
            return image;
        if (rule.Resize == ResizeRule.Squash)
            return Resample.Resize(image, rule.Width, rule.Height, rule.Filter);
        (int width, int height) = Covering(image.Width, image.Height, rule);
        Bitmap resized = Resample.Resize(image, width, height, rule.Filter);
        return BitmapGeometry.Crop(resized, Middle(width, rule.Width), Middle(height, rule.Height), rule.Width, rule.Height);
    }

    // The longer side is cut to whole pixels, not rounded; that of a very long image ends where bitmaps do.
    private static (int Width, int Height) Covering(int width, int height, Preprocessing rule)
    {
        int least = Math.Max(rule.ShorterSide, rule.Height == rule.Width ? rule.Height : 0);
        (int shorter, int longer) = width < height ? (width, height) : (height, width);
        if (least == 0)
        {
            double scale = Math.Max((double)rule.Width / width, (double)rule.Height / height);
            return (Math.Max(rule.Width, (int)(width * scale)), Math.Max(rule.Height, (int)(height * scale)));
        }

        int other = (int)Math.Min(Bitmap.MaxSide, (long)least * longer / shorter);
        (int w, int h) = width < height ? (least, other) : (other, least);
        return (Math.Max(w, rule.Width), Math.Max(h, rule.Height));
    }

    private static int Middle(int size, int part) => (int)Math.Round((size - part) / 2.0, MidpointRounding.ToEven);
}
