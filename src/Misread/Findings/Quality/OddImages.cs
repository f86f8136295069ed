using Misread.Imaging;

namespace Misread.Findings;

/// <summary>An image that is odd beside the others of its data set.</summary>
/// <param name="Image">Its row.</param>
/// <param name="Property">The property in which it is.</param>
/// <param name="IsHigh">Whether by a high value.</param>
/// <param name="Value">The value.</param>
/// <param name="Word">What it is: <c>blurred</c>, <c>dark</c>, <c>washed out</c> …</param>
public sealed record OddImage(int Image, ImageProperty Property, bool IsHigh, double Value, string Word);

/// <summary>Images that are odd by the measure of their own data set: no threshold is fixed beforehand.</summary>
public static class OddImages
{
    private const int NearConstant = 16;

    /// <summary>Finds them.</summary>
    /// <param name="values"><c>[N]</c> rows of <see cref="ImageProperties.Of"/>.</param>
    /// <param name="glyphs">Whether properties of glyphs count; see <see cref="AreGlyphs"/>.</param>
    /// <returns>By property, the most extreme first. An image may be odd in several.</returns>
    public static IReadOnlyList<OddImage> Find(IReadOnlyList<double[]> values, bool glyphs)
    {
        ArgumentNullException.ThrowIfNull(values);
        (int range, int highlight, int shadow) = (ImageProperty.IndexOf("range"), ImageProperty.IndexOf("highlight"), ImageProperty.IndexOf("shadow"));
        var odd = new List<OddImage>();
        for (int p = 0; p < ImageProperty.All.Count; p++)
        {
            ImageProperty property = ImageProperty.All[p];
            if (property.Kind == PropertyKind.Glyph && !glyphs)
                continue;
            double[] column = [.. values.Select(v => v[p])];
            sbyte[] side = Fence.Odd(column, property.Scale);
            odd.AddRange(Enumerable.Range(0, side.Length).Where(i => side[i] != 0)
                .OrderBy(i => side[i]).ThenByDescending(i => side[i] * column[i])
                .Select(i => new OddImage(i, property, side[i] > 0, column[i], Word(i, side[i], p))));
        }

        return odd;

        string Word(int image, sbyte side, int p)
        {
            if (p != range || side > 0)
                return side > 0 ? ImageProperty.All[p].HighWord : ImageProperty.All[p].LowWord;
            double[] v = values[image];
            double middle = (v[highlight] + v[shadow]) / 2;
            return v[range] < NearConstant ? "near-constant" : middle switch
            {
                < 85 => "dark",
                > 170 => "washed out",
                _ => "flat",
            };
        }
    }

    /// <summary>Whether the images are glyphs: grey, and at least 80 % with a flat outermost ring.</summary>
    /// <param name="values"><c>[N]</c> rows of <see cref="ImageProperties.Of"/>.</param>
    public static bool AreGlyphs(IReadOnlyList<double[]> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        (int border, int saturation) = (ImageProperty.IndexOf("border"), ImageProperty.IndexOf("saturation"));
        return values.Count > 0 && values.Count(v => double.IsNaN(v[saturation]) && v[border] >= 0.9) >= 0.8 * values.Count;
    }
}
