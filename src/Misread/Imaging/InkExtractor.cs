using Misread.IO;

namespace Misread.Imaging;

/// <summary>
/// Prepares a photo, scan or drawing of one character for a network that was trained on images like MNIST's: finds the
/// ink, dark on light or light on dark, under uneven light, without the specks, frames and dark corners around it, and
/// normalises it with <see cref="DigitNormalizer"/>.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class InkExtractor
{
    /// <summary>Photos are worked on at this size; more pixels say nothing more about a digit of 20.</summary>
    private const int WorkingSide = 256;

    /// <summary>A digit found smaller than this is cut out and looked at once more in the photo's own pixels.</summary>
    private const int SmallDigit = 80;

    /// <summary>The least contrast of ink, as a share of the paper's brightness.</summary>
    private const float LeastContrast = 0.08f;

    /// <summary>Prepares one image.</summary>
    /// <param name="image">Grey, RGB or RGBA, of any size.</param>
    /// <param name="width">Width of the network's images.</param>
    /// <param name="height">Height of the network's images.</param>
    /// <param name="source">Where the image comes from, for the message of an error.</param>
    /// <returns>
    /// <c>[height,width]</c>: 0 paper … 255 ink. An image that already is of this size, with a dark border, is taken as one
    /// of the data set and returned pixel by pixel.
    /// </returns>
    /// <exception cref="DataFormatException">The image is blank: there is no ink in it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    public static byte[] Prepare(Bitmap image, int width, int height, string source)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var luma = new GreyMap(image.Width, image.Height, Luma.Of(image));
        RefuseBlank(luma, source);
        if (image.Width == width && image.Height == height && HasDarkBorder(luma))
            return ToBytes(luma);
        byte[] prepared = new byte[checked(width * height)];
        GreyMap ink = Extract(luma, source);
        int box = Math.Max(1, Math.Min(width, height) * DigitNormalizer.Box / DigitNormalizer.Size);
        DigitNormalizer.Normalize(ink.Values, ink.Width, ink.Height, prepared, width, height, box);
        Brighten(prepared);
        return prepared;
    }

    /// <summary>An image's luma as it is, <c>[H,W]</c>: 0 black … 255 white; grey images come back pixel by pixel.</summary>
    /// <param name="image">Grey, RGB or RGBA; where it is transparent, paper is thought behind it.</param>
    public static byte[] ToGrey(Bitmap image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return ToBytes(new GreyMap(image.Width, image.Height, Luma.Of(image)));
    }

    /// <summary>Finds the ink: a map of 0 paper … 1 ink around it, with what is not part of the character left out.</summary>
    internal static GreyMap Extract(GreyMap luma, string source)
    {
        GreyMap working = luma.Within(WorkingSide);
        GreyMap ink = FindInk(working, source);
        PixelBox box = PixelBox.OfInk(ink.Values, ink.Width, ink.Height);
        double scale = (double)luma.Width / working.Width;
        if (scale <= 1 || Math.Max(box.Width, box.Height) >= SmallDigit)
            return ink.Crop(box);
        int margin = Math.Max(box.Width, box.Height) / 2;
        var around = new PixelBox(
            (int)(Math.Max(0, box.Left - margin) * scale),
            (int)(Math.Max(0, box.Top - margin) * scale),
            Math.Min(luma.Width, (int)((box.Right + margin) * scale)),
            Math.Min(luma.Height, (int)((box.Bottom + margin) * scale)));
        GreyMap closer = FindInk(luma.Crop(around).Within(WorkingSide), source);
        return closer.Crop(PixelBox.OfInk(closer.Values, closer.Width, closer.Height));
    }

    private static byte[] ToBytes(GreyMap luma) => [.. luma.Values.Select(v => (byte)(v * 255 + 0.5f))];

    private static GreyMap FindInk(GreyMap luma, string source)
    {
        GreyMap smooth = luma.Blur((Math.Max(luma.Width, luma.Height) + 64) / 128);
        (GreyMap contrast, float noise) = InkComponents.Contrast(smooth);
        float least = Math.Max(LeastContrast, 4 * noise);
        var rough = new ConnectedComponents(InkComponents.WithoutLines(contrast, least), least);
        GreyMap framed = InkComponents.WithoutFrames(rough);
        float full = InkComponents.FullInk(framed);
        if (full < LeastContrast)
            throw Blank(source);
        // Half of the full contrast is where the edge of a stroke lies; a third keeps strokes that are faint or thin.
        var fine = new ConnectedComponents(framed, full / 3);
        GreyMap ink = InkComponents.WithoutSpecks(fine, full);
        return InkComponents.IsEmpty(ink) ? throw Blank(source) : ink;
    }

    /// <summary>Thin pen strokes get grey by averaging; MNIST's have full ink in the middle.</summary>
    private static void Brighten(Span<byte> image)
    {
        int brightest = 1;
        foreach (byte pixel in image)
            brightest = Math.Max(brightest, pixel);
        for (int i = 0; i < image.Length; i++)
            image[i] = (byte)((image[i] * 255 + brightest / 2) / brightest);
    }

    private static bool HasDarkBorder(GreyMap luma)
    {
        var border = new List<float>();
        for (int y = 0; y < luma.Height; y++)
        {
            for (int x = 0; x < luma.Width; x++)
            {
                if (x == 0 || y == 0 || x == luma.Width - 1 || y == luma.Height - 1)
                    border.Add(luma.Values[y * luma.Width + x]);
            }
        }

        border.Sort();
        return border[border.Count / 2] < 0.5f;
    }

    private static void RefuseBlank(GreyMap luma, string source)
    {
        float darkest = 1, brightest = 0;
        foreach (float value in luma.Values)
        {
            darkest = Math.Min(darkest, value);
            brightest = Math.Max(brightest, value);
        }

        if (brightest - darkest < LeastContrast / 4)
            throw Blank(source);
    }

    private static DataFormatException Blank(string source) =>
        new($"{source}: expected a character in ink, found a blank image; check that it is the right file, or give the pixels to the model as they are with --raw.");
}
