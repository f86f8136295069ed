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

    /// <summary>Prepares one image for a network that was trained on images framed as MNIST's are.</summary>
    /// <param name="image">Grey, RGB or RGBA, of any size.</param>
    /// <param name="width">Width of the network's images.</param>
    /// <param name="height">Height of the network's images.</param>
    /// <param name="source">Where the image comes from, for the message of an error.</param>
    /// <inheritdoc cref="Prepare(Bitmap, ImageFrame, string)"/>
    public static byte[] Prepare(Bitmap image, int width, int height, string source)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return Prepare(image, ImageFrame.Normal(width, height), source);
    }

    /// <summary>Prepares one image.</summary>
    /// <param name="image">Grey, RGB or RGBA, of any size.</param>
    /// <param name="frame">How the network's images are framed.</param>
    /// <param name="source">Where the image comes from, for the message of an error.</param>
    /// <returns>
    /// <c>[height,width]</c>, 0 … 255, in the frame. An image that is in it already is returned pixel by pixel; one that only lies
    /// elsewhere in the image, or is inverted, is moved, or inverted, pixel by pixel. A picture is scaled whole.
    /// </returns>
    /// <exception cref="DataFormatException">The image is blank: there is no ink in it; or there are several characters in it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    public static byte[] Prepare(Bitmap image, ImageFrame frame, string source)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(frame);
        GreyMap luma = GreyMap.Of(image);
        RefuseBlank(luma, source);
        if (frame.Box == 0)
            return ToBytes(Scaled(luma, frame));
        byte[] prepared = AsItIs(luma, frame) ?? FromInk(luma, frame, source);
        if (frame.InkIsDark)
            Invert(prepared);
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

    // As light ink on dark, whether or not it is so in the image; null when it is not in the frame.
    private static byte[]? AsItIs(GreyMap luma, ImageFrame frame)
    {
        if (luma.Width != frame.Width || luma.Height != frame.Height)
            return null;
        byte[] pixels = ToBytes(luma);
        float rim = Rim(luma);
        for (int look = 0; look < 2; look++)
        {
            if (frame.IsNormal ? DigitNormalizer.IsNormal(pixels, frame.Width, frame.Height, frame.Box) : look == 0 ? rim < 0.25f : rim > 0.75f)
                return pixels;
            Invert(pixels);
        }

        return null;
    }

    private static byte[] FromInk(GreyMap luma, ImageFrame frame, string source)
    {
        byte[] prepared = new byte[checked(frame.Width * frame.Height)];
        GreyMap ink = Extract(luma, source);
        if (Characters.Count(ink) is > 1 and var count)
            throw new DataFormatException($"{source}: expected one character, found {count} that stand apart; cut them into an image each, or give the pixels to the model as they are with --raw.");
        // As large as the data's already and of their pen: only its place was another, and a pixel is a pixel.
        bool fits = luma.Width == frame.Width && luma.Height == frame.Height && DigitNormalizer.Fits(new PixelBox(0, 0, ink.Width, ink.Height), frame.Box);
        bool moved = fits && !PenStroke.IsFaint(ink.Values) && PenStroke.Width(ink) * DigitNormalizer.Box >= PenStroke.Thin * frame.Box;
        double stretch = fits || !frame.IsNormal ? 1 : PenStroke.Stretch(ink);
        GreyMap scaled = moved ? ink : DigitNormalizer.Scale(ink, frame.Box, stretch, ResampleFilter.Bicubic);
        DigitNormalizer.Place(moved || !frame.IsNormal ? scaled : PenStroke.Strengthen(scaled, frame.Box, coarse: Math.Max(luma.Width, luma.Height) <= DrawnInk.SmallSide), prepared, frame.Width, frame.Height);
        if (!moved)
            Brighten(prepared);
        return prepared;
    }

    private static GreyMap Scaled(GreyMap luma, ImageFrame frame) => luma.Resized(
        frame.Width, frame.Height, luma.Width >= frame.Width && luma.Height >= frame.Height ? ResampleFilter.Area : ResampleFilter.Bilinear);

    private static void Invert(Span<byte> pixels)
    {
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(255 - pixels[i]);
    }

    private static byte[] ToBytes(GreyMap luma) => [.. luma.Values.Select(v => (byte)Math.Clamp((int)(v * 255 + 0.5f), 0, 255))];

    private static GreyMap FindInk(GreyMap luma, string source)
    {
        if (DrawnInk.Find(luma) is { } drawn)
            return InkComponents.IsEmpty(drawn) ? throw Blank(source) : drawn;
        GreyMap smooth = luma.Blur((Math.Max(luma.Width, luma.Height) + 64) / 128);
        (GreyMap contrast, float noise) = InkComponents.Contrast(smooth);
        float least = Math.Max(InkComponents.LeastContrast, 4 * noise);
        var rough = new ConnectedComponents(InkComponents.WithoutLines(contrast, least), least);
        GreyMap framed = InkComponents.WithoutFrames(rough);
        float full = InkComponents.FullInk(framed);
        if (full < InkComponents.LeastContrast)
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

    // The median of the outermost pixels.
    private static float Rim(GreyMap luma)
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
        return border[border.Count / 2];
    }

    private static void RefuseBlank(GreyMap luma, string source)
    {
        float darkest = 1, brightest = 0;
        foreach (float value in luma.Values)
        {
            darkest = Math.Min(darkest, value);
            brightest = Math.Max(brightest, value);
        }

        if (brightest - darkest < InkComponents.LeastContrast / 4)
            throw Blank(source);
    }

    private static DataFormatException Blank(string source) =>
        new($"{source}: expected a character in ink, found a blank image; check that it is the right file, or give the pixels to the model as they are with --raw.");
}
