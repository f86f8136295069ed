using Misread.Imaging;
using Misread.Numerics;

namespace Misread.Tests.Imaging;

/// <summary>Photos of digits as people take them, drawn from images of 28×28 pixels. Side about 280 pixels.</summary>
internal static class PhotoSamples
{
    private const int Scale = 10;

    /// <summary>Every kind, by name.</summary>
    public static IReadOnlyDictionary<string, Func<byte[], Prng, Bitmap>> Kinds { get; } = new Dictionary<string, Func<byte[], Prng, Bitmap>>(StringComparer.Ordinal)
    {
        ["screen"] = (ink, _) => Grey(Enlarged(ink), static v => 20 + 200 * v),
        ["scan"] = (ink, _) => Grey(Enlarged(ink), static v => 250 - 230 * v),
        ["pencil"] = (ink, random) => Shaded(Enlarged(ink), 0.4, static (_, _) => 1, 4, random),
        ["gradient"] = (ink, random) => Shaded(Enlarged(ink), 0.85, static (x, y) => 0.35 + 0.6 * (0.7 * x + 0.3 * y), 3, random),
        ["shadow"] = (ink, random) => Shaded(Enlarged(ink), 0.85, static (x, y) => x + 0.4 * y > 0.75 ? 0.5 : 1, 3, random),
        ["noise"] = (ink, random) => Shaded(Enlarged(ink), 0.9, static (_, _) => 0.9, 25, random),
        ["specks"] = (ink, random) => Specks(Shaded(Enlarged(ink), 0.85, static (_, _) => 0.95, 3, random), random),
        ["frame"] = (ink, random) => Framed(Shaded(Enlarged(ink), 0.85, static (_, _) => 0.95, 3, random)),
        ["turned scan"] = (ink, random) => Turned(Shaded(Enlarged(ink), 0.85, static (_, _) => 0.95, 3, random)),
        ["cropped"] = (ink, random) => Shaded(Cropped(Enlarged(ink)), 0.85, static (_, _) => 0.95, 3, random),
        ["far away"] = (ink, random) => Shaded(FarAway(Enlarged(ink)), 0.85, static (x, y) => 0.6 + 0.3 * x, 3, random),
        ["blue pen"] = (ink, _) => Blue(Enlarged(ink)),
        ["transparent"] = (ink, _) => Transparent(Enlarged(ink)),
        ["inverted original"] = (ink, _) => new Bitmap(28, 28, 1, [.. ink.Select(v => (byte)(255 - v))]),
    };

    /// <summary>Draws one.</summary>
    public static Bitmap Draw(string kind, ReadOnlySpan<byte> ink, Prng random) => Kinds[kind](ink.ToArray(), random);

    private static GreyMap Enlarged(byte[] ink) =>
        new GreyMap(28, 28, [.. ink.Select(v => v / 255f)]).Resized(28 * Scale, 28 * Scale, ResampleFilter.Bilinear);

    private static Bitmap Grey(GreyMap ink, Func<float, float> level) =>
        new(ink.Width, ink.Height, 1, [.. ink.Values.Select(v => (byte)level(v))]);

    private static Bitmap Shaded(GreyMap ink, double contrast, Func<double, double, double> light, double noise, Prng random)
    {
        byte[] pixels = new byte[ink.Values.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            double lit = light((double)(i % ink.Width) / ink.Width, (double)(i / ink.Width) / ink.Height);
            double value = 240 * lit * (1 - contrast * ink.Values[i]) + noise * random.NextNormal();
            pixels[i] = (byte)Math.Clamp(value, 0, 255);
        }

        return new Bitmap(ink.Width, ink.Height, 1, pixels);
    }

    private static Bitmap Specks(Bitmap photo, Prng random)
    {
        for (int n = 0; n < 12; n++)
        {
            int x = random.Next(photo.Width - 3), y = random.Next(photo.Height - 3);
            for (int k = 0; k < 9; k++)
                photo.Pixels[(y + k / 3) * photo.Width + x + k % 3] = 30;
        }

        return photo;
    }

    private static Bitmap Framed(Bitmap photo)
    {
        for (int i = 0; i < photo.Pixels.Length; i++)
        {
            int x = i % photo.Width, y = i / photo.Width;
            if (Math.Min(Math.Min(x, y), Math.Min(photo.Width - 1 - x, photo.Height - 1 - y)) < 5)
                photo.Pixels[i] = 10;
        }

        return photo;
    }

    /// <summary>Turned by about five degrees on a black ground, which shows in the corners.</summary>
    private static Bitmap Turned(Bitmap photo)
    {
        const double Cos = 0.9962, Sin = 0.0872;
        byte[] pixels = new byte[photo.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            double x = i % photo.Width - photo.Width / 2.0, y = i / photo.Width - photo.Height / 2.0;
            int u = (int)Math.Round(Cos * x + Sin * y + photo.Width / 2.0), v = (int)Math.Round(Cos * y - Sin * x + photo.Height / 2.0);
            bool inside = u >= 0 && v >= 0 && u < photo.Width && v < photo.Height;
            pixels[i] = inside ? photo.Pixels[v * photo.Width + u] : (byte)8;
        }

        return new Bitmap(photo.Width, photo.Height, 1, pixels);
    }

    private static GreyMap Cropped(GreyMap ink) => ink.Crop(PixelBox.OfInk(ink.Values, ink.Width, ink.Height));

    private static GreyMap FarAway(GreyMap ink)
    {
        const int Width = 1000, Height = 800;
        float[] values = new float[Width * Height];
        for (int y = 0; y < ink.Height; y++)
            ink.Values.AsSpan(y * ink.Width, ink.Width).CopyTo(values.AsSpan((y + 200) * Width + 500));
        return new GreyMap(Width, Height, values);
    }

    private static Bitmap Blue(GreyMap ink)
    {
        byte[] pixels = new byte[3 * ink.Values.Length];
        for (int i = 0; i < ink.Values.Length; i++)
        {
            pixels[3 * i] = (byte)(245 - 215 * ink.Values[i]);
            pixels[3 * i + 1] = (byte)(240 - 190 * ink.Values[i]);
            pixels[3 * i + 2] = (byte)(220 - 50 * ink.Values[i]);
        }

        return new Bitmap(ink.Width, ink.Height, 3, pixels);
    }

    /// <summary>A black drawing whose ground is transparent black: only alpha shows the ink.</summary>
    private static Bitmap Transparent(GreyMap ink)
    {
        byte[] pixels = new byte[4 * ink.Values.Length];
        for (int i = 0; i < ink.Values.Length; i++)
            pixels[4 * i + 3] = (byte)(255 * ink.Values[i]);
        return new Bitmap(ink.Width, ink.Height, 4, pixels);
    }
}
