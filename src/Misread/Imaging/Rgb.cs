using System.Globalization;

namespace Misread.Imaging;

/// <summary>An opaque colour of sRGB.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>From <c>0xRRGGBB</c>.</summary>
    public static Rgb Hex(int value) => new((byte)(value >> 16), (byte)(value >> 8), (byte)value);

    /// <summary>The colour a share <paramref name="t"/>, 0 … 1, of the way to another.</summary>
    public Rgb Towards(Rgb other, double t)
    {
        return new Rgb(Mix(R, other.R), Mix(G, other.G), Mix(B, other.B));

        byte Mix(byte a, byte b) => (byte)Math.Round(a + ((b - a) * Math.Clamp(t, 0, 1)));
    }

    /// <summary>Relative luminance, 0 … 1 (WCAG 2.1).</summary>
    public double Luminance
    {
        get
        {
            return (0.2126 * Linear(R)) + (0.7152 * Linear(G)) + (0.0722 * Linear(B));

            static double Linear(byte v) => v <= 10 ? v / 255.0 / 12.92 : Math.Pow(((v / 255.0) + 0.055) / 1.055, 2.4);
        }
    }

    /// <summary>The contrast of two colours, 1 … 21 (WCAG 2.1); small text wants 4.5.</summary>
    public double Contrast(Rgb other)
    {
        double a = Luminance;
        double b = other.Luminance;
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <summary>As CSS writes it: <c>#rrggbb</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{R:x2}{G:x2}{B:x2}");
}
