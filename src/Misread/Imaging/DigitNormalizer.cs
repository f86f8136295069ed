namespace Misread.Imaging;

/// <summary>
/// Makes images of single characters alike in size and place, as those of MNIST are: the ink is scaled, its aspect kept,
/// until its bounding box fits a square of 20 pixels, anti-aliased, and moved by whole pixels so that its centre of mass
/// lies in the middle of 28×28 pixels.
/// </summary>
/// <remarks>
/// LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document recognition", section III.A.
/// The same result on every machine. Thread-safe.
/// </remarks>
public static class DigitNormalizer
{
    /// <summary>Side of an MNIST image, in pixels.</summary>
    public const int Size = 28;

    /// <summary>Side of the square that the ink of an MNIST image fits, in pixels.</summary>
    public const int Box = 20;

    /// <summary>How far MNIST's own centres of mass lie outside the middle pixel, at most.</summary>
    private const double Rounding = 0.03;

    /// <summary>Normalises one ink map.</summary>
    /// <param name="ink"><c>[height,width]</c>: 0 paper … 1 full ink; what is below 1/512 counts as paper.</param>
    /// <param name="width">Width of the map, at least 1.</param>
    /// <param name="height">Height of the map, at least 1.</param>
    /// <returns><c>[28,28]</c>: 0 paper … 255 ink; all 0 when the map holds no ink.</returns>
    /// <exception cref="ArgumentException"><paramref name="ink"/> is not of that size.</exception>
    public static byte[] Normalize(ReadOnlySpan<float> ink, int width, int height)
    {
        byte[] image = new byte[Size * Size];
        Normalize(ink, width, height, image, Size, Size, Box);
        return image;
    }

    /// <summary>Normalises one ink map for images of another size.</summary>
    /// <param name="ink"><c>[height,width]</c>: 0 paper … 1 full ink.</param>
    /// <param name="width">Width of the map, at least 1.</param>
    /// <param name="height">Height of the map, at least 1.</param>
    /// <param name="image">Receives <c>[imageHeight,imageWidth]</c>: 0 paper … 255 ink.</param>
    /// <param name="imageWidth">Width of the image.</param>
    /// <param name="imageHeight">Height of the image.</param>
    /// <param name="box">Side of the square that the ink is to fit, 1 … the lesser side of the image.</param>
    /// <exception cref="ArgumentException">A size does not fit.</exception>
    public static void Normalize(
        ReadOnlySpan<float> ink, int width, int height, Span<byte> image, int imageWidth, int imageHeight, int box)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(box, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(box, Math.Min(imageWidth, imageHeight));
        if (ink.Length != (long)width * height)
            throw new ArgumentException($"expected {(long)width * height} values for {width}×{height}, got {ink.Length}", nameof(ink));
        if (image.Length != (long)imageWidth * imageHeight)
            throw new ArgumentException($"expected {(long)imageWidth * imageHeight} pixels for {imageWidth}×{imageHeight}, got {image.Length}", nameof(image));
        image.Clear();
        PixelBox ends = PixelBox.OfInk(ink, width, height);
        if (ends.IsEmpty)
            return;
        GreyMap character = new(ends.Width, ends.Height, ends.Crop(ink, width));
        Place(Scale(character, box, stretch: 1, ResampleFilter.Bilinear), image, imageWidth, imageHeight);
    }

    /// <summary>
    /// Whether an image is as MNIST's are, all 70,000: its ink fits the box (or is a pixel less, as in 16 of them), its centre of mass
    /// lies in the middle pixel, and its strokes are not faint.
    /// </summary>
    /// <param name="image"><c>[height,width]</c>: 0 paper … 255 ink.</param>
    /// <param name="width">Width of the image.</param>
    /// <param name="height">Height of the image.</param>
    /// <param name="box">Side of the square that the ink is to fit.</param>
    internal static bool IsNormal(ReadOnlySpan<byte> image, int width, int height, int box)
    {
        float[] ink = new float[image.Length];
        for (int i = 0; i < ink.Length; i++)
            ink[i] = image[i] / 255f;
        PixelBox ends = PixelBox.OfInk(ink, width, height);
        if (!Fits(ends, box) || PenStroke.IsFaint(ink))
            return false;
        (double x, double y) = CentreOfMass(ink, width, height);
        return x > (width / 2) - Rounding && x < (width / 2) + 1 + Rounding && y > (height / 2) - Rounding && y < (height / 2) + 1 + Rounding;
    }

    /// <summary>Whether a character is as large as the box wants it.</summary>
    internal static bool Fits(PixelBox ends, int box) => Math.Max(ends.Width, ends.Height) is var longer && (longer == box || longer == box - 1);

    /// <summary>Scales a character in its box until it fits a square.</summary>
    /// <param name="character">The ink in its box.</param>
    /// <param name="box">Side of the square, in pixels.</param>
    /// <param name="stretch">By how much the character is too wide.</param>
    /// <param name="enlarging">The filter where pixels become more; where they become fewer it is the mean over areas.</param>
    internal static GreyMap Scale(GreyMap character, int box, double stretch, ResampleFilter enlarging)
    {
        double width = character.Width / stretch, height = character.Height;
        double longer = Math.Max(width, height);
        int w = stretch == 1 ? Scaled(character.Width, (int)longer, box) : Math.Max(1, (int)((width * box / longer) + 0.5));
        int h = stretch == 1 ? Scaled(character.Height, (int)longer, box) : Math.Max(1, (int)((height * box / longer) + 0.5));
        bool fewer = stretch == 1 ? longer > box : w <= character.Width && h <= character.Height;
        return character.Resized(w, h, fewer ? ResampleFilter.Area : enlarging);
    }

    /// <summary>Moves a scaled character by whole pixels so that its centre of mass lies in the middle of an image.</summary>
    internal static void Place(GreyMap scaled, Span<byte> image, int imageWidth, int imageHeight)
    {
        (double x, double y) = CentreOfMass(scaled.Values, scaled.Width, scaled.Height);
        // The pixel that holds the centre of mass becomes pixel (14, 14), as in every image of MNIST.
        int left = Math.Clamp(imageWidth / 2 - (int)x, 0, imageWidth - scaled.Width);
        int top = Math.Clamp(imageHeight / 2 - (int)y, 0, imageHeight - scaled.Height);
        for (int row = 0; row < scaled.Height; row++)
        {
            Span<byte> target = image.Slice((top + row) * imageWidth + left, scaled.Width);
            for (int column = 0; column < scaled.Width; column++)
                target[column] = (byte)Math.Clamp((int)(scaled.Values[row * scaled.Width + column] * 255 + 0.5f), 0, 255);
        }
    }

    /// <summary>Side times box / longer, rounded, at least 1.</summary>
    private static int Scaled(int side, int longer, int box) =>
        Math.Max(1, (int)((2L * side * box + longer) / (2L * longer)));

    private static (double X, double Y) CentreOfMass(ReadOnlySpan<float> ink, int width, int height)
    {
        double mass = 0, momentX = 0, momentY = 0;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double value = ink[y * width + x];
                mass += value;
                momentX += value * (x + 0.5);
                momentY += value * (y + 0.5);
            }
        }

        return (momentX / mass, momentY / mass);
    }
}
