using System.Globalization;

namespace Misread.Imaging;

/// <summary>How the images that a network was trained on are framed, which is how a drawing has to be prepared for it.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Box">Side of the square that the ink fits, in pixels; 0 for pictures, which have no ground that ink would stand on.</param>
/// <param name="InkIsDark">Whether ink is dark on a light ground.</param>
public sealed record ImageFrame(int Width, int Height, int Box, bool InkIsDark = false)
{
    /// <summary>MNIST's frame for images of that size: light ink in 20 of 28 pixels, its centre of mass in the middle.</summary>
    public static ImageFrame Normal(int width, int height) => new(width, height, NormalBox(width, height));

    /// <summary>Whether ink is scaled and centred as MNIST's is.</summary>
    public bool IsNormal => Box == NormalBox(Width, Height);

    /// <summary>What <see cref="Parse"/> reads: <c>box=28 ink=dark</c> say.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"box={Box} ink={(InkIsDark ? "dark" : "light")}");

    /// <summary>Reads <see cref="ToString"/>; <see langword="null"/> for anything else.</summary>
    internal static ImageFrame? Parse(string text, int width, int height)
    {
        string[] parts = text.Split(' ');
        return parts is [['b', 'o', 'x', '=', .. string box], "ink=light" or "ink=dark"]
            && int.TryParse(box, NumberStyles.None, CultureInfo.InvariantCulture, out int side) && side <= Math.Min(width, height)
            ? new(width, height, side, parts[1] == "ink=dark")
            : null;
    }

    private static int NormalBox(int width, int height) => Math.Max(1, Math.Min(width, height) * DigitNormalizer.Box / DigitNormalizer.Size);
}
