namespace Misread.Imaging;

/// <summary>How an image of any shape becomes one of a given width and height.</summary>
public enum FitRule
{
    /// <summary>The whole image, stretched: nothing is lost, proportions are (Keras's default).</summary>
    Stretch,

    /// <summary>Resized until it covers the target, then its middle: proportions stay, margins are lost (torchvision's usual way).</summary>
    Crop,

    /// <summary>The whole image at its proportions, centred on white (or, for an image that is mostly black at its edge, on black).</summary>
    Pad,
}

/// <summary>Cuts and fits images.</summary>
public static class BitmapGeometry
{
    /// <summary>A part of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="x">Its first column.</param>
    /// <param name="y">Its first row.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie within the image.</exception>
    public static Bitmap Crop(Bitmap image, int x, int y, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, image.Width - x);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, image.Height - y);
        if (width == image.Width && height == image.Height)
            return image;
        var part = new Bitmap(width, height, image.Channels);
        int bytes = width * image.Channels;
        for (int row = 0; row < height; row++)
            image.Pixels.AsSpan((((y + row) * image.Width) + x) * image.Channels, bytes).CopyTo(part.Pixels.AsSpan(row * bytes));
        return part;
    }

    /// <summary>An image of exactly this width and height.</summary>
    /// <param name="image">Grey or RGB.</param>
    /// <param name="width">New width.</param>
    /// <param name="height">New height.</param>
    /// <param name="rule">How it is fitted.</param>
    /// <param name="filter">How pixels are weighed.</param>
    public static Bitmap Fit(Bitmap image, int width, int height, FitRule rule, ResampleFilter filter = ResampleFilter.Bilinear)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (rule == FitRule.Stretch)
            return Resample.Resize(image, width, height, filter);
        double across = (double)width / image.Width;
        double down = (double)height / image.Height;
        double scale = rule == FitRule.Crop ? Math.Max(across, down) : Math.Min(across, down);
        int newWidth = across == scale ? width : Math.Max(1, (int)Math.Round(image.Width * scale));
        int newHeight = down == scale ? height : Math.Max(1, (int)Math.Round(image.Height * scale));
        Bitmap resized = Resample.Resize(image, newWidth, newHeight, filter);
        return rule == FitRule.Crop
            ? Crop(resized, (newWidth - width) / 2, (newHeight - height) / 2, width, height)
            : Pad(resized, width, height);
    }

    private static Bitmap Pad(Bitmap image, int width, int height)
    {
        if (image.Width == width && image.Height == height)
            return image;
        var padded = new Bitmap(width, height, image.Channels);
        padded.Pixels.AsSpan().Fill(EdgeIsDark(image) ? (byte)0 : (byte)255);
        int left = (width - image.Width) / 2;
        int top = (height - image.Height) / 2;
        int bytes = image.Width * image.Channels;
        for (int row = 0; row < image.Height; row++)
            image.Pixels.AsSpan(row * bytes, bytes).CopyTo(padded.Pixels.AsSpan((((top + row) * width) + left) * image.Channels));
        return padded;
    }

    private static bool EdgeIsDark(Bitmap image)
    {
        long sum = 0;
        int bytes = image.Width * image.Channels;
        foreach (byte b in image.Pixels.AsSpan(0, bytes))
            sum += b;
        foreach (byte b in image.Pixels.AsSpan(image.Pixels.Length - bytes))
            sum += b;
        return sum < 2L * bytes * 32;
    }
}
